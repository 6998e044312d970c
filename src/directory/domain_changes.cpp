#include <algorithm>

#include "directory/layout.h"
#include "directory/name.h"
#include "directory/site_directory.h"

namespace gatehouse::directory {
namespace {

using settings::Dictionary;

// Documents hold these keys beside the settings; nobody may set them as settings.
Result<void> check_no_own_key(const Dictionary& settings, std::span<const std::string_view> keys) {
  for (const auto key : keys)
    if (settings.contains(key))
      return fail(ErrorCode::not_allowed, std::string(key) + " cannot be set as a setting");
  return {};
}

constexpr std::array domain_keys{layout::domain_id_key, layout::domain_aliases_key,
                                 layout::account_defaults_key};
constexpr std::array default_keys{layout::account_defaults_key};
constexpr std::array main_keys{layout::main_domain_key};

DomainView with_server(const Domain& domain, const DefaultsView& defaults) {
  return std::make_shared<const Domain>(
      domain_from(domain.name, domain_document(domain), defaults));
}

std::vector<std::string> keys_that_differ(const Dictionary& one, const Dictionary& other) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : one) {
    const auto* now = settings::find(other, key);
    if (now == nullptr || *now != value) keys.push_back(key);
  }
  for (const auto& [key, value] : other)
    if (!one.contains(key)) keys.push_back(key);
  return keys;
}

}  // namespace

void SiteDirectory::publish(DefaultsView defaults, std::vector<DomainRecord> domains) {
  const auto before = site();
  auto fresh = std::make_shared<const Site>(std::move(defaults), std::move(domains), before.get());
  const std::lock_guard lock(site_mutex_);
  site_ = std::move(fresh);
  ++names_version_;
  changes_.note_domains();
}

void SiteDirectory::publish_domain(DomainRecord record) {
  const auto now = site();
  auto domains = now->domains();
  std::erase_if(domains, [&](const auto& old) { return old.view->id == record.view->id; });
  domains.push_back(std::move(record));
  publish(now->defaults(), std::move(domains));
}

void SiteDirectory::publish_defaults(ServerDefaults defaults) {
  const auto view = std::make_shared<const ServerDefaults>(std::move(defaults));
  const auto now = site();
  auto domains = now->domains();
  for (auto& record : domains) record.view = with_server(*record.view, view);
  publish(view, std::move(domains));
}

Result<void> SiteDirectory::create_domain(std::string_view name, Dictionary settings) {
  auto canonical = canonical_domain(name);
  if (!canonical) return std::unexpected(canonical.error());
  if (auto checked = check_no_own_key(settings, domain_keys); !checked) return checked;
  const std::unique_lock lock(structure_);
  if (site()->named(*canonical) != nullptr) return fail(ErrorCode::already_exists, *canonical);
  Domain domain;
  domain.id = crypto::random_word(entropy_, 20);
  domain.settings = std::move(settings);
  const auto document = domain_document(domain);
  for (const auto& folder :
       {layout::settings_of_domain(*canonical), layout::accounts_folder(*canonical)})
    if (auto made = store_.make_folder(folder); !made) return made;
  const auto written = store_.write(layout::domain_settings(*canonical), document, 0);
  if (!written) return std::unexpected(written.error());
  publish_domain(with_no_names(
      std::make_shared<const Domain>(domain_from(*canonical, document, site()->defaults()))));
  return {};
}

Result<void> SiteDirectory::rename_domain(std::string_view from, std::string_view to) {
  const auto old_name = canonical_domain(from);
  const auto new_name = canonical_domain(to);
  if (!old_name) return std::unexpected(old_name.error());
  if (!new_name) return std::unexpected(new_name.error());
  const std::unique_lock lock(structure_);
  const auto now = site();
  const auto* record = now->named(*old_name);
  if (record == nullptr) return fail(ErrorCode::not_found, *old_name);
  if (now->named(*new_name) != nullptr) return fail(ErrorCode::already_exists, *new_name);
  const auto& domain = *record->view;
  ServerDefaults defaults = *now->defaults();
  Plan plan{layout::domain_folder(domain.name), layout::domain_folder(*new_name), {}};
  if (domain.main) {
    defaults.main_domain = *new_name;
    plan.documents.emplace_back(layout::main_settings, main_document(defaults));
  }
  if (auto done = carry_out(store_, plan); !done) return done;
  const auto view =
      domain.main ? std::make_shared<const ServerDefaults>(defaults) : now->defaults();
  auto domains = now->domains();
  for (auto& each : domains) {
    Domain renamed = *each.view;
    if (renamed.id == domain.id) renamed.name = *new_name;
    if (renamed.id == domain.id || domain.main) each.view = with_server(renamed, view);
  }
  publish(view, std::move(domains));
  return {};
}

Result<void> SiteDirectory::check_empty(const DomainRecord& record) const {
  const auto not_empty = fail(ErrorCode::not_allowed, "the domain is not empty");
  if (!record.groups->empty() || !record.forwarders->empty()) return not_empty;
  const auto folder = layout::accounts_folder(record.view->name);
  if (!store_.exists(folder)) return {};
  const auto accounts = store_.list(folder);
  if (!accounts) return std::unexpected(accounts.error());
  if (!accounts->empty()) return not_empty;
  return {};
}

