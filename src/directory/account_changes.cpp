#include <algorithm>

#include "directory/layout.h"
#include "directory/name.h"
#include "directory/site_directory.h"

namespace gatehouse::directory {
namespace {

using settings::Dictionary;

constexpr int most_attempts = 8;  // against an editor that saves at the same moment

std::unexpected<Error> no_account(std::string_view name) {
  return fail(ErrorCode::unknown_account, "no account " + std::string(name));
}

// The aliases of `account`, taken out of the domain's.
std::vector<std::string> taken_aliases(Dictionary& aliases, const std::string& account) {
  std::vector<std::string> names;
  for (auto it = aliases.begin(); it != aliases.end();) {
    if (it->second != settings::Value(account)) {
      ++it;
      continue;
    }
    names.push_back(it->first);
    it = aliases.erase(it);
  }
  return names;
}

}  // namespace

std::mutex& SiteDirectory::changes_of(const Account& account) const {
  const std::hash<std::string_view> hash;
  return account_changes_[(hash(account.name) * 31 + hash(account.domain->id)) %
                          account_changes_.size()];
}

void SiteDirectory::forget(const Place& place, Fate fate) {
  cache_.forget(place.domain.view->id, place.name);
  changes_.note_account(place.domain.view->id, place.name, fate == Fate::gone);
}

// already_exists: an account, alias, group or forwarder of that name.
Result<void> SiteDirectory::check_free(const DomainRecord& record, std::string_view name) const {
  const auto taken = [&](const NameKind& kind) { return (record.*kind.held)->contains(name); };
  if (std::ranges::any_of(name_kinds, taken) || exists(record, name))
    return fail(ErrorCode::already_exists, std::string(name));
  return {};
}

Result<void> SiteDirectory::create_account(const Domain& domain, std::string_view name,
                                           Dictionary settings) {
  const auto canonical = canonical_account(name);
  if (!canonical) return std::unexpected(canonical.error());
  const std::unique_lock lock(structure_);
  const Restructuring moving(accounts_version_);
  if (auto ended = end_old_id(domain, HolderKind::account, *canonical); !ended) return ended;
  auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  if (auto free = check_free(*record, *canonical); !free) return free;
  const auto folder = layout::account_folder(record->view->name, *canonical);
  if (auto made = store_.make_folder(folder); !made) return made;
  const auto written = store_.write(layout::account_settings(folder), settings, 0);
  if (!written) return std::unexpected(written.error());
  forget({*std::move(record), *canonical, folder});
  return {};
}

Result<void> SiteDirectory::change_account(const Account& account, const Change& change) {
  const std::shared_lock lock(structure_);
  const std::lock_guard one_at_a_time(changes_of(account));
  const auto place = place_of(account);
  if (!place) return std::unexpected(place.error());
  const auto path = layout::account_settings(place->folder);
  for (int attempt = 1;; ++attempt) {
    auto document = store_.read(path);
    if (!document) return std::unexpected(document.error());
    if (!*document) return no_account(account.name);
    auto changed = change(std::move((*document)->content));
    if (!changed) return std::unexpected(changed.error());
    const AccountCache::Changing changing(cache_, place->domain.view->id, place->name);
    const auto written = store_.write(path, *changed, (*document)->version);
    if (written) {
      forget(*place);
      return {};
    }
    const auto code = written.error().code;
    if (code == ErrorCode::unavailable) forget(*place);  // it may be in the store all the same
    if (code != ErrorCode::conflict || attempt == most_attempts)
      return std::unexpected(written.error());
  }
}

Result<void> SiteDirectory::note(const Account& account, Dictionary info) {
  const std::shared_lock lock(structure_);
  const std::lock_guard one_at_a_time(changes_of(account));
  const auto place = place_of(account);
  if (!place) return std::unexpected(place.error());
  const auto path = layout::account_info(place->folder);
  auto now = content_of(path);
  if (!now) return std::unexpected(now.error());
  const auto written = store_.write(path, updated(*std::move(now), info), std::nullopt);
  if (!written) return std::unexpected(written.error());
  return {};
}

// The documents of names, aliases and rights, as they are once the account has moved. Its rights
// go with it inside a domain only: another domain's administrators grant their own.
Result<void> SiteDirectory::add_moved_names(Plan& plan, const Place& from, const Place& to) {
  const bool same_domain = from.domain.view->id == to.domain.view->id;
  auto old_aliases = *from.domain.account_aliases;
  const auto moved = taken_aliases(old_aliases, from.name);
  auto new_aliases = same_domain ? old_aliases : *to.domain.account_aliases;
  for (const auto& alias : moved) {
    if (!same_domain)
      if (auto free = check_free(to.domain, alias); !free) return free;
    new_aliases.insert_or_assign(alias, to.name);
  }
  if (!moved.empty()) {
    plan.documents.emplace_back(layout::account_aliases(to.domain.view->name),
                                std::move(new_aliases));
    if (!same_domain)
      plan.documents.emplace_back(layout::account_aliases(from.domain.view->name),
                                  std::move(old_aliases));
  }
  const auto access = layout::access(from.domain.view->name);
  auto rights = content_of(access);
  if (!rights) return std::unexpected(rights.error());
  if (auto own = rights->extract(from.name)) {
    own.key() = to.name;
    if (same_domain) rights->insert(std::move(own));
    plan.documents.emplace_back(access, *std::move(rights));
  }
  return {};
}

Result<void> SiteDirectory::rename_account(const Account& account, const Domain& to_domain,
                                           std::string_view to_name, const Reseal& reseal) {
  const auto canonical = canonical_account(to_name);
  if (!canonical) return std::unexpected(canonical.error());
  const std::unique_lock lock(structure_);
  const Restructuring moving(accounts_version_);
  const auto from = place_of(account);
  if (!from) return std::unexpected(from.error());
  auto to_record = record_of(to_domain);
  if (!to_record) return std::unexpected(to_record.error());
  if (auto free = check_free(*to_record, *canonical); !free) return free;
  const auto to_folder = layout::account_folder(to_record->view->name, *canonical);
  const Place to{*std::move(to_record), *canonical, to_folder};

  auto document = store_.read(layout::account_settings(from->folder));
  if (!document) return std::unexpected(document.error());
  if (!*document) return no_account(account.name);
  auto content = reseal(std::move((*document)->content), *to.domain.view, to.name);
  if (!content) return std::unexpected(content.error());
  if (auto made = store_.make_folder(layout::accounts_folder(to.domain.view->name)); !made)
    return made;
  Plan plan{from->folder, to.folder, {}};
  plan.documents.emplace_back(layout::account_settings(to.folder), *std::move(content));
  if (auto added = add_moved_names(plan, *from, to); !added) return added;
  const NamePlace new_place{to.domain, to.name};
  add_moved_members(plan, {from->domain, from->name}, &new_place);
  add_moved_id(plan, HolderKind::account, {from->domain, from->name}, &new_place);
  auto done = carry_out_names(plan);
  forget(*from, done ? Fate::gone : Fate::changed);
  forget(to);
  return done;
}

// Aliases and rights go too: whoever gets the name next must not find them.
Result<void> SiteDirectory::delete_account(const Account& account) {
  const std::unique_lock lock(structure_);
  const Restructuring moving(accounts_version_);
  const auto place = place_of(account);
  if (!place) return std::unexpected(place.error());
  if (!exists(place->domain, place->name)) return no_account(account.name);
  Plan plan{place->folder, {}, {}};
  auto aliases = *place->domain.account_aliases;
  if (!taken_aliases(aliases, place->name).empty())
    plan.documents.emplace_back(layout::account_aliases(place->domain.view->name),
                                std::move(aliases));
  const auto access = layout::access(place->domain.view->name);
  auto rights = content_of(access);
  if (!rights) return std::unexpected(rights.error());
  if (rights->erase(place->name) > 0) plan.documents.emplace_back(access, *std::move(rights));
  add_moved_members(plan, {place->domain, place->name}, nullptr);
  add_moved_id(plan, HolderKind::account, {place->domain, place->name}, nullptr);
  auto done = carry_out_names(plan);
  forget(*place, done ? Fate::gone : Fate::changed);
  return done;
}

Result<void> SiteDirectory::set_account_aliases(const Account& account,
                                                const std::vector<std::string>& aliases) {
  const std::unique_lock lock(structure_);
  const Restructuring moving(accounts_version_);
  const auto place = place_of(account);
  if (!place) return std::unexpected(place.error());
  if (!exists(place->domain, place->name)) return no_account(account.name);
  return change_names(place->domain, alias_names, [&](Dictionary& all) -> Result<void> {
    [[maybe_unused]] const auto replaced = taken_aliases(all, place->name);
    for (const auto& alias : aliases) {
      auto name = canonical_account(alias);
      if (!name) return std::unexpected(name.error());
      const auto own = settings::find(*place->domain.account_aliases, *name);
      const bool stays = own != nullptr && *own == settings::Value(place->name);
      if (!stays)
        if (auto free = check_free(place->domain, *name); !free) return free;
      const auto [entry, fresh] = all.emplace(*std::move(name), place->name);
      if (!fresh && entry->second != settings::Value(place->name))
        return fail(ErrorCode::already_exists, entry->first);
    }
    return {};
  });
}

}  // namespace gatehouse::directory
