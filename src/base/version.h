// The version this server says it has, everywhere it says so.
#pragma once

#include <string_view>

namespace gatehouse {

inline constexpr std::string_view version = "0.1.0";

}  // namespace gatehouse
