// Comparison of secrets. The time depends on neither content nor on where two values of one length
// differ; that the lengths differ is no secret.
#pragma once

#include <string_view>

namespace gatehouse::crypto {

[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace gatehouse::crypto
