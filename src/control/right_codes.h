// The codes of administrators' rights (guide-facts 5.1, 5.2): which count for the whole server and
// which inside one domain.
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::control {

[[nodiscard]] std::span<const std::string_view> domain_rights();  // sorted
[[nodiscard]] bool is_domain_right(std::string_view code);  // every other code is the server's

}  // namespace gatehouse::control
