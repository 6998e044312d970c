// Lists and viewers for tests, as one would write them. The owner is of company.com.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/acl.h"

namespace gatehouse::access {

using Lines = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] inline AclName home() { return {"", "company.com"}; }

[[nodiscard]] inline std::vector<AclElement> list_of(const Lines& lines) {
  std::vector<AclElement> list;
  for (const auto& [name, rights] : lines) {
    auto identifier = read_acl_identifier(name);
    auto letters = AclRights::read(rights);
    EXPECT_TRUE(identifier && letters) << name << " " << rights;
    if (identifier && letters) list.push_back({*std::move(identifier), {}, *letters});
  }
  return list;
}

[[nodiscard]] inline AclViewer viewer_named(std::string_view full_name,
                                            const std::vector<std::string>& groups = {}) {
  AclViewer viewer;
  viewer.account.name = full_name;
  viewer.domain.name = full_name.substr(full_name.find('@') + 1);
  for (const auto& group : groups) viewer.groups.push_back({"", group});
  return viewer;
}

[[nodiscard]] inline AclRights rights_of(const std::vector<AclElement>& list,
                                         const AclViewer& viewer) {
  return Acl(list, home()).effective(viewer);
}

}  // namespace gatehouse::access
