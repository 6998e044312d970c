// The version this server tells to clients and administrators.
#pragma once

#include <string_view>

namespace gatehouse {

inline constexpr std::string_view version = "0.1.0";

}  // namespace gatehouse
