#include "access/impersonation.h"

#include <algorithm>

#include "directory/name.h"

namespace gatehouse::access {

namespace {

constexpr std::string_view impersonate = "CanImpersonate";
constexpr char group_mark = '#';

bool is_same(const directory::Account& one, const directory::Account& other) {
  return one.name == other.name && one.domain->id == other.domain->id;
}

// The full name that a name in a list of `home` stands for; empty: none.
std::string full_name_of(std::string_view name, const directory::Domain& home) {
  const auto parsed = directory::parse_login(name);
  if (!parsed || !parsed->tag.empty()) return {};
  return parsed->account + "@" + (parsed->domain.empty() ? home.name : parsed->domain);
}

bool names(std::string_view element, const Impersonation& wish, const InGroup& in_group) {
  const auto& home = *wish.impersonator.domain;
  if (!element.starts_with(group_mark))
    return full_name_of(element, home) == wish.target.full_name();
  const auto group = full_name_of(element.substr(1), home);
  return !group.empty() && in_group && in_group(group, wish.target);
}

// Why a limited grant does not do; empty: it does.
std::string_view shortcoming(const ImpersonationGrant& grant, const Impersonation& wish,
                             const InGroup& in_group, Time now) {
  const auto named = [&](const std::string& element) { return names(element, wish, in_group); };
  if (!grant.accounts.empty() && std::ranges::none_of(grant.accounts, named))
    return "was not granted for this account";
  if (grant.until && now >= grant.until->at) return "was granted until a time that has passed";
  return {};
}

Result<std::string> granted(const Impersonation& wish, const InGroup& in_group, Time now) {
  const auto& domain = *wish.target.domain;
  if (wish.rights.for_server("Master")) return "Master";
  auto unlimited = wish.rights.for_domain(impersonate, domain);
  if (unlimited) return std::string(impersonate);
  if (!wish.rights.administer(domain)) return std::unexpected(unlimited.error());
  std::string_view why;
  for (const auto& grant : wish.rights.limited_impersonation()) {
    const auto short_of = shortcoming(grant, wish, in_group, now);
    if (short_of.empty()) return std::string(impersonate) + ": " + grant.reason;
    why = short_of;
  }
  if (why.empty()) return std::unexpected(unlimited.error());
  return fail(ErrorCode::not_allowed,
              "the right " + std::string(impersonate) + " " + std::string(why));
}

}  // namespace

bool is_member(const directory::Group& group, const directory::Account& account) {
  const auto is_the_account = [&](const std::string& member) {
    return full_name_of(member, *group.domain) == account.full_name();
  };
  return std::ranges::any_of(group.members, is_the_account);
}

Result<std::string> may_impersonate(const Impersonation& wish,
                                    std::span<const directory::DomainView> domains,
                                    const InGroup& in_group, Time now) {
  if (is_same(wish.impersonator, wish.target)) return "itself";
  auto by = granted(wish, in_group, now);
  if (!by) return by;
  if (const auto covered = wish.rights.cover(wish.rights_of_target, domains); !covered)
    return fail(ErrorCode::not_allowed, "the account has more rights: " + covered.error().detail);
  return by;
}

Result<std::string> may_impersonate(directory::Directory& directory,
                                    const directory::Account& impersonator,
                                    const directory::Account& target, Time now) {
  const auto own_list = directory.rights_of(*impersonator.domain);
  if (!own_list) return std::unexpected(own_list.error());
  const auto other_list = directory.rights_of(*target.domain);
  if (!other_list) return std::unexpected(other_list.error());
  const auto in_group = [&directory](const std::string& name, const directory::Account& account) {
    const auto at = name.find('@');
    const auto domain = directory.find_domain(name.substr(at + 1));
    const auto group = domain ? directory.find_group(*domain, name.substr(0, at)) : nullptr;
    return group != nullptr && is_member(*group, account);
  };
  const Rights rights(impersonator, *own_list);
  const Rights rights_of_target(target, *other_list);
  const auto domains = directory.domains();
  return may_impersonate({impersonator, rights, target, rights_of_target}, domains, in_group, now);
}

}  // namespace gatehouse::access
