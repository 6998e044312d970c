// All domains and defaults of one moment, with the indexes that look-ups need. Immutable.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.h"
#include "directory/holders.h"
#include "directory/layout.h"

namespace gatehouse::directory {

using DefaultsView = std::shared_ptr<const ServerDefaults>;

struct DomainRecord {
  DomainView view;
  NamesView account_aliases;  // -> account name
  NamesView groups;           // -> settings
  NamesView forwarders;       // -> address
  NamesView holder_ids;       // by lasting id: account name or #group
};

// A document of a domain besides its settings.
struct NameKind {
  NamesView DomainRecord::* held;
  std::string (*path)(std::string_view domain);
};
inline constexpr NameKind alias_names{&DomainRecord::account_aliases, layout::account_aliases};
inline constexpr NameKind group_names{&DomainRecord::groups, layout::groups};
inline constexpr NameKind forwarder_names{&DomainRecord::forwarders, layout::forwarders};
// With the accounts of the domain, these share one name space.
inline constexpr std::array name_kinds{alias_names, group_names, forwarder_names};
inline constexpr NameKind holder_ids{&DomainRecord::holder_ids, layout::holder_ids};
inline constexpr std::array all_kinds{alias_names, group_names, forwarder_names, holder_ids};

[[nodiscard]] DomainRecord with_no_names(DomainView view);

class Site {
 public:
  // `before`: what holds of it is taken over; null: nothing.
  Site(DefaultsView defaults, std::vector<DomainRecord> domains, const Site* before = nullptr);

  [[nodiscard]] const DefaultsView& defaults() const { return defaults_; }
  [[nodiscard]] const std::vector<DomainRecord>& domains() const { return domains_; }  // by name
  // Null: there is none.
  [[nodiscard]] const DomainRecord* named(std::string_view name_or_alias) const;
  [[nodiscard]] const DomainRecord* with_id(std::string_view id) const;
  [[nodiscard]] const DomainRecord* at(const IpAddress& local) const;
  [[nodiscard]] const DomainRecord* main() const { return named(defaults_->main_domain); }
  [[nodiscard]] const HolderIndex& holders() const { return *holders_; }

 private:
  using Index = std::map<std::string, std::size_t, std::less<>>;
  [[nodiscard]] const DomainRecord* found(const Index& index, std::string_view key) const;

  DefaultsView defaults_;
  std::vector<DomainRecord> domains_;
  Index by_name_;
  Index by_id_;
  std::map<IpAddress, std::size_t> by_address_;
  std::shared_ptr<const HolderIndex> holders_;
};

using SiteView = std::shared_ptr<const Site>;

// damaged: a document has no last good version. not_found: there is no site.
[[nodiscard]] Result<SiteView> load_site(Store& store);

// What documents hold, and back.
[[nodiscard]] ServerDefaults defaults_from(settings::Dictionary main,
                                           settings::Dictionary domain_default);
[[nodiscard]] settings::Dictionary main_document(const ServerDefaults& defaults);
[[nodiscard]] settings::Dictionary domain_default_document(const ServerDefaults& defaults);
[[nodiscard]] Domain domain_from(std::string name, settings::Dictionary document,
                                 DefaultsView server);
[[nodiscard]] settings::Dictionary domain_document(const Domain& domain);

// Logs every value that does not fit its setting; such values count as absent.
void report_unfit(settings::Level level, const settings::Dictionary& held, std::string_view where);

}  // namespace gatehouse::directory