Result<void> SiteDirectory::delete_domain(std::string_view name, bool even_if_not_empty) {
  const auto canonical = canonical_domain(name);
  if (!canonical) return std::unexpected(canonical.error());
  const std::unique_lock lock(structure_);
  const auto now = site();
  const auto* record = now->named(*canonical);
  if (record == nullptr) return fail(ErrorCode::not_found, *canonical);
  const auto& domain = record->view;
  if (domain->main) return fail(ErrorCode::not_allowed, "the Main Domain stays");
  if (!even_if_not_empty)
    if (auto empty = check_empty(*record); !empty) return empty;
  if (auto removed = store_.remove(layout::domain_folder(domain->name)); !removed) return removed;
  auto domains = now->domains();
  std::erase_if(domains, [&](const auto& each) { return each.view->id == domain->id; });
  publish(now->defaults(), std::move(domains));
  cache_.forget_all();
  return {};
}

// Starts from what the document holds now, so that an edit by hand is not lost.
Result<void> SiteDirectory::change_domain(const Domain& domain, const DomainEdit& edit) {
  const std::unique_lock lock(structure_);
  auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  const std::string name = record->view->name;
  const auto path = layout::domain_settings(name);
  auto document = store_.read(path);
  if (!document) return std::unexpected(document.error());
  if (!*document) return fail(ErrorCode::not_found, path);
  auto changed = domain_from(name, std::move((*document)->content), site()->defaults());
  if (auto edited = edit(changed); !edited) return edited;
  auto content = domain_document(changed);
  const auto written = store_.write(path, content, (*document)->version);
  if (!written) return std::unexpected(written.error());
  record->view =
      std::make_shared<const Domain>(domain_from(name, std::move(content), changed.server));
  publish_domain(*std::move(record));
  return {};
}

Result<void> SiteDirectory::set_domain_aliases(const Domain& domain,
                                               const std::vector<std::string>& aliases) {
  std::vector<std::string> names;
  for (const auto& alias : aliases) {
    auto name = canonical_domain(alias);
    if (!name) return std::unexpected(name.error());
    names.push_back(*std::move(name));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return change_domain(domain, [&](Domain& changed) -> Result<void> {
    const auto now = site();
    for (const auto& name : names) {
      const auto* owner = now->named(name);
      if (owner != nullptr && (owner->view->id != changed.id || name == changed.name))
        return fail(ErrorCode::already_exists, name);
    }
    changed.aliases = names;
    return {};
  });
}

Result<void> SiteDirectory::set_domain_settings(const Domain& domain, Dictionary all) {
  return change_domain(domain, [&](Domain& changed) -> Result<void> {
    if (auto checked = check_no_own_key(all, domain_keys); !checked) return checked;
    changed.settings = std::move(all);
    return {};
  });
}

Result<void> SiteDirectory::set_account_defaults(const Domain& domain, Dictionary all) {
  return change_domain(domain, [&](Domain& changed) -> Result<void> {
    changed.account_defaults = std::move(all);
    return {};
  });
}

Result<void> SiteDirectory::change_defaults(std::string_view path, const DefaultsEdit& edit) {
  const std::unique_lock lock(structure_);
  const auto version = [&]() -> Result<Version> {
    const auto document = store_.read(path);
    if (!document) return std::unexpected(document.error());
    return *document ? (*document)->version : 0;
  }();
  if (!version) return std::unexpected(version.error());
  auto main = content_of(layout::main_settings);
  auto domain_default = content_of(layout::domain_default);
  if (!main) return std::unexpected(main.error());
  if (!domain_default) return std::unexpected(domain_default.error());
  auto defaults = defaults_from(*std::move(main), *std::move(domain_default));
  edit(defaults);
  const auto content =
      path == layout::main_settings ? main_document(defaults) : domain_default_document(defaults);
  const auto written = store_.write(path, content, *version);
  if (!written) return std::unexpected(written.error());
  publish_defaults(std::move(defaults));
  return {};
}

Result<void> SiteDirectory::set_server_settings(Dictionary all) {
  if (auto checked = check_no_own_key(all, main_keys); !checked) return checked;
  return change_defaults(layout::main_settings,
                         [&](ServerDefaults& defaults) { defaults.server = std::move(all); });
}

Result<void> SiteDirectory::set_domain_defaults(Dictionary all) {
  if (auto checked = check_no_own_key(all, default_keys); !checked) return checked;
  return change_defaults(layout::domain_default,
                         [&](ServerDefaults& defaults) { defaults.domains = std::move(all); });
}

Result<void> SiteDirectory::set_server_account_defaults(Dictionary all) {
  return change_defaults(layout::domain_default,
                         [&](ServerDefaults& defaults) { defaults.accounts = std::move(all); });
}

Result<void> SiteDirectory::set_rights(const Domain& domain, Dictionary all) {
  const std::unique_lock lock(structure_);
  const auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  const auto before = content_of(layout::access(record->view->name));
  const auto written = store_.write(layout::access(record->view->name), all, std::nullopt);
  if (!written) return std::unexpected(written.error());
  if (!before) {
    changes_.note_everything();
    return {};
  }
  for (const auto& name : keys_that_differ(*before, all))
    changes_.note_account(record->view->id, name, false);
  return {};
}

}  // namespace gatehouse::directory
