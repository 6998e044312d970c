// What one dataset has from another (RFC 2244, sections 5.1 to 5.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "datasets/datasets.h"

namespace gatehouse::datasets {

inline constexpr std::string_view inherit_attribute = "dataset.inherit";

// The path of what the dataset `name` inherits from, without a slash at its end: what its entry ""
// says, else what the nearest dataset above says, with the levels below that. nullopt: nothing.
// Blocks.
[[nodiscard]] std::optional<std::string> base_of(const Datasets& datasets, std::string_view name);

// `own` with what it has from `base`: entries it does not hide, attributes it does not override.
// What manages a dataset, and "subdataset", is not inherited. Pure.
[[nodiscard]] Dataset inherited(Dataset own, const Dataset& base);

}  // namespace gatehouse::datasets
