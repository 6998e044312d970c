// What pages of the Master realm share.
#pragma once

#include <string_view>

#include "web/html.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view master_rights_path = "/Master/MainAdmin/Rights.html";
inline constexpr std::string_view full_name_field = "accountName";  // with its domain

[[nodiscard]] inline Url rights_url(std::string_view full_name) {
  Url url(master_rights_path);
  url.with(full_name_field, full_name);
  return url;
}

}  // namespace gatehouse::web::admin
