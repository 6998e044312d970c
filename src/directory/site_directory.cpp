#include "directory/site_directory.h"

#include "base/log.h"
#include "directory/layout.h"
#include "directory/name.h"

namespace gatehouse::directory {
namespace {

using settings::Dictionary;

// Names that do not exist are asked for again after this time.
constexpr Duration unknown_life = std::chrono::seconds(1);

std::string_view resolved(const DomainRecord& record, std::string_view name) {
  const auto* account = settings::find(*record.account_aliases, name);
  return account != nullptr && account->string() != nullptr ? *account->string() : name;
}

DomainView view_of(const DomainRecord* record) {
  return record == nullptr ? nullptr : record->view;
}

std::unexpected<Error> no_account(std::string_view name) {
  return fail(ErrorCode::unknown_account, "no account " + std::string(name));
}

}  // namespace

Result<std::unique_ptr<Directory>> Directory::open(Store& store, const Clock& clock,
                                                   crypto::Entropy& entropy, Limits limits) {
  if (auto finished = finish_interrupted(store); !finished)
    return std::unexpected(finished.error());
  const auto seen = store.outside_changes();
  auto site = load_site(store);
  if (!site) return std::unexpected(site.error());
  return std::make_unique<SiteDirectory>(store, clock, entropy, limits, *std::move(site), seen);
}

Result<void> Directory::create(Store& store, crypto::Entropy& entropy,
                               std::string_view main_domain) {
  auto name = canonical_domain(main_domain);
  if (!name) return std::unexpected(name.error());
  if (store.exists(layout::main_settings))
    return fail(ErrorCode::already_exists, "there is a site");
  for (const auto& folder : {std::string(layout::settings_folder),
                             layout::settings_of_domain(*name), layout::accounts_folder(*name)})
    if (auto made = store.make_folder(folder); !made) return made;
  ServerDefaults defaults;
  defaults.main_domain = *name;
  Domain domain;
  domain.id = crypto::random_word(entropy, 20);
  // Main.settings comes last: with it the site exists.
  const std::pair<std::string, Dictionary> documents[] = {
      {layout::domain_settings(*name), domain_document(domain)},
      {std::string(layout::domain_default), domain_default_document(defaults)},
      {std::string(layout::main_settings), main_document(defaults)}};
  for (const auto& [path, content] : documents) {
    const auto written = store.write(path, content, std::nullopt);
    if (!written) return std::unexpected(written.error());
  }
  return {};
}

SiteView SiteDirectory::site() const {
  const std::lock_guard lock(site_mutex_);
  return site_;
}

DomainView SiteDirectory::main_domain() const { return site()->main()->view; }

DomainView SiteDirectory::find_domain(std::string_view name_or_alias) const {
  return view_of(site()->named(name_or_alias));
}

DomainView SiteDirectory::domain_at(const IpAddress& local) const {
  return view_of(site()->at(local));
}

std::vector<DomainView> SiteDirectory::domains() const {
  const auto now = site();
  std::vector<DomainView> views;
  for (const auto& record : now->domains()) views.push_back(record.view);
  return views;
}

std::shared_ptr<const ServerDefaults> SiteDirectory::defaults() const { return site()->defaults(); }

std::optional<AccountView> SiteDirectory::cached_account(const Domain& domain,
                                                         std::string_view name_or_alias) const {
  if (store_.outside_changes() != seen_changes_.load()) return std::nullopt;
  const auto now = site();
  const auto* record = now->with_id(domain.id);
  if (record == nullptr) return AccountView();
  return remembered(*record, resolved(*record, name_or_alias));
}

Changes SiteDirectory::changes_since(std::uint64_t seen) {
  catch_up();
  return changes_.since(seen);
}

Result<AccountView> SiteDirectory::find_account(const Domain& domain,
                                                std::string_view name_or_alias) {
  catch_up();
  const auto record = record_of(domain);
  if (!record) return no_account(name_or_alias);
  const auto name = resolved(*record, name_or_alias);
  if (auto known = remembered(*record, name)) {
    if (*known == nullptr) return no_account(name);
    return *std::move(known);
  }
  const auto ticket = cache_.ticket(domain.id, name);
  auto account = load_account(*record, name);
  if (!account) return account;
  cache_.keep(ticket, domain.id, name, {*account, clock_.moment()});
  if (*account == nullptr) return no_account(name);
  return account;
}

// nullopt: nothing is known. A view whose domain has changed since is made anew.
std::optional<AccountView> SiteDirectory::remembered(const DomainRecord& record,
                                                     std::string_view name) const {
  const auto& domain = record.view;
  auto hit = cache_.find(domain->id, name);
  if (!hit) return std::nullopt;
  auto& account = hit->found.account;
  if (account == nullptr) {
    if (clock_.moment() - hit->found.since > unknown_life) return std::nullopt;
    return account;
  }
  if (account->domain == domain) return std::move(account);
  auto fresh = std::make_shared<Account>(*account);
  fresh->domain = domain;
  fresh->version = ++versions_;
  fresh->location = layout::account_folder(domain->name, name);
  cache_.keep(hit->ticket, domain->id, name, {fresh, hit->found.since});
  return fresh;
}

// Null: there is none.
Result<AccountView> SiteDirectory::load_account(const DomainRecord& record, std::string_view name) {
  auto account = std::make_shared<Account>();
  account->version = ++versions_;  // before reading: a later reader has a later version
  account->location = layout::account_folder(record.view->name, name);
  const auto path = layout::account_settings(account->location);
  if (!store_.exists(path)) return AccountView();
  auto document = store_.read(path);
  if (!document) return std::unexpected(document.error());
  if (!*document) return AccountView();
  account->name = name;
  account->domain = record.view;
  account->settings = std::move((*document)->content);
  report_unfit(settings::Level::account, account->settings, path);
  return account;
}

std::shared_ptr<const SiteDirectory::Listing> SiteDirectory::listed(const Listing& now) const {
  const std::lock_guard lock(listing_mutex_);
  const bool holds = listing_ != nullptr && listing_->domain_id == now.domain_id &&
                     listing_->names_version == now.names_version &&
                     listing_->accounts_version == now.accounts_version &&
                     now.at - listing_->at < believed;
  return holds ? listing_ : nullptr;
}

Result<std::vector<std::string>> SiteDirectory::accounts_of(const Domain& domain) {
  catch_up();
  const auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  Listing now{.domain_id = record->view->id,
              .names_version = names_version_.load(),
              .accounts_version = accounts_version_.load(),
              .at = clock_.moment()};
  if (const auto known = listed(now)) return known->accounts;
  auto accounts = look_for_accounts(*record);
  if (!accounts || accounts->size() < large) return accounts;
  now.accounts = *accounts;
  auto kept = std::make_shared<const Listing>(std::move(now));
  const std::lock_guard lock(listing_mutex_);
  listing_ = std::move(kept);
  return accounts;
}

Result<std::vector<std::string>> SiteDirectory::look_for_accounts(const DomainRecord& record) {
  const auto folder = layout::accounts_folder(record.view->name);
  std::vector<std::string> accounts;
  if (!store_.exists(folder)) return accounts;
  const auto names = store_.list(folder);
  if (!names) return std::unexpected(names.error());
  for (std::string_view name : *names) {
    if (!name.ends_with(layout::account_suffix)) continue;
    name.remove_suffix(layout::account_suffix.size());
    if (exists(record, name)) accounts.emplace_back(name);
  }
  return accounts;
}

Result<std::vector<std::string>> SiteDirectory::aliases_of(const Account& account) {
  catch_up();
  const auto record = record_of(*account.domain);
  if (!record) return std::unexpected(record.error());
  std::vector<std::string> aliases;
  for (const auto& [alias, name] : *record->account_aliases)
    if (name == settings::Value(account.name)) aliases.push_back(alias);
  return aliases;
}

Result<Dictionary> SiteDirectory::rights_of(const Domain& domain) {
  const auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  return content_of(layout::access(record->view->name));
}

Result<Dictionary> SiteDirectory::info_of(const Account& account) {
  const auto place = place_of(account);
  if (!place) return std::unexpected(place.error());
  return content_of(layout::account_info(place->folder));
}

// Other hands changed something: everything is read again, and nothing cached is trusted.
void SiteDirectory::catch_up() {
  if (store_.outside_changes() == seen_changes_.load()) return;
  const std::unique_lock lock(structure_);
  const auto changes = store_.outside_changes();
  if (changes == seen_changes_.load()) return;
  if (auto loaded = load_site(store_)) {
    const std::lock_guard site_lock(site_mutex_);
    site_ = *std::move(loaded);
    ++names_version_;
  } else {
    log::write(log::Level::failure, "SYSTEM",
               loaded.error().detail + ": the domains stay as they were");
  }
  cache_.forget_all();
  seen_changes_ = changes;
  changes_.note_everything();
}

Result<DomainRecord> SiteDirectory::record_of(const Domain& domain) const {
  const auto now = site();
  const auto* record = now->with_id(domain.id);
  if (record == nullptr) return fail(ErrorCode::not_found, "no domain " + domain.name);
  return *record;
}

Result<SiteDirectory::Place> SiteDirectory::place_of(const Account& account) const {
  auto record = record_of(*account.domain);
  if (!record) return no_account(account.name);
  auto folder = layout::account_folder(record->view->name, account.name);
  return Place{*std::move(record), account.name, std::move(folder)};
}

bool SiteDirectory::exists(const DomainRecord& record, std::string_view account) const {
  const auto folder = layout::account_folder(record.view->name, account);
  return store_.exists(layout::account_settings(folder));
}

Result<Dictionary> SiteDirectory::content_of(std::string_view path) const {
  auto document = store_.read(path);
  if (!document) return std::unexpected(document.error());
  return *document ? std::move((*document)->content) : Dictionary{};
}

}  // namespace gatehouse::directory
