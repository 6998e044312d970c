// Domains, accounts and their aliases as immutable views, and the changes that make new ones.
//
// A view stays as it is for as long as somebody holds it: a login sees one consistent account from
// start to end. Domains are read when the site opens; accounts on first use, into a cache of
// bounded size. Calls marked "may block" read or write the store: on an event loop they go through
// net::Offload. All of it is safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/entropy.h"
#include "directory/store.h"
#include "settings/schema.h"
#include "settings/value.h"

namespace gatehouse::directory {

// The server-wide defaults that domains and accounts inherit.
struct ServerDefaults {
  settings::Dictionary server;    // Settings/Main.settings
  settings::Dictionary domains;   // Settings/DomainDefault.settings
  settings::Dictionary accounts;  // its AccountDefaults
  std::string main_domain;        // canonical

  [[nodiscard]] settings::Value setting(std::string_view key) const;  // effective, of the server
};

struct Domain {
  std::string name;  // canonical
  std::string id;    // made at creation, never changes; binds sealed secrets
  bool main = false;
  settings::Dictionary settings;          // explicit ones
  settings::Dictionary account_defaults;  // explicit ones
  std::vector<std::string> aliases;       // canonical domain names
  std::vector<IpAddress> addresses;       // local addresses that mean this domain
  std::shared_ptr<const ServerDefaults> server;

  [[nodiscard]] settings::Value setting(std::string_view key) const;          // effective
  [[nodiscard]] settings::Value account_default(std::string_view key) const;  // effective
};

struct Account {
  std::string name;  // canonical, simple
  std::shared_ptr<const Domain> domain;
  settings::Dictionary settings;  // explicit ones, with Password as stored
  std::uint64_t version = 0;      // grows with every change: part of every cache key
  std::string location;           // folder of the account's data, relative to the base folder

  [[nodiscard]] std::string full_name() const { return name + "@" + domain->name; }
  [[nodiscard]] settings::Value setting(std::string_view key) const;  // effective
};

// Several addresses behind one name.
struct Group {
  std::string name;  // canonical
  std::shared_ptr<const Domain> domain;
  settings::Dictionary settings;     // RealName, Members, SetReplyTo, ...
  std::vector<std::string> members;  // as they stand in Members: names of the domain, or addresses
};

using DomainView = std::shared_ptr<const Domain>;
using AccountView = std::shared_ptr<const Account>;
using GroupView = std::shared_ptr<const Group>;

// Who something can be given to for good. A lasting id, made on the first wish, stays with an
// account or group through renames and moves, ends with it, and is never given again: what was
// bound to it does not fall to the next one of that name.
enum class HolderKind { account, group };
struct Holder {
  DomainView domain;
  HolderKind kind;
  std::string name;  // canonical, simple
};

// What changed since somebody asked last.
struct ChangedAccount {
  std::string domain_id;
  std::string name;   // canonical, simple
  bool gone = false;  // deleted or renamed, whatever bears the name now
  bool operator==(const ChangedAccount&) const = default;
};
struct Changes {
  std::uint64_t seen = 0;   // to be asked with the next time
  bool everything = false;  // any account may have changed, and is to be looked up again
  bool domains = false;     // what accounts inherit, or the names of domains, changed
  std::vector<ChangedAccount> accounts{};
};

class Directory {
 public:
  struct Limits {
    std::size_t cached_accounts = 50000;
  };

  // Opens a site. damaged: a settings file it cannot do without is unreadable.
  [[nodiscard]] static Result<std::unique_ptr<Directory>> open(Store& store, const Clock& clock,
                                                               crypto::Entropy& entropy,
                                                               Limits limits);
  // Makes an empty site with a Main Domain and its defaults. already_exists: there is one.
  [[nodiscard]] static Result<void> create(Store& store, crypto::Entropy& entropy,
                                           std::string_view main_domain);
  virtual ~Directory() = default;

  // --- looking (from memory; never block)
  [[nodiscard]] virtual DomainView main_domain() const = 0;
  [[nodiscard]] virtual DomainView find_domain(
      std::string_view name_or_alias) const = 0;  // null: none
  [[nodiscard]] virtual DomainView domain_at(
      const IpAddress& local) const = 0;                              // null: not assigned
  [[nodiscard]] virtual std::vector<DomainView> domains() const = 0;  // sorted by name
  [[nodiscard]] virtual std::shared_ptr<const ServerDefaults> defaults() const = 0;
  // The account when it is in the cache; nullopt: ask find_account.
  [[nodiscard]] virtual std::optional<AccountView> cached_account(
      const Domain& domain, std::string_view name_or_alias) const = 0;

  // Aliases, groups and forwarders are read with their domain. null, nullopt: none of that
  // canonical name.
  [[nodiscard]] virtual GroupView find_group(const Domain& domain, std::string_view name) const = 0;
  [[nodiscard]] virtual std::vector<std::string> groups_of(const Domain& domain) const = 0;
  [[nodiscard]] virtual std::optional<std::string> find_forwarder(const Domain& domain,
                                                                  std::string_view name) const = 0;
  [[nodiscard]] virtual settings::Dictionary forwarders_of(const Domain& domain) const = 0;
  // Alias -> account name.
  [[nodiscard]] virtual settings::Dictionary account_aliases(const Domain& domain) const = 0;
  // The groups of `domain` that have the account as a member by its real name; a group inside a
  // group is not opened. One look-up.
  [[nodiscard]] virtual std::vector<std::string> groups_with(const Domain& domain,
                                                             const Account& member) const = 0;
  // nullopt: none was made yet.
  [[nodiscard]] virtual std::optional<std::string> id_of(const Domain& domain, HolderKind kind,
                                                         std::string_view name) const = 0;
  // Whoever has the id, as it is called now; nullopt: nobody any more.
  [[nodiscard]] virtual std::optional<Holder> holder_of(std::string_view id) const = 0;
  // Another number whenever a domain, group, forwarder, alias or lasting id may have changed.
  [[nodiscard]] virtual std::uint64_t names_version() const = 0;

