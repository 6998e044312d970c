// What a search found, as lines (RFC 2244, sections 6.4.1 to 6.4.5). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/find.h"
#include "gates/acap/attribute_lists.h"
#include "gates/acap/requests.h"

namespace gatehouse::gates::acap {

// Of the dataset that was named.
struct Permitted {
  std::string rights{};    // in ACAP's letters
  AttributeLists lists{};  // of its attributes
  std::string start{};     // in front of the names of its entries in their paths
};

struct Results {
  std::vector<datasets::Item> items{};  // sorted
  datasets::Modtime newest{};           // of the datasets that were searched
  Permitted permitted{};
  std::vector<std::string> accounts{};  // whose datasets were looked at
};

// From those of all datasets: what the conditions are true of, in order, by whole paths if DEPTH
// was asked for. nullopt: more than a search may find.
[[nodiscard]] std::optional<Results> chosen(Results all, const Search& search);

// "lrswi..." as ACAP's letters: x (see), r, w, i, a.
[[nodiscard]] std::string acap_rights(std::string_view letters);

// What RETURN asked for, with a space in front of each.
[[nodiscard]] std::string returned_data(const std::vector<Wanted>& wanted,
                                        const datasets::Item& item, const Permitted& permitted);

// ENTRY of the first `count`, when something is to be returned, and MODTIME.
[[nodiscard]] std::string entries_text(std::string_view tag, const Search& search,
                                       const Results& results, std::size_t count);

struct Shown {  // what a client knows of an entry of a context
  std::string path;
  datasets::Modtime modified;
};

struct Context {
  Search search;
  std::vector<std::string> accounts{};  // whose datasets it looks at
  std::vector<Shown> shown{};
  datasets::Modtime newest{};
};

inline constexpr std::size_t most_in_context = 1000;

// ADDTO, REMOVEFROM and CHANGE that lead from what is shown to `now`, and MODTIME; none when
// nothing changed. The context shows `now` then.
[[nodiscard]] std::string updates(Context& context, const Results& now);

}  // namespace gatehouse::gates::acap
