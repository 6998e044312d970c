// Groups and forwarders: looking, and the changes.
#include "directory/mail_address.h"
#include "directory/members.h"
#include "directory/site_directory.h"

namespace gatehouse::directory {

using settings::Dictionary;
using settings::Value;

GroupView SiteDirectory::find_group(const Domain& domain, std::string_view name) const {
  const auto now = site();
  const auto* record = now->with_id(domain.id);
  if (record == nullptr) return nullptr;
  const auto* group = settings::find(*record->groups, name);
  if (group == nullptr || group->dictionary() == nullptr) return nullptr;
  return std::make_shared<const Group>(Group{.name = std::string(name),
                                             .domain = record->view,
                                             .settings = *group->dictionary(),
                                             .members = members_in(*group->dictionary())});
}

std::vector<std::string> SiteDirectory::groups_of(const Domain& domain) const {
  std::vector<std::string> names;
  const auto record = record_of(domain);
  if (!record) return names;
  for (const auto& [name, group] : *record->groups) names.push_back(name);
  return names;
}

std::optional<std::string> SiteDirectory::find_forwarder(const Domain& domain,
                                                         std::string_view name) const {
  const auto now = site();
  const auto* record = now->with_id(domain.id);
  if (record == nullptr) return std::nullopt;
  const auto* address = settings::find(*record->forwarders, name);
  if (address == nullptr || address->string() == nullptr) return std::nullopt;
  return *address->string();
}

Dictionary SiteDirectory::forwarders_of(const Domain& domain) const {
  const auto record = record_of(domain);
  return record ? *record->forwarders : Dictionary{};
}

Dictionary SiteDirectory::account_aliases(const Domain& domain) const {
  const auto record = record_of(domain);
  return record ? *record->account_aliases : Dictionary{};
}

Result<void> SiteDirectory::create_group(const Domain& domain, std::string_view name,
                                         Dictionary settings) {
  if (auto checked = check_members(settings); !checked) return checked;
  return create_name(group_names, domain, name, std::move(settings));
}

Result<void> SiteDirectory::set_group(const Domain& domain, std::string_view name,
                                      Dictionary settings) {
  if (auto checked = check_members(settings); !checked) return checked;
  const std::unique_lock lock(structure_);
  const auto place = name_place(domain, name);
  if (!place) return std::unexpected(place.error());
  return change_names(place->domain, group_names, [&](Dictionary& groups) -> Result<void> {
    const auto group = groups.find(place->name);
    if (group == groups.end()) return fail(ErrorCode::not_found, place->name);
    group->second = std::move(settings);
    return {};
  });
}

Result<void> SiteDirectory::rename_group(const Domain& domain, std::string_view name,
                                         const Domain& to_domain, std::string_view to_name) {
  const auto adapted = [&](Value group) -> Value {
    auto settings = std::move(group).take_dictionary().value_or(Dictionary{});
    if (domain.id == to_domain.id) return settings;
    return in_another_domain(std::move(settings), domain);
  };
  return move_name(group_names, domain, name, to_domain, to_name, adapted);
}

Result<void> SiteDirectory::delete_group(const Domain& domain, std::string_view name) {
  return delete_name(group_names, domain, name);
}

Result<void> SiteDirectory::create_forwarder(const Domain& domain, std::string_view name,
                                             std::string_view address) {
  if (const auto parsed = parse_mail_address(address); !parsed)
    return std::unexpected(parsed.error());
  return create_name(forwarder_names, domain, name, address);
}

Result<void> SiteDirectory::rename_forwarder(const Domain& domain, std::string_view name,
                                             const Domain& to_domain, std::string_view to_name) {
  const auto adapted = [&](Value address) -> Value {
    if (address.string() == nullptr || domain.id == to_domain.id) return address;
    const auto parsed = parse_mail_address(*address.string());
    if (!parsed || !parsed->domain.empty()) return address;
    return *address.string() + "@" + domain.name;
  };
  return move_name(forwarder_names, domain, name, to_domain, to_name, adapted);
}

Result<void> SiteDirectory::delete_forwarder(const Domain& domain, std::string_view name) {
  return delete_name(forwarder_names, domain, name);
}

}  // namespace gatehouse::directory
