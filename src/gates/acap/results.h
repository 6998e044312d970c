// What a search found, as lines (RFC 2244, sections 6.4.1 to 6.4.5). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/find.h"
#include "gates/acap/requests.h"

namespace gatehouse::gates::acap {

struct Results {
  std::vector<datasets::Item> items{};  // sorted
  datasets::Modtime newest{};           // of the datasets that were searched
  std::string rights{};                 // of the dataset that was named, in ACAP's letters
  std::vector<std::string> accounts{};  // whose datasets were looked at
};

// From those of all datasets: what the conditions are true of, in order, by whole paths if DEPTH
// was asked for. nullopt: more than a search may find.
[[nodiscard]] std::optional<Results> chosen(Results all, const Search& search);

// What RETURN asked for, with a space in front of each.
[[nodiscard]] std::string returned_data(const std::vector<Wanted>& wanted,
                                        const datasets::Item& item, std::string_view rights);

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
