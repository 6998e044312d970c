#include "directory/member_index.h"

#include <algorithm>

#include "directory/members.h"
#include "directory/name.h"

namespace gatehouse::directory {

std::shared_ptr<const MemberIndexes::Index> MemberIndexes::index_of(
    const settings::Dictionary& groups) {
  auto index = std::make_shared<Index>();
  for (const auto& [name, group] : groups) {
    if (group.dictionary() == nullptr) continue;
    for (const auto& member : members_in(*group.dictionary())) {
      const auto parsed = parse_login(member);
      if (!parsed || !parsed->tag.empty()) continue;
      auto key = parsed->account;
      if (!parsed->domain.empty()) key += "@" + parsed->domain;
      (*index)[std::move(key)].push_back(name);
    }
  }
  return index;
}

std::vector<std::string> MemberIndexes::groups_with(const DomainRecord& groups,
                                                    const Account& member) {
  const auto index = [&] {
    const std::lock_guard lock(mutex_);
    auto& held = by_domain_id_[groups.view->id];
    if (held.groups != groups.groups) held = {groups.groups, index_of(*groups.groups)};
    return held.index;
  }();
  std::vector<std::string> names;
  const auto add = [&](std::string_view key) {
    const auto at = index->find(key);
    if (at != index->end()) names.insert(names.end(), at->second.begin(), at->second.end());
  };
  if (member.domain->id == groups.view->id) add(member.name);
  add(member.full_name());
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

}  // namespace gatehouse::directory
