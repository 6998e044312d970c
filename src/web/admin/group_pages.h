// Where the page of a group is.
#pragma once

#include "web/admin/domain_frame.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view groups_path = "/Master/Domains/Groups.html";
inline constexpr std::string_view group_field = "groupName";

[[nodiscard]] inline Url group_url(std::string_view domain, std::string_view group) {
  auto url = domain_url("/Master/Domains/GroupSettings.html", domain);
  url.with(group_field, group);
  return url;
}

}  // namespace gatehouse::web::admin
