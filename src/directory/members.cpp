#include "directory/members.h"

#include <algorithm>

#include "base/text.h"
#include "directory/mail_address.h"

namespace gatehouse::directory {

using settings::Dictionary;

std::vector<std::string> members_in(const Dictionary& group) {
  const auto* members = settings::find(group, members_key);
  return members == nullptr ? std::vector<std::string>() : settings::to_list(*members);
}

Result<void> check_members(const Dictionary& group) {
  const auto* held = settings::find(group, members_key);
  if (held == nullptr) return {};
  const auto is_text = [](const settings::Value& value) { return value.string() != nullptr; };
  const auto* array = held->array();
  if (array == nullptr ? !is_text(*held) : !std::ranges::all_of(*array, is_text))
    return fail(ErrorCode::malformed, "Members: expected an array of addresses");
  const auto members = settings::to_list(*held);
  if (members.size() > most_members)
    return fail(ErrorCode::malformed,
                "Members: at most " + std::to_string(most_members) + " are possible");
  const auto is_address = [](const std::string& member) {
    return parse_mail_address(member).has_value();
  };
  if (std::ranges::all_of(members, is_address)) return {};
  return fail(ErrorCode::malformed, "Members: expected names of the domain, or addresses");
}

bool means(std::string_view member, const Domain& group_domain, LocalName name) {
  const auto at = member.rfind('@');
  if (!same_but_case(member.substr(0, at), name.name)) return false;
  if (at == member.npos) return group_domain.id == name.domain.id;
  const auto domain = lower_case(member.substr(at + 1));
  return domain == name.domain.name || std::ranges::count(name.domain.aliases, domain) > 0;
}

std::optional<Dictionary> with_member_moved(const Dictionary& group, const Domain& group_domain,
                                            LocalName from, std::optional<LocalName> to) {
  const auto is_meant = [&](const std::string& member) {
    return means(member, group_domain, from);
  };
  auto members = members_in(group);
  if (std::ranges::none_of(members, is_meant)) return std::nullopt;
  if (to) {
    std::string address(to->name);
    if (to->domain.id != group_domain.id) address += "@" + to->domain.name;
    std::ranges::replace_if(members, is_meant, address);
  } else {
    std::erase_if(members, is_meant);
  }
  auto changed = group;
  changed.insert_or_assign(std::string(members_key),
                           settings::Array(members.begin(), members.end()));
  return changed;
}

Dictionary in_another_domain(Dictionary group, const Domain& was_of) {
  auto members = members_in(group);
  if (members.empty()) return group;
  for (auto& member : members)
    if (const auto address = parse_mail_address(member); address && address->domain.empty())
      member += "@" + was_of.name;
  group.insert_or_assign(std::string(members_key), settings::Array(members.begin(), members.end()));
  return group;
}

}  // namespace gatehouse::directory
