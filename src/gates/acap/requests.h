// What SEARCH and STORE ask for (RFC 2244, sections 6.4.1 and 6.6.1), out of their terms. Pure.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "datasets/find.h"
#include "gates/acap/place.h"
#include "gates/acap/term.h"

namespace gatehouse::gates::acap {

enum class Metadata { acl, attribute, count, myrights, size, value };

struct Wanted {           // one of RETURN
  std::string attribute;  // "address.*" means all that begin so
  std::vector<Metadata> data;
};

struct ContextWish {
  std::string name;
  bool enumerate = false;
  bool notify = false;
};

struct Search {
  std::string path;         // as it was written: a dataset's, or the name of a context
  std::uint32_t depth = 1;  // levels; 0: all
  std::optional<std::uint32_t> hard_limit;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> limit;  // if more than, then only so many
  std::optional<ContextWish> context;
  bool with_depth = false;                 // DEPTH was written: entries are told with whole paths
  bool inherits = true;                    // no NOINHERIT
  std::optional<std::string> range_since;  // RANGE was written: the oldest of its times
  std::vector<Wanted> wanted;
  std::vector<datasets::SortKey> sort;
  datasets::Criterion criterion;
};

struct StoredValue {
  std::string attribute;
  std::optional<datasets::Value> value;  // nullopt: it is removed
  bool to_default = false;               // by DEFAULT: what is inherited is seen again
};

struct Store {
  EntryPlace at;
  std::string path;  // as it was written
  bool create = true;
  std::optional<std::string> unchanged_since{};
  enum class Fate { kept, removed, reverted } fate = Fate::kept;  // "entry" NIL, "entry" DEFAULT
  std::optional<std::string> renamed_to{};
  enum class Below { kept, made, removed } below = Below::kept;  // "subdataset" ("."), NIL
  std::vector<StoredValue> values{};
};

// What a request is refused with: BAD for the grammar, which the names of collations are part of
// (section 3.4), NO with a code for the rest.
struct Fault {
  bool is_syntax = true;
  std::string code;  // of the response; empty: none
  std::string words;
};
template <class Value>
using Parsed = std::expected<Value, Fault>;

[[nodiscard]] Parsed<Search> parse_search(const std::vector<Term>& arguments);
[[nodiscard]] Parsed<std::vector<Store>> parse_store(const std::vector<Term>& arguments);

}  // namespace gatehouse::gates::acap
