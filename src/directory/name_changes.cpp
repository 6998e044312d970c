// Changes of the names that are not accounts: one document for each kind in each domain.
#include <algorithm>

#include "directory/layout.h"
#include "directory/members.h"
#include "directory/name.h"
#include "directory/site_directory.h"

namespace gatehouse::directory {

using settings::Dictionary;
using settings::Value;

namespace {

bool is_of_groups(const NameKind& kind) { return kind.held == group_names.held; }

}  // namespace

Result<SiteDirectory::NamePlace> SiteDirectory::name_place(const Domain& domain,
                                                           std::string_view name) const {
  auto canonical = canonical_account(name);
  if (!canonical) return std::unexpected(canonical.error());
  auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  return NamePlace{*std::move(record), *std::move(canonical)};
}

// Starts from what the document holds now, so that an edit by hand is not lost.
Result<void> SiteDirectory::change_names(const DomainRecord& record, const NameKind& kind,
                                         const NamesEdit& edit) {
  const auto path = kind.path(record.view->name);
  auto document = store_.read(path);
  if (!document) return std::unexpected(document.error());
  const auto version = *document ? (*document)->version : 0;
  auto names = *document ? std::move((*document)->content) : Dictionary{};
  if (auto edited = edit(names); !edited) return edited;
  const auto written = store_.write(path, names, version);
  if (!written) return std::unexpected(written.error());
  auto changed = record;
  changed.*kind.held = std::make_shared<const Dictionary>(std::move(names));
  publish_domain(std::move(changed));
  return {};
}

Result<void> SiteDirectory::create_name(const NameKind& kind, const Domain& domain,
                                        std::string_view name, Value value) {
  const std::unique_lock lock(structure_);
  if (is_of_groups(kind)) {
    if (auto ended = end_old_id(domain, HolderKind::group, name); !ended) return ended;
  }
  const auto place = name_place(domain, name);
  if (!place) return std::unexpected(place.error());
  return change_names(place->domain, kind, [&](Dictionary& names) -> Result<void> {
    if (auto free = check_free(place->domain, place->name); !free) return free;
    if (!names.emplace(place->name, std::move(value)).second)
      return fail(ErrorCode::already_exists, place->name);
    return {};
  });
}

Result<void> SiteDirectory::move_name(const NameKind& kind, const Domain& domain,
                                      std::string_view name, const Domain& to_domain,
                                      std::string_view to_name, const Adapted& adapted) {
  const std::unique_lock lock(structure_);
  const auto from = name_place(domain, name);
  if (!from) return std::unexpected(from.error());
  const auto to = name_place(to_domain, to_name);
  if (!to) return std::unexpected(to.error());
  auto names = *(from->domain.*kind.held);
  auto entry = names.extract(from->name);
  if (entry.empty()) return fail(ErrorCode::not_found, from->name);
  if (auto free = check_free(to->domain, to->name); !free) return free;
  entry.key() = to->name;
  entry.mapped() = adapted(std::move(entry.mapped()));
  const bool same_domain = from->domain.view->id == to->domain.view->id;
  auto others = same_domain ? names : *(to->domain.*kind.held);
  others.insert(std::move(entry));
  Plan plan;
  plan.documents.emplace_back(kind.path(to->domain.view->name), std::move(others));
  if (!same_domain)
    plan.documents.emplace_back(kind.path(from->domain.view->name), std::move(names));
  add_moved_members(plan, *from, &*to);
  if (is_of_groups(kind)) add_moved_id(plan, HolderKind::group, *from, &*to);
  return carry_out_names(plan);
}

Result<void> SiteDirectory::delete_name(const NameKind& kind, const Domain& domain,
                                        std::string_view name) {
  const std::unique_lock lock(structure_);
  const auto place = name_place(domain, name);
  if (!place) return std::unexpected(place.error());
  auto names = *(place->domain.*kind.held);
  if (names.erase(place->name) == 0) return fail(ErrorCode::not_found, place->name);
  Plan plan;
  plan.documents.emplace_back(kind.path(place->domain.view->name), std::move(names));
  add_moved_members(plan, *place, nullptr);
  if (is_of_groups(kind)) add_moved_id(plan, HolderKind::group, *place, nullptr);
  return carry_out_names(plan);
}

// Groups follow their members: whoever gets the old name next must not find himself in them.
void SiteDirectory::add_moved_members(Plan& plan, const NamePlace& from,
                                      const NamePlace* to) const {
  const LocalName old_name{*from.domain.view, from.name};
  std::optional<LocalName> new_name;
  if (to != nullptr) new_name.emplace(*to->domain.view, to->name);
  const auto now = site();
  for (const auto& record : now->domains()) {
    const auto path = layout::groups(record.view->name);
    const auto planned = std::ranges::find(plan.documents, path, &Plan::Written::first);
    auto groups = planned == plan.documents.end() ? *record.groups : planned->second;
    bool changed = false;
    for (auto& [name, group] : groups) {
      if (group.dictionary() == nullptr) continue;
      auto moved = with_member_moved(*group.dictionary(), *record.view, old_name, new_name);
      if (!moved) continue;
      group = *std::move(moved);
      changed = true;
    }
    if (!changed) continue;
    if (planned != plan.documents.end()) {
      planned->second = std::move(groups);
    } else {
      plan.documents.emplace_back(path, std::move(groups));
    }
  }
}

Result<void> SiteDirectory::carry_out_names(const Plan& plan) {
  if (auto done = carry_out(store_, plan); !done) return done;
  const auto now = site();
  auto domains = now->domains();
  for (auto& record : domains)
    for (const auto& kind : all_kinds) {
      const auto path = kind.path(record.view->name);
      if (std::ranges::count(plan.documents, path, &Plan::Written::first) == 0) continue;
      auto names = content_of(path);
      if (!names) return std::unexpected(names.error());
      record.*kind.held = std::make_shared<const Dictionary>(*std::move(names));
    }
  publish(now->defaults(), std::move(domains));
  return {};
}

}  // namespace gatehouse::directory
