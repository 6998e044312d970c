#include "tests/support/test_site.h"

#include <cstdlib>
#include <iostream>

#include "directory/name.h"
#include "settings/text.h"

namespace gatehouse::support {
namespace {

Result<settings::Dictionary> dictionary(std::string_view text) {
  if (text.empty()) return settings::Dictionary{};
  return settings::read_dictionary(text);
}

std::unique_ptr<directory::Directory> new_directory(directory::Store& store, const Clock& clock,
                                                    crypto::Entropy& entropy,
                                                    std::string_view main_domain) {
  auto created = directory::Directory::create(store, entropy, main_domain);
  auto opened = directory::Directory::open(store, clock, entropy, {});
  if (created && opened) return std::move(*opened);
  std::cerr << "no test site: " << (created ? opened.error() : created.error()).detail << '\n';
  std::abort();
}

}  // namespace

TestSite::TestSite(std::string_view main_domain)
    : seal_(Secret(std::string(crypto::Seal::key_size, 'k')), entropy_),
      passwords_(seal_, entropy_),
      store_(directory::make_memory_store()),
      directory_(new_directory(*store_, clock_, entropy_, main_domain)),
      hashing_({.threads = 2, .queue = 256}),
      disk_({.threads = 2, .queue = 1024}),
      keeper_(auth::make_local_keeper(parts())) {
  const auto at_once = set_server("{FailedLoginDelay=0;}");
  if (!at_once) std::abort();
}

auth::KeeperParts TestSite::parts() {
  return {.directory = *directory_,
          .seal = seal_,
          .entropy = entropy_,
          .clock = clock_,
          .hashing = hashing_,
          .disk = disk_,
          .audit =
              [this](const std::string& line) {
                const std::lock_guard lock(audit_lock_);
                audit_.push_back(line);
              },
          .password_changed = {},
          .tickets = &tickets_,
          .outside = &outside_,
          .base = base_.path(),
          .owner = 0};
}

std::vector<std::string> TestSite::audit() const {
  const std::lock_guard lock(audit_lock_);
  return audit_;
}

Result<void> TestSite::domain(std::string_view name, std::string_view settings) {
  if (directory_->find_domain(name)) return set_domain(name, settings);
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  return directory_->create_domain(name, std::move(*read));
}

Result<void> TestSite::alias_domain(std::string_view domain, std::string_view alias) {
  const auto view = directory_->find_domain(domain);
  if (!view) return fail(ErrorCode::not_found, "no such domain");
  auto aliases = view->aliases;
  aliases.emplace_back(alias);
  return directory_->set_domain_aliases(*view, aliases);
}

Result<TestSite::Place> TestSite::place_of(std::string_view full_name) const {
  auto parsed = directory::parse_login(full_name);
  if (!parsed) return std::unexpected(parsed.error());
  auto domain = directory_->find_domain(parsed->domain);
  if (!domain) return fail(ErrorCode::not_found, "no such domain");
  return Place{std::move(domain), std::move(parsed->account)};
}

Result<void> TestSite::account(std::string_view name, std::string_view password,
                               std::string_view settings) {
  const auto place = place_of(name);
  if (!place) return std::unexpected(place.error());
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  auto stored = passwords_.encode(*place->domain, place->name, *read, password);
  if (!stored) return std::unexpected(stored.error());
  if (!stored->empty()) (*read)["Password"] = *stored;
  return directory_->create_account(*place->domain, place->name, std::move(*read));
}

Result<directory::AccountView> TestSite::find(std::string_view account) {
  const auto place = place_of(account);
  if (!place) return std::unexpected(place.error());
  return directory_->find_account(*place->domain, place->name);
}

Result<void> TestSite::alias(std::string_view account, std::string_view alias) {
  const auto view = find(account);
  if (!view) return std::unexpected(view.error());
  auto aliases = directory_->aliases_of(**view);
  if (!aliases) return std::unexpected(aliases.error());
  aliases->emplace_back(alias);
  return directory_->set_account_aliases(**view, *aliases);
}

Result<void> TestSite::group(std::string_view name, std::string_view settings) {
  const auto place = place_of(name);
  if (!place) return std::unexpected(place.error());
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  return directory_->create_group(*place->domain, place->name, std::move(*read));
}

Result<void> TestSite::forwarder(std::string_view name, std::string_view address) {
  const auto place = place_of(name);
  if (!place) return std::unexpected(place.error());
  return directory_->create_forwarder(*place->domain, place->name, address);
}

Result<void> TestSite::rights(std::string_view account, std::string_view list) {
  const auto view = find(account);
  if (!view) return std::unexpected(view.error());
  auto codes = settings::read(list);
  if (!codes) return std::unexpected(codes.error());
  const auto& domain = *(*view)->domain;
  auto all = directory_->rights_of(domain);
  if (!all) return std::unexpected(all.error());
  (*all)[(*view)->name] = std::move(*codes);
  return directory_->set_rights(domain, std::move(*all));
}

Result<void> TestSite::set_server(std::string_view settings) {
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  return directory_->set_server_settings(directory::updated(directory_->defaults()->server, *read));
}

Result<void> TestSite::set_domain(std::string_view domain, std::string_view settings) {
  const auto view = directory_->find_domain(domain);
  if (!view) return fail(ErrorCode::not_found, "no such domain");
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  return directory_->set_domain_settings(*view, directory::updated(view->settings, *read));
}

Result<void> TestSite::set_defaults(std::string_view domain, std::string_view settings) {
  const auto view = directory_->find_domain(domain);
  if (!view) return fail(ErrorCode::not_found, "no such domain");
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  return directory_->set_account_defaults(*view, directory::updated(view->account_defaults, *read));
}

Result<void> TestSite::set_account(std::string_view name, std::string_view settings) {
  const auto view = find(name);
  if (!view) return std::unexpected(view.error());
  auto read = dictionary(settings);
  if (!read) return std::unexpected(read.error());
  return directory_->change_account(**view, [&](settings::Dictionary now) {
    return Result<settings::Dictionary>(directory::updated(std::move(now), *read));
  });
}

Result<void> TestSite::password(std::string_view account, std::string_view password) {
  const auto view = find(account);
  if (!view) return std::unexpected(view.error());
  const auto& owner = **view;
  return directory_->change_account(
      owner, [&](settings::Dictionary now) -> Result<settings::Dictionary> {
        auto stored = passwords_.encode(*owner.domain, owner.name, now, password);
        if (!stored) return std::unexpected(stored.error());
        now["Password"] = std::move(*stored);
        return now;
      });
}

Result<void> TestSite::remove_account(std::string_view name) {
  const auto view = find(name);
  if (!view) return std::unexpected(view.error());
  return directory_->delete_account(**view);
}

}  // namespace gatehouse::support
