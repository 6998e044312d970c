#include "auth/entries.h"

#include <algorithm>
#include <array>
#include <utility>

#include "access/rights.h"
#include "auth/refusal.h"
#include "base/log.h"
#include "base/name_pattern.h"
#include "base/text.h"
#include "directory/name.h"

namespace gatehouse::auth {
namespace {

using directory::Directory;
using directory::Domain;
using directory::DomainView;
using Names = std::vector<std::string>;

constexpr std::array kinds{EntryKind::domain, EntryKind::account, EntryKind::group,
                           EntryKind::forwarder};

// Where a page ended: domains by name, in each the kinds in their order, in each its names.
struct Place {
  std::string domain;
  EntryKind kind = EntryKind::domain;
  std::string name;
};

std::string text_of(const Place& at) {
  return at.domain + '/' + std::to_string(static_cast<int>(at.kind)) + '/' + at.name;
}

Result<Place> read_place(std::string_view text) {
  const auto kind_at = text.find('/');
  const auto digit = kind_at == text.npos ? text.npos : kind_at + 1;
  if (digit == text.npos || text.size() < digit + 2 || text[digit + 1] != '/')
    return fail(ErrorCode::malformed, "there is no such page");
  const auto number = static_cast<std::size_t>(static_cast<unsigned char>(text[digit]) - '0');
  if (number >= kinds.size()) return fail(ErrorCode::malformed, "there is no such page");
  return Place{std::string(text.substr(0, kind_at)), kinds[number],
               std::string(text.substr(digit + 2))};
}

// Which domains a visit sees.
class Sight {
 public:
  static Result<Sight> of(const control::Viewer& viewer, Directory& directory) {
    Sight sight;
    sight.everything_ = viewer.who == control::Viewer::Who::server_owner;
    if (!viewer.account) return sight;
    sight.home_ = directory.find_domain(viewer.account->domain->name);
    if (!sight.home_) return sight;
    const auto account = directory.find_account(*sight.home_, viewer.account->name);
    if (!account && account.error().code == ErrorCode::unknown_account) return sight;
    if (!account) return std::unexpected(account.error());
    auto listed = directory.rights_of(*sight.home_);
    if (!listed) return std::unexpected(std::move(listed.error()));
    sight.rights_.emplace(**account, *listed);
    sight.everything_ = sight.rights_->for_server("User") || sight.rights_->for_server("UserRead");
    return sight;
  }
  [[nodiscard]] bool sees(const Domain& domain) const {
    if (everything_) return true;
    if (!rights_) return false;
    if (rights_->administer(domain)) return true;
    const auto visible = domain.setting("DirectoryVisibility");
    if (visible == settings::Value("Authenticated")) return true;
    return visible == settings::Value("Domain") && home_->id == domain.id;
  }

 private:
  Sight() = default;
  bool everything_ = false;
  DomainView home_;
  std::optional<access::Rights> rights_{};  // nullopt: of no account
};

void add_fact(Entry& entry, std::string name, Names values) {
  if (!values.empty()) entry.facts.emplace_back(std::move(name), std::move(values));
}

void add_real_name(Entry& entry, const settings::Value* value) {
  const auto* text = value == nullptr ? nullptr : value->string();
  if (text != nullptr && !text->empty()) add_fact(entry, "RealName", {*text});
}

// RFC 2307, section 3: what makes a user of other computers.
void add_unix_user(Entry& entry, const directory::Account& account) {
  const auto user = account.setting("UnixUserID").whole().value_or(0);
  if (user == 0) return;
  const auto group = account.setting("UnixGroupID").whole().value_or(0);
  const auto home = account.setting("UnixHome");
  const auto* pattern = home.string();
  add_fact(entry, "UnixUserID", {std::to_string(user)});
  add_fact(entry, "UnixGroupID", {std::to_string(group == 0 ? user : group)});
  if (pattern != nullptr) add_fact(entry, "UnixHome", {with_name(*pattern, account.name)});
}

std::size_t text_in(const Entry& entry) {
  auto size = entry.name.size() + entry.domain.size();
  for (const auto& [name, values] : entry.facts)
    for (const auto& value : values) size += name.size() + value.size();
  return size;
}

// Reads the entries of one domain, one after the other.
class Reader {
 public:
  Reader(Directory& directory, const Domain& domain) : directory_(directory), domain_(domain) {}

  [[nodiscard]] Result<Names> names(EntryKind kind) {
    switch (kind) {
      case EntryKind::domain:
        return Names{""};
      case EntryKind::account:
        return directory_.accounts_of(domain_);
      case EntryKind::group:
        return directory_.groups_of(domain_);
      case EntryKind::forwarder:
        return forwarders();
    }
    return Names();
  }

  // unknown_account: it is gone meanwhile, or none by that name was ever there.
  [[nodiscard]] Result<Entry> entry(EntryKind kind, const std::string& name) {
    Entry entry{.kind = kind, .name = name, .domain = domain_.name, .facts = {}};
    switch (kind) {
      case EntryKind::domain:
        add_fact(entry, "Aliases", domain_.aliases);
        return entry;
      case EntryKind::account:
        return account(std::move(entry));
      case EntryKind::group:
        return group(std::move(entry));
      case EntryKind::forwarder:
        if (directory_.find_forwarder(domain_, name)) return entry;
        break;
    }
    return none();
  }

 private:
  static std::unexpected<Error> none() { return fail(ErrorCode::unknown_account, "no such entry"); }

