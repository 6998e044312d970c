#include "access/rights.h"

#include <algorithm>

#include "access/right_table.h"
#include "directory/name.h"

namespace gatehouse::access {
namespace {

constexpr std::string_view master_right = "Master";
constexpr std::string_view all_domains = "User";
constexpr std::string_view domain_administrator = "Domain";
constexpr std::string_view impersonate = "CanImpersonate";

std::unexpected<Error> lacking(std::string_view right) {
  return fail(ErrorCode::not_allowed, "the right " + std::string(right) + " is needed");
}

bool user_includes(const RightRow& row, const directory::Domain& domain) {
  switch (row.in_user) {
    case InUser::no:
      return false;
    case InUser::outside_the_main_domain:
      return !domain.main;
    case InUser::yes:
      return true;
  }
  return false;
}

}  // namespace

bool is_administered_from(const directory::Domain& domain, const directory::Domain& home) {
  if (domain.main) return false;
  const auto value = domain.setting("AdminDomainName");
  if (value.string() == nullptr || value.string()->empty()) return false;
  const auto named = directory::canonical_domain(*value.string());
  return named &&
         (*named == home.name || std::ranges::find(home.aliases, *named) != home.aliases.end());
}

Rights::Rights(const directory::Account& account, const settings::Dictionary& listed)
    : home_(account.domain) {
  const auto* entry = settings::find(listed, account.name);
  if (entry != nullptr) listed_ = read_listed(*entry, home_->main);
}

Rights Rights::master() {
  Rights rights;
  rights.listed_.server.emplace(master_right);
  return rights;
}

bool Rights::listed_for_server(std::string_view right) const {
  const auto* row = right_named(right);
  if (row == nullptr || row->kind != RightKind::server) return false;
  const auto& listed = listed_.server;
  const bool with_its_base = row->needs.empty() || listed.contains(row->needs);
  return (listed.contains(row->code) && with_its_base) || listed.contains(row->implied_by);
}

Result<void> Rights::for_server(std::string_view right) const {
  if (listed_.server.contains(master_right) || listed_for_server(right)) return {};
  return lacking(right);
}

bool Rights::administer(const directory::Domain& domain) const {
  if (for_server(all_domains)) return true;
  if (!home_ || !listed_.domain.contains(domain_administrator)) return false;
  return home_->id == domain.id || is_administered_from(domain, *home_);
}

Result<void> Rights::for_domain(std::string_view right, const directory::Domain& domain) const {
  if (right.empty()) return for_server(all_domains);
  if (listed_.server.contains(master_right)) return {};
  const auto* row = right_named(right);
  if (row == nullptr || row->kind != RightKind::domain) return lacking(right);
  if (listed_for_server(all_domains) && user_includes(*row, domain)) return {};
  if (administer(domain) && listed_.domain.contains(row->code)) return {};
  return lacking(right);
}

Result<void> Rights::cover_in(const directory::Domain& domain, const Rights& other) const {
  for (const auto& code : other.listed_.domain)
    if (other.for_domain(code, domain))
      if (auto has = for_domain(code, domain); !has) return has;
  // Names in a limit belong to the list's domain: elsewhere the same words mean other accounts.
  const auto& limited = limited_impersonation();
  const bool same_list = home_ && other.home_ && home_->id == other.home_->id;
  const auto also_here = [&limited, same_list](const ImpersonationGrant& grant) {
    return same_list && std::ranges::find(limited, grant) != limited.end();
  };
  if (std::ranges::all_of(other.limited_impersonation(), also_here)) return {};
  return for_domain(impersonate, domain);
}

Result<void> Rights::cover(const Rights& other,
                           std::span<const directory::DomainView> domains) const {
  if (for_server(master_right)) return {};
  for (const auto& code : other.listed_.server)
    if (auto has = for_server(code); !has) return has;
  for (const auto& domain : domains)
    if (other.administer(*domain))
      if (auto has = cover_in(*domain, other); !has) return has;
  return {};
}

}  // namespace gatehouse::access