  // --- looking (may block)
  // By hand changed files too, as soon as they are noticed. 0: since the start.
  [[nodiscard]] virtual Changes changes_since(std::uint64_t seen) = 0;
  // Names and aliases must be canonical. unknown_account: there is none (cached as such, bounded).
  [[nodiscard]] virtual Result<AccountView> find_account(const Domain& domain,
                                                         std::string_view name_or_alias) = 0;
  [[nodiscard]] virtual Result<std::vector<std::string>> accounts_of(const Domain& domain) = 0;
  [[nodiscard]] virtual Result<std::vector<std::string>> aliases_of(const Account& account) = 0;
  // Settings/Access.settings of the domain: account name -> list of right codes.
  [[nodiscard]] virtual Result<settings::Dictionary> rights_of(const Domain& domain) = 0;
  // Volatile facts (account.info): LastLogin, LastAddress, ...
  [[nodiscard]] virtual Result<settings::Dictionary> info_of(const Account& account) = 0;

  // --- changing (may block). A failed change has changed nothing. Functions handed in must not
  // call the directory. Settings named DomainID, DomainAliases, AccountDefaults (of a domain) and
  // MainDomain (of the server) are not_allowed: the documents hold such keys for themselves.
  [[nodiscard]] virtual Result<void> create_domain(std::string_view name,
                                                   settings::Dictionary settings) = 0;
  [[nodiscard]] virtual Result<void> rename_domain(std::string_view from, std::string_view to) = 0;
  [[nodiscard]] virtual Result<void> delete_domain(std::string_view name,
                                                   bool even_if_not_empty) = 0;
  [[nodiscard]] virtual Result<void> set_domain_aliases(
      const Domain& domain, const std::vector<std::string>& aliases) = 0;
  [[nodiscard]] virtual Result<void> set_domain_settings(const Domain& domain,
                                                         settings::Dictionary all) = 0;
  [[nodiscard]] virtual Result<void> set_account_defaults(const Domain& domain,
                                                          settings::Dictionary all) = 0;
  [[nodiscard]] virtual Result<void> set_server_settings(settings::Dictionary all) = 0;
  [[nodiscard]] virtual Result<void> set_domain_defaults(settings::Dictionary all) = 0;
  [[nodiscard]] virtual Result<void> set_server_account_defaults(settings::Dictionary all) = 0;
  [[nodiscard]] virtual Result<void> set_rights(const Domain& domain, settings::Dictionary all) = 0;

  [[nodiscard]] virtual Result<void> create_account(const Domain& domain, std::string_view name,
                                                    settings::Dictionary settings) = 0;
  // `reseal` gets the explicit settings and may rewrite values bound to the old name; the account
  // moves with its data, its aliases stay with it.
  using Reseal = std::function<Result<settings::Dictionary>(
      settings::Dictionary, const Domain& to_domain, const std::string& to_name)>;
  [[nodiscard]] virtual Result<void> rename_account(const Account& account, const Domain& to_domain,
                                                    std::string_view to_name,
                                                    const Reseal& reseal) = 0;
  [[nodiscard]] virtual Result<void> delete_account(const Account& account) = 0;
  // Applies `change` to the settings as they are now and stores the result; retried when somebody
  // else was faster, so `change` may run more than once.
  using Change = std::function<Result<settings::Dictionary>(settings::Dictionary)>;
  [[nodiscard]] virtual Result<void> change_account(const Account& account,
                                                    const Change& change) = 0;
  [[nodiscard]] virtual Result<void> set_account_aliases(
      const Account& account, const std::vector<std::string>& aliases) = 0;
  [[nodiscard]] virtual Result<void> note(const Account& account, settings::Dictionary info) = 0;

  // The ids of these, made where there are none yet; in the order asked for. unknown_account: there
  // is no such account or group.
  [[nodiscard]] virtual Result<std::vector<std::string>> identify(
      std::span<const Holder> holders) = 0;

  // Accounts, aliases, groups and forwarders of a domain share one name space: already_exists.
  // not_found: there is no such group or forwarder.
  [[nodiscard]] virtual Result<void> create_group(const Domain& domain, std::string_view name,
                                                  settings::Dictionary settings) = 0;
  [[nodiscard]] virtual Result<void> set_group(const Domain& domain, std::string_view name,
                                               settings::Dictionary settings) = 0;
  [[nodiscard]] virtual Result<void> rename_group(const Domain& domain, std::string_view name,
                                                  const Domain& to_domain,
                                                  std::string_view to_name) = 0;
  [[nodiscard]] virtual Result<void> delete_group(const Domain& domain, std::string_view name) = 0;
  [[nodiscard]] virtual Result<void> create_forwarder(const Domain& domain, std::string_view name,
                                                      std::string_view address) = 0;
  [[nodiscard]] virtual Result<void> rename_forwarder(const Domain& domain, std::string_view name,
                                                      const Domain& to_domain,
                                                      std::string_view to_name) = 0;
  [[nodiscard]] virtual Result<void> delete_forwarder(const Domain& domain,
                                                      std::string_view name) = 0;
};

// Applies an UPDATE: keys of `changes` replace those of `to`; the value "default" removes the key.
[[nodiscard]] settings::Dictionary updated(settings::Dictionary to,
                                           const settings::Dictionary& changes);

}  // namespace gatehouse::directory
