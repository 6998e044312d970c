// The one Directory: a published Site, a cache of accounts, and the store behind both.
//
// Locks, in this order: structure_ (exclusive for everything that creates, moves or removes;
// shared while one account's documents change), then one of account_changes_, then site_mutex_.
#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <span>

#include "directory/account_cache.h"
#include "directory/change_feed.h"
#include "directory/directory.h"
#include "directory/journal.h"
#include "directory/member_index.h"
#include "directory/site.h"

namespace gatehouse::directory {

class SiteDirectory final : public Directory {
 public:
  SiteDirectory(Store& store, const Clock& clock, crypto::Entropy& entropy, Limits limits,
                SiteView site, std::uint64_t seen_changes)
      : store_(store),
        clock_(clock),
        entropy_(entropy),
        cache_(limits.cached_accounts),
        seen_changes_(seen_changes),
        site_(std::move(site)) {}

  DomainView main_domain() const override;
  DomainView find_domain(std::string_view name_or_alias) const override;
  DomainView domain_at(const IpAddress& local) const override;
  std::vector<DomainView> domains() const override;
  std::shared_ptr<const ServerDefaults> defaults() const override;
  std::optional<AccountView> cached_account(const Domain& domain,
                                            std::string_view name_or_alias) const override;

  GroupView find_group(const Domain& domain, std::string_view name) const override;
  std::vector<std::string> groups_of(const Domain& domain) const override;
  std::optional<std::string> find_forwarder(const Domain& domain,
                                            std::string_view name) const override;
  settings::Dictionary forwarders_of(const Domain& domain) const override;
  settings::Dictionary account_aliases(const Domain& domain) const override;
  std::vector<std::string> groups_with(const Domain& domain, const Account& member) const override;
  std::optional<std::string> id_of(const Domain& domain, HolderKind kind,
                                   std::string_view name) const override;
  std::optional<Holder> holder_of(std::string_view id) const override;
  std::uint64_t names_version() const override { return names_version_.load(); }

  Changes changes_since(std::uint64_t seen) override;
  Result<AccountView> find_account(const Domain& domain, std::string_view name_or_alias) override;
  Result<std::vector<std::string>> accounts_of(const Domain& domain) override;
  Result<std::vector<std::string>> aliases_of(const Account& account) override;
  Result<settings::Dictionary> rights_of(const Domain& domain) override;
  Result<settings::Dictionary> info_of(const Account& account) override;

  Result<void> create_domain(std::string_view name, settings::Dictionary settings) override;
  Result<void> rename_domain(std::string_view from, std::string_view to) override;
  Result<void> delete_domain(std::string_view name, bool even_if_not_empty) override;
  Result<void> set_domain_aliases(const Domain& domain,
                                  const std::vector<std::string>& aliases) override;
  Result<void> set_domain_settings(const Domain& domain, settings::Dictionary all) override;
  Result<void> set_account_defaults(const Domain& domain, settings::Dictionary all) override;
  Result<void> set_server_settings(settings::Dictionary all) override;
  Result<void> set_domain_defaults(settings::Dictionary all) override;
  Result<void> set_server_account_defaults(settings::Dictionary all) override;
  Result<void> set_rights(const Domain& domain, settings::Dictionary all) override;

  Result<void> create_account(const Domain& domain, std::string_view name,
                              settings::Dictionary settings) override;
  Result<void> rename_account(const Account& account, const Domain& to_domain,
                              std::string_view to_name, const Reseal& reseal) override;
  Result<void> delete_account(const Account& account) override;
  Result<void> change_account(const Account& account, const Change& change) override;
  Result<void> set_account_aliases(const Account& account,
                                   const std::vector<std::string>& aliases) override;
  Result<void> note(const Account& account, settings::Dictionary info) override;

  Result<std::vector<std::string>> identify(std::span<const Holder> holders) override;

  Result<void> create_group(const Domain& domain, std::string_view name,
                            settings::Dictionary settings) override;
  Result<void> set_group(const Domain& domain, std::string_view name,
                         settings::Dictionary settings) override;
  Result<void> rename_group(const Domain& domain, std::string_view name, const Domain& to_domain,
                            std::string_view to_name) override;
  Result<void> delete_group(const Domain& domain, std::string_view name) override;
  Result<void> create_forwarder(const Domain& domain, std::string_view name,
                                std::string_view address) override;
  Result<void> rename_forwarder(const Domain& domain, std::string_view name,
                                const Domain& to_domain, std::string_view to_name) override;
  Result<void> delete_forwarder(const Domain& domain, std::string_view name) override;

 private:
  struct NamePlace {
    DomainRecord domain;
    std::string name;
  };
  struct Place {  // an account's, as of now
    DomainRecord domain;
    std::string name;
    std::string folder;
  };

