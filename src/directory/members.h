// The members of a group: names of its domain, or addresses. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.h"

namespace gatehouse::directory {

inline constexpr std::string_view members_key = "Members";
inline constexpr std::size_t most_members = 10000;

[[nodiscard]] std::vector<std::string> members_in(const settings::Dictionary& group);

// malformed: Members is no list, too long a one, or holds what is no address.
[[nodiscard]] Result<void> check_members(const settings::Dictionary& group);

struct LocalName {
  const Domain& domain;
  std::string_view name;  // canonical
};
// Whether a group of `group_domain` means `name` when it says `member`.
[[nodiscard]] bool means(std::string_view member, const Domain& group_domain, LocalName name);

// The group with `to` in place of its member `from`, or without it when there is no `to`; nullopt:
// it has no such member.
[[nodiscard]] std::optional<settings::Dictionary> with_member_moved(
    const settings::Dictionary& group, const Domain& group_domain, LocalName from,
    std::optional<LocalName> to);

// The group as it reads in another domain: bare names get the domain they were of.
[[nodiscard]] settings::Dictionary in_another_domain(settings::Dictionary group,
                                                     const Domain& was_of);

}  // namespace gatehouse::directory
