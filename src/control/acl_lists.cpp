#include "control/acl_lists.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::control {

namespace {

constexpr std::size_t weight_of_a_list = 10;  // even an empty one takes room, as so many elements

std::vector<directory::DomainView> domains_of_groups(const AclElements& elements,
                                                     const directory::Domain& home,
                                                     const directory::Directory& directory) {
  std::vector<directory::DomainView> domains;
  for (const auto& element : elements) {
    if (element.identifier.holder != access::AclHolder::group) continue;
    directory::DomainView domain;
    if (element.id.empty()) {
      domain = domain_meant(element.identifier, home, directory);
    } else if (auto holder = directory.holder_of(element.id)) {
      domain = std::move(holder->domain);
    }
    const auto is_it = [&](const auto& known) { return known->id == domain->id; };
    if (domain != nullptr && std::ranges::none_of(domains, is_it))
      domains.push_back(std::move(domain));
  }
  return domains;
}

}  // namespace

Result<AclListView> AclLists::of(const std::filesystem::path& folder,
                                 const directory::Domain& home) {
  const auto key = folder.string();
  // Both before the list is read: what changes meanwhile is noticed the next time.
  Held now{access::acl_stamp(folder), directory_.names_version(), home.id, nullptr};
  if (auto known = remembered(key, now)) return known;
  auto list = made(folder, home);
  if (!list) return list;
  now.list = *list;
  keep(key, std::move(now));
  return list;
}

Result<AclListView> AclLists::made(const std::filesystem::path& folder,
                                   const directory::Domain& home) const {
  auto elements = access::read_acl(folder);
  if (!elements && elements.error().code != ErrorCode::damaged)
    return std::unexpected(elements.error());
  if (!elements) {
    log::write(log::Level::problem, "ACL",
               escaped(elements.error().detail) + "; the list grants nothing");
    elements = AclElements();
  }
  AclList list;
  list.ready = access::Acl(*elements, {home.id, home.name});
  list.group_domains = domains_of_groups(*elements, home, directory_);
  list.elements = *std::move(elements);
  return std::make_shared<const AclList>(std::move(list));
}

AclListView AclLists::remembered(const std::string& key, const Held& now) {
  const std::lock_guard lock(mutex_);
  for (const auto* half : {&newer_, &older_}) {
    const auto at = half->find(key);
    if (at == half->end()) continue;
    const auto& held = at->second;
    const bool holds = held.stamp == now.stamp && held.names_version == now.names_version &&
                       held.home_id == now.home_id;
    return holds ? held.list : nullptr;
  }
  return nullptr;
}

void AclLists::keep(const std::string& key, Held held) {
  const std::lock_guard lock(mutex_);
  elements_in_newer_ += held.list->elements.size() + weight_of_a_list;
  older_.erase(key);
  newer_.insert_or_assign(key, std::move(held));
  if (elements_in_newer_ < most_elements / 2) return;
  older_ = std::exchange(newer_, {});
  elements_in_newer_ = 0;
}

void AclLists::forget(const std::filesystem::path& folder) {
  const std::lock_guard lock(mutex_);
  newer_.erase(folder.string());
  older_.erase(folder.string());
}

}  // namespace gatehouse::control