  [[nodiscard]] SiteView site() const;
  void publish(DefaultsView defaults, std::vector<DomainRecord> domains);
  void publish_domain(DomainRecord record);  // in place of the one with its id, or a new one
  void publish_defaults(ServerDefaults defaults);
  void catch_up();

  [[nodiscard]] Result<DomainRecord> record_of(const Domain& domain) const;
  [[nodiscard]] Result<NamePlace> name_place(const Domain& domain, std::string_view name) const;
  [[nodiscard]] Result<Place> place_of(const Account& account) const;
  [[nodiscard]] std::optional<AccountView> remembered(const DomainRecord& record,
                                                      std::string_view name) const;
  [[nodiscard]] Result<AccountView> load_account(const DomainRecord& record, std::string_view name);
  [[nodiscard]] bool exists(const DomainRecord& record, std::string_view account) const;
  [[nodiscard]] Result<void> check_free(const DomainRecord& record, std::string_view name) const;
  [[nodiscard]] Result<void> check_empty(const DomainRecord& record) const;
  [[nodiscard]] Result<settings::Dictionary> content_of(std::string_view path) const;
  [[nodiscard]] std::mutex& changes_of(const Account& account) const;

  using DomainEdit = std::function<Result<void>(Domain&)>;
  Result<void> change_domain(const Domain& domain, const DomainEdit& edit);
  // Rewrites one of the two documents that hold the server's defaults.
  using DefaultsEdit = std::function<void(ServerDefaults&)>;
  Result<void> change_defaults(std::string_view path, const DefaultsEdit& edit);
  Result<void> add_moved_names(Plan& plan, const Place& from, const Place& to);
  enum class Fate { changed, gone };
  void forget(const Place& place, Fate fate = Fate::changed);

  // The accounts of the large domain that was listed last: telling accounts from folders looks into
  // each. What others than we did there is not watched, so it is believed for a while only.
  struct Listing {
    std::string domain_id;
    std::uint64_t names_version;
    std::uint64_t accounts_version;
    Moment at{};
    std::vector<std::string> accounts{};
  };
  static constexpr std::size_t large = 1000;
  static constexpr Duration believed = std::chrono::seconds{10};
  [[nodiscard]] std::shared_ptr<const Listing> listed(const Listing& now) const;
  [[nodiscard]] Result<std::vector<std::string>> look_for_accounts(const DomainRecord& record);
  // While accounts are made, moved or removed, and from then on, older listings are wrong.
  class Restructuring {
   public:
    explicit Restructuring(std::atomic<std::uint64_t>& version) : version_(version) { ++version_; }
    Restructuring(const Restructuring&) = delete;
    Restructuring& operator=(const Restructuring&) = delete;
    ~Restructuring() { ++version_; }

   private:
    std::atomic<std::uint64_t>& version_;
  };

  // name_changes.cpp
  using NamesEdit = std::function<Result<void>(settings::Dictionary&)>;
  Result<void> change_names(const DomainRecord& record, const NameKind& kind,
                            const NamesEdit& edit);
  using Adapted = std::function<settings::Value(settings::Value)>;
  Result<void> create_name(const NameKind& kind, const Domain& domain, std::string_view name,
                           settings::Value value);
  Result<void> move_name(const NameKind& kind, const Domain& domain, std::string_view name,
                         const Domain& to_domain, std::string_view to_name, const Adapted& adapted);
  Result<void> delete_name(const NameKind& kind, const Domain& domain, std::string_view name);
  void add_moved_members(Plan& plan, const NamePlace& from, const NamePlace* to) const;
  Result<void> carry_out_names(const Plan& plan);  // and publishes what it wrote

  // holder_changes.cpp
  void add_moved_id(Plan& plan, HolderKind kind, const NamePlace& from, const NamePlace* to) const;
  // Of one that ended by other hands than ours: whoever bears the name next does not get it.
  Result<void> end_old_id(const Domain& domain, HolderKind kind, std::string_view name);
  [[nodiscard]] Result<void> check_is_there(const Holder& holder) const;

  Store& store_;
  const Clock& clock_;
  crypto::Entropy& entropy_;
  mutable AccountCache cache_;
  ChangeFeed changes_;
  mutable std::atomic<std::uint64_t> versions_ = 0;
  std::atomic<std::uint64_t> seen_changes_;
  std::shared_mutex structure_;
  mutable std::array<std::mutex, 64> account_changes_;
  mutable MemberIndexes members_;
  std::atomic<std::uint64_t> names_version_ = 0;  // grows after the site was replaced
  std::atomic<std::uint64_t> accounts_version_ = 0;
  mutable std::mutex listing_mutex_;
  std::shared_ptr<const Listing> listing_;
  mutable std::mutex site_mutex_;
  SiteView site_;
};

}  // namespace gatehouse::directory
