#include "control/acl_names.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "directory/name.h"

namespace gatehouse::control {

namespace {

using access::AclHolder;
using access::AclIdentifier;
using directory::Directory;
using directory::Domain;
using directory::HolderKind;

using DomainsById = std::map<std::string, directory::DomainView, std::less<>>;

std::string full_name(std::string_view name, const Domain& domain) {
  return std::string(name) + "@" + domain.name;
}

DomainsById domains_by_id(const Directory& directory) {
  DomainsById by_id;
  for (auto& domain : directory.domains()) by_id.emplace(domain->id, domain);
  return by_id;
}

bool has_name(const AclIdentifier& identifier) {
  return identifier.holder == AclHolder::account || identifier.holder == AclHolder::group;
}

HolderKind kind_of(const AclIdentifier& identifier) {
  return identifier.holder == AclHolder::group ? HolderKind::group : HolderKind::account;
}

// nullopt: its holder is gone.
std::optional<AclIdentifier> named_now(const access::AclElement& element, const Domain& home,
                                       const Directory& directory, const DomainsById& domains) {
  auto identifier = element.identifier;
  if (element.id.empty()) return identifier;
  if (!has_name(identifier)) {
    const auto domain = domains.find(element.id);
    if (domain == domains.end()) return std::nullopt;
    identifier.domain = domain->second->name;
    return identifier;
  }
  auto holder = directory.holder_of(element.id);
  if (!holder) return std::nullopt;
  identifier.name = std::move(holder->name);
  identifier.domain = holder->domain->id == home.id ? std::string() : holder->domain->name;
  return identifier;
}

std::unexpected<Error> other_name(std::string_view what, std::string_view real) {
  return fail(ErrorCode::not_allowed,
              std::string(what) + ": the real name is " + std::string(real));
}

Result<void> check_account(const AclIdentifier& identifier, const directory::DomainView& domain,
                           Directory& directory) {
  const auto full = full_name(identifier.name, *domain);
  const auto account = directory.find_account(*domain, identifier.name);
  if (account && (*account)->name == identifier.name) return {};
  if (account) return other_name(full + " is an alias", (*account)->full_name());
  if (account.error().code != ErrorCode::unknown_account) return std::unexpected(account.error());
  if (const auto address = directory.find_forwarder(*domain, identifier.name))
    return other_name(full + " is a forwarder", *address);
  if (directory.find_group(*domain, identifier.name) != nullptr)
    return other_name(full + " is a group", "#" + full);
  return fail(ErrorCode::not_found, "there is no account " + full);
}

Result<void> check_group(const AclIdentifier& identifier, const Domain& domain,
                         const Directory& directory) {
  if (directory.find_group(domain, identifier.name) != nullptr) return {};
  return fail(ErrorCode::not_found, "there is no group #" + full_name(identifier.name, domain));
}

}  // namespace

directory::DomainView domain_meant(const AclIdentifier& identifier, const Domain& home,
                                   const Directory& directory) {
  const auto& name = identifier.domain.empty() ? home.name : identifier.domain;
  auto domain = directory.find_domain(name);
  return domain != nullptr && domain->name == name ? domain : nullptr;
}

AclElements as_named_now(AclElements elements, const Domain& home, Directory& directory) {
  const auto domains = domains_by_id(directory);
  std::map<std::string, std::size_t> places;
  AclElements now;
  for (auto& element : elements) {
    auto identifier = named_now(element, home, directory, domains);
    if (!identifier) continue;
    element.identifier = *std::move(identifier);
    const auto [place, is_new] = places.emplace(to_text(element.identifier), now.size());
    if (is_new) {
      now.push_back(std::move(element));
      continue;
    }
    auto& same = now[place->second];
    same.rights |= element.rights;
    if (same.id.empty()) same.id = std::move(element.id);
  }
  return now;
}

Result<AclIdentifier> real_name(AclIdentifier identifier, const Domain& home,
                                Directory& directory) {
  const bool is_of_a_domain = has_name(identifier) || identifier.holder == AclHolder::domain;
  if (!is_of_a_domain) return identifier;
  if (!identifier.domain.empty()) {
    const auto named = directory.find_domain(identifier.domain);
    if (named == nullptr)
      return fail(ErrorCode::not_found, "there is no domain " + identifier.domain);
    if (named->name != identifier.domain)
      return other_name(identifier.domain + " is an alias", named->name);
  }
  if (!has_name(identifier)) return identifier;
  const auto domain = domain_meant(identifier, home, directory);
  if (domain == nullptr) return fail(ErrorCode::not_found, "there is no domain " + home.name);
  const auto checked = identifier.holder == AclHolder::group
                           ? check_group(identifier, *domain, directory)
                           : check_account(identifier, domain, directory);
  if (!checked) return std::unexpected(checked.error());
  if (domain->id == home.id) identifier.domain.clear();
  return identifier;
}

Result<AclElements> bound(AclElements elements, const Domain& home, Directory& directory) {
  std::vector<directory::Holder> holders;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    auto& element = elements[i];
    if (!element.id.empty()) continue;
    const auto& identifier = element.identifier;
    if (!has_name(identifier) && identifier.holder != AclHolder::domain) continue;
    const auto domain = domain_meant(identifier, home, directory);
    if (domain == nullptr) continue;
    if (identifier.holder == AclHolder::domain) {
      element.id = domain->id;
    } else if (real_name(identifier, home, directory)) {
      holders.push_back({domain, kind_of(identifier), identifier.name});
      places.push_back(i);
    }
  }
  if (holders.empty()) return elements;
  auto ids = directory.identify(holders);
  if (!ids) return std::unexpected(ids.error());
  for (std::size_t i = 0; i < places.size(); ++i) elements[places[i]].id = std::move((*ids)[i]);
  return elements;
}

}  // namespace gatehouse::control