  [[nodiscard]] Names forwarders() {
    Names names;
    for (const auto& [name, address] : directory_.forwarders_of(domain_)) names.push_back(name);
    return names;
  }
  [[nodiscard]] Result<Entry> account(Entry entry) {
    const auto found = directory_.find_account(domain_, entry.name);
    if (!found) return std::unexpected(found.error());
    const auto& account = **found;
    entry.name = account.name;
    const auto real_name = account.setting("RealName");
    add_real_name(entry, &real_name);
    add_unix_user(entry, account);
    if (auto aliases = directory_.aliases_of(account)) add_fact(entry, "Aliases", *aliases);
    add_fact(entry, "Groups", directory_.groups_with(domain_, account));
    return entry;
  }
  [[nodiscard]] Result<Entry> group(Entry entry) {
    const auto found = directory_.find_group(domain_, entry.name);
    if (!found) return none();
    add_real_name(entry, settings::find(found->settings, "RealName"));
    add_fact(entry, "Members", found->members);
    return entry;
  }

  Directory& directory_;
  const Domain& domain_;
};

// Collects a page until it is full.
class Page {
 public:
  explicit Page(std::size_t most) : most_(std::clamp<std::size_t>(most, 1, most_entries)) {}

  [[nodiscard]] bool full() const {
    return page_.entries.size() >= most_ || looked_up_ >= most_entries ||
           text_ >= Entries::most_text;
  }
  // What is not there any more, or cannot be read, is left out; others shall be seen.
  void add(Result<Entry> entry) {
    ++looked_up_;
    if (entry) {
      text_ += text_in(*entry);
      page_.entries.push_back(*std::move(entry));
    } else if (entry.error().code != ErrorCode::unknown_account) {
      log::write(log::Level::problem, "KEEPER", "entries: " + escaped(entry.error().detail));
    }
  }
  [[nodiscard]] EntryPage ended() && { return std::move(page_); }
  [[nodiscard]] EntryPage ended_at(const Place& at) && {
    page_.last = text_of(at);
    return std::move(page_);
  }

 private:
  std::size_t most_;
  std::size_t looked_up_ = 0;
  std::size_t text_ = 0;
  EntryPage page_;
};

// The entry by that name, or alias, of a domain.
Result<Entry> entry_named(Reader& reader, const std::string& name) {
  if (name.empty()) return reader.entry(EntryKind::domain, name);
  const auto canonical = directory::canonical_account(name);
  if (!canonical) return fail(ErrorCode::unknown_account, "no such name can exist");
  for (const auto kind : {EntryKind::account, EntryKind::group}) {
    auto entry = reader.entry(kind, *canonical);
    if (entry || entry.error().code != ErrorCode::unknown_account) return entry;
  }
  return reader.entry(EntryKind::forwarder, *canonical);
}

// Those that the query asks for and the visit sees, from where the page before ended.
std::vector<DomainView> domains_of(const Directory& directory, const Sight& sight,
                                   const EntryQuery& query, const Place& begin) {
  std::vector<DomainView> domains;
  if (query.domain.empty()) domains = directory.domains();
  const auto named = directory::canonical_domain(query.domain);
  if (!query.domain.empty() && named)
    if (auto domain = directory.find_domain(*named)) domains.push_back(std::move(domain));
  std::erase_if(domains, [&](const DomainView& domain) {
    return domain->name < begin.domain || !sight.sees(*domain);
  });
  return domains;
}

// Goes on behind `last`, and moves it. false: the page is full, and there is more.
Result<bool> fill(Page& page, Reader& reader, const Domain& domain, Place& last) {
  for (const auto kind : kinds) {
    const bool here_before = last.domain == domain.name;
    if (here_before && kind < last.kind) continue;
    auto names = reader.names(kind);
    if (!names) return std::unexpected(std::move(names.error()));
    std::ranges::sort(*names);
    const bool within = here_before && kind == last.kind;
    auto name = within ? std::ranges::upper_bound(*names, last.name) : names->begin();
    for (; name != names->end(); ++name) {
      if (page.full()) return false;
      page.add(reader.entry(kind, *name));
      last = {domain.name, kind, *name};
    }
  }
  return true;
}

// The same with the one that is asked for.
bool fill_with_named(Page& page, Reader& reader, const Domain& domain, const std::string& name,
                     Place& last) {
  if (last.domain == domain.name) return true;
  if (page.full()) return false;
  page.add(entry_named(reader, name));
  last = {domain.name, kinds.back(), {}};
  return true;
}

}  // namespace

Result<EntryPage> Entries::page_now(const control::Viewer& viewer, const EntryQuery& query) {
  auto begin = query.after.empty() ? Result<Place>(Place{}) : read_place(query.after);
  if (!begin) return std::unexpected(std::move(begin.error()));
  const auto sight = Sight::of(viewer, directory_);
  if (!sight) return std::unexpected(sight.error());
  auto last = std::move(*begin);
  Page page(query.most);
  for (const auto& domain : domains_of(directory_, *sight, query, last)) {
    Reader reader(directory_, *domain);
    const auto whole = query.name
                           ? Result<bool>(fill_with_named(page, reader, *domain, *query.name, last))
                           : fill(page, reader, *domain, last);
    if (!whole) return std::unexpected(whole.error());
    if (!*whole) return std::move(page).ended_at(last);
  }
  return std::move(page).ended();
}

net::Task<Allowed<EntryPage>> Entries::page(Asker asker, EntryQuery query) {
  auto work = [&] { return page_now(asker.viewer, query); };
  auto page = co_await disk_.run(std::move(work));
  if (!page) co_return refused_for_now();
  if (*page) co_return std::move(**page);
  if (page->error().code == ErrorCode::malformed)
    co_return refused(ErrorCode::malformed, "There is no such page");
  log::write(log::Level::failure, "KEEPER", "entries: " + escaped(page->error().detail));
  co_return refused_for_now();
}

}  // namespace gatehouse::auth
