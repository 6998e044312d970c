#include "directory/site.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "directory/layout.h"
#include "directory/name.h"

namespace gatehouse::directory {
namespace {

using settings::Dictionary;

// The entry of a document that is ours, taken out of it.
settings::Value taken(Dictionary& document, std::string_view key) {
  const auto found = document.find(key);
  if (found == document.end()) return {};
  auto value = std::move(found->second);
  document.erase(found);
  return value;
}

Dictionary taken_dictionary(Dictionary& document, std::string_view key) {
  return taken(document, key).take_dictionary().value_or(Dictionary{});
}

std::string taken_string(Dictionary& document, std::string_view key) {
  const auto value = taken(document, key);
  return value.string() == nullptr ? std::string() : *value.string();
}

// IPAddresses: an address or an array of them, as objects or as text; text may hold several lines.
std::vector<IpAddress> addresses_in(const settings::Value& value) {
  std::vector<IpAddress> addresses;
  if (const auto* held = std::get_if<settings::Address>(&value.held()))
    addresses.push_back(held->address);
  if (const auto* array = value.array())
    for (const auto& element : *array)
      std::ranges::copy(addresses_in(element), std::back_inserter(addresses));
  if (const auto* text = value.string())
    for (const auto line : split(*text, '\n'))
      if (const auto address = IpAddress::parse(trimmed(line))) addresses.push_back(*address);
  return addresses;
}

Result<Dictionary> content_of(Store& store, std::string_view path) {
  auto document = store.read(path);
  if (!document) return std::unexpected(document.error());
  return *document ? (*document)->content : Dictionary{};
}

Result<DefaultsView> load_defaults(Store& store) {
  auto main = store.read(layout::main_settings);
  if (!main) return std::unexpected(main.error());
  if (!*main) return fail(ErrorCode::not_found, "no " + std::string(layout::main_settings));
  auto domain_default = content_of(store, layout::domain_default);
  if (!domain_default) return std::unexpected(domain_default.error());
  auto defaults = defaults_from(std::move((*main)->content), *std::move(domain_default));
  report_unfit(settings::Level::server, defaults.server, layout::main_settings);
  report_unfit(settings::Level::domain, defaults.domains, layout::domain_default);
  report_unfit(settings::Level::account, defaults.accounts, layout::domain_default);
  return std::make_shared<const ServerDefaults>(std::move(defaults));
}

// nullopt: a folder without settings is no domain (a creation that was interrupted).
Result<std::optional<DomainRecord>> load_domain(Store& store, const std::string& name,
                                                const DefaultsView& defaults) {
  const auto path = layout::domain_settings(name);
  auto document = store.read(path);
  if (!document) return std::unexpected(document.error());
  if (!*document) return std::nullopt;
  auto domain = domain_from(name, std::move((*document)->content), defaults);
  if (domain.id.empty()) return fail(ErrorCode::damaged, path + ":1:1: no DomainID");
  report_unfit(settings::Level::domain, domain.settings, path);
  report_unfit(settings::Level::account, domain.account_defaults, path);
  DomainRecord record{std::make_shared<const Domain>(std::move(domain)), {}, {}, {}, {}};
  for (const auto& kind : all_kinds) {
    auto names = content_of(store, kind.path(name));
    if (!names) return std::unexpected(names.error());
    record.*kind.held = std::make_shared<const Dictionary>(*std::move(names));
  }
  return record;
}

}  // namespace

DomainRecord with_no_names(DomainView view) {
  DomainRecord record{std::move(view), {}, {}, {}, {}};
  for (const auto& kind : all_kinds) record.*kind.held = std::make_shared<const Dictionary>();
  return record;
}

Site::Site(DefaultsView defaults, std::vector<DomainRecord> domains, const Site* before)
    : defaults_(std::move(defaults)), domains_(std::move(domains)) {
  std::ranges::sort(domains_, {}, [](const DomainRecord& record) { return record.view->name; });
  for (std::size_t i = 0; i < domains_.size(); ++i) {
    const auto& domain = *domains_[i].view;
    by_name_.insert_or_assign(domain.name, i);  // a name beats an alias that a hand wrote
    by_id_.emplace(domain.id, i);
    for (const auto& address : domain.addresses) by_address_.emplace(address, i);
    for (const auto& alias : domain.aliases) by_name_.emplace(alias, i);
  }
  HolderIndex::Documents documents;
  for (const auto& record : domains_) documents.emplace_back(record.view->id, record.holder_ids);
  std::ranges::sort(documents);
  holders_ = before != nullptr && before->holders_->is_of(documents)
                 ? before->holders_
                 : std::make_shared<const HolderIndex>(std::move(documents));
}

const DomainRecord* Site::found(const Index& index, std::string_view key) const {
  const auto at = index.find(key);
  return at == index.end() ? nullptr : &domains_[at->second];
}

const DomainRecord* Site::named(std::string_view name_or_alias) const {
  return found(by_name_, name_or_alias);
}

const DomainRecord* Site::with_id(std::string_view id) const { return found(by_id_, id); }

const DomainRecord* Site::at(const IpAddress& local) const {
  const auto at = by_address_.find(local);
  return at == by_address_.end() ? nullptr : &domains_[at->second];
}

Result<SiteView> load_site(Store& store) {
  auto defaults = load_defaults(store);
  if (!defaults) return std::unexpected(defaults.error());
  const auto names = store.list(layout::domains_folder);
  if (!names) return std::unexpected(names.error());
  std::vector<DomainRecord> records;
  for (const auto& name : *names) {
    if (canonical_domain(name) != name) continue;
    auto record = load_domain(store, name, *defaults);
    if (!record) return std::unexpected(record.error());
    if (*record) records.push_back(**std::move(record));
  }
  auto site = std::make_shared<const Site>(*std::move(defaults), std::move(records));
  // Accounts of two domains must never be taken for each other.
  for (const auto& record : site->domains())
    if (site->with_id(record.view->id)->view != record.view)
      return fail(ErrorCode::damaged,
                  layout::domain_settings(record.view->name) + ":1:1: DomainID of another domain");
  if (site->main() == nullptr)
    return fail(ErrorCode::damaged,
                std::string(layout::main_settings) + ":1:1: MainDomain names no domain");
  return site;
}

ServerDefaults defaults_from(Dictionary main, Dictionary domain_default) {
  ServerDefaults defaults;
  defaults.main_domain = taken_string(main, layout::main_domain_key);
  defaults.accounts = taken_dictionary(domain_default, layout::account_defaults_key);
  defaults.server = std::move(main);
  defaults.domains = std::move(domain_default);
  return defaults;
}

Dictionary main_document(const ServerDefaults& defaults) {
  auto document = defaults.server;
  document.insert_or_assign(std::string(layout::main_domain_key), defaults.main_domain);
  return document;
}

Dictionary domain_default_document(const ServerDefaults& defaults) {
  auto document = defaults.domains;
  document.insert_or_assign(std::string(layout::account_defaults_key), defaults.accounts);
  return document;
}

Domain domain_from(std::string name, Dictionary document, DefaultsView server) {
  Domain domain;
  domain.main = name == server->main_domain;
  domain.name = std::move(name);
  domain.id = taken_string(document, layout::domain_id_key);
  domain.aliases = settings::to_list(taken(document, layout::domain_aliases_key));
  domain.account_defaults = taken_dictionary(document, layout::account_defaults_key);
  domain.settings = std::move(document);
  domain.server = std::move(server);
  domain.addresses = addresses_in(domain.setting("IPAddresses"));
  return domain;
}

Dictionary domain_document(const Domain& domain) {
  auto document = domain.settings;
  document.insert_or_assign(std::string(layout::domain_id_key), domain.id);
  document.insert_or_assign(std::string(layout::domain_aliases_key),
                            settings::Array(domain.aliases.begin(), domain.aliases.end()));
  document.insert_or_assign(std::string(layout::account_defaults_key), domain.account_defaults);
  return document;
}

void report_unfit(settings::Level level, const Dictionary& held, std::string_view where) {
  for (const auto& [key, value] : held) {
    const auto* setting = settings::setting_named(key, level);
    if (setting == nullptr) continue;
    if (const auto checked = settings::check(*setting, value); !checked)
      log::write(log::Level::problem, "SYSTEM",
                 escaped(where) + ": " + checked.error().detail + "; the value is not used");
  }
}

}  // namespace gatehouse::directory
