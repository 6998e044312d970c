// The folder of an account's file storage that everybody may read, below /~account/.
#pragma once

#include <string_view>

namespace gatehouse::web::user {

inline constexpr std::string_view public_folder = "Public";

}  // namespace gatehouse::web::user
