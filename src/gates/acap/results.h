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
};

// What RETURN asked for, with a space in front of each.
[[nodiscard]] std::string returned_data(const std::vector<Wanted>& wanted,
                                        const datasets::Item& item, std::string_view rights);

struct Shown {  // what a client knows of an entry of a context
  std::string path;
  datasets::Modtime modified;
};

struct Context {
  Search search;
  std::string account{};  // whose datasets it looks at
  std::vector<Shown> shown{};
  datasets::Modtime newest{};
};

inline constexpr std::size_t most_in_context = 1000;

// ADDTO, REMOVEFROM and CHANGE that lead from what is shown to `now`, and MODTIME; none when
// nothing changed. The context shows `now` then.
[[nodiscard]] std::string updates(Context& context, const Results& now);

}  // namespace gatehouse::gates::acap
