#include "control/objects.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "access/acl_file.h"
#include "audit/journal.h"
#include "base/text.h"
#include "control/acl_lists.h"
#include "control/acl_names.h"
#include "control/object_folders.h"

namespace gatehouse::control {

namespace {

using access::AclHolder;
using access::AclRights;
using access::AclSign;
using directory::HolderKind;

constexpr std::string_view none = "(none)";

std::unexpected<Error> no_such(ObjectKind kind) {
  return fail(ErrorCode::not_found, "there is no such " + std::string(word_for(kind)));
}

std::vector<AclEntry> entries_of(const AclElements& elements) {
  std::vector<AclEntry> entries;
  for (const auto& element : elements)
    entries.push_back({to_text(element.identifier), element.rights});
  return entries;
}

AclRights updated(AclRights now, const AclUpdate& update) {
  switch (update.how) {
    case AclUpdate::How::replace:
      return update.rights;
    case AclUpdate::How::add:
      return now | update.rights;
    case AclUpdate::How::remove:
      return now - update.rights;
  }
  return now;
}

std::string called(const Object& object) {
  auto name = object.owner->full_name();
  return object.name.empty() ? name : name + "#" + object.name;
}

}  // namespace

bool may_everything(const Viewer& viewer, const directory::Account& owner) {
  if (viewer.who == Viewer::Who::server_owner) return true;
  return viewer.who == Viewer::Who::account && viewer.account->name == owner.name &&
         viewer.account->domain->id == owner.domain->id;
}

settings::Dictionary differences(const AclChanged& changed) {
  std::map<std::string, std::pair<std::string, std::string>> all;
  const auto both = std::pair(std::string(none), std::string(none));
  for (const auto& [identifier, rights] : changed.before)
    all.emplace(identifier, both).first->second.first = rights.guide_text();
  for (const auto& [identifier, rights] : changed.after)
    all.emplace(identifier, both).first->second.second = rights.guide_text();
  settings::Dictionary told;
  for (const auto& [identifier, values] : all)
    if (values.first != values.second)
      told.emplace(escaped(identifier),
                   settings::Dictionary{{"After", values.second}, {"Before", values.first}});
  return told;
}

struct Objects::Inside {
  Inside(directory::Directory& all, std::filesystem::path base_folder, audit::Journal* journal)
      : directory(all), base(std::move(base_folder)), trail(journal), lists(all) {}

  // A viewer as lists see him; his groups are looked up in the domains that lists speak of.
  struct Facts {
    access::AclViewer viewer;
    std::vector<std::string> domains_seen;
  };
  [[nodiscard]] Facts facts_of(const Viewer& viewer) const;
  void add_groups(Facts& facts, const Viewer& viewer, const AclList& list) const;

  [[nodiscard]] std::filesystem::path folder_of(const directory::Account& owner) const {
    return base / owner.location;
  }
  [[nodiscard]] Result<AclRights> judged(const ObjectPlace& place, const directory::Account& owner,
                                         const Viewer& viewer, Facts& facts);
  // The folder of an object whose list the viewer may read and change.
  [[nodiscard]] Result<std::filesystem::path> administered(const Viewer& viewer,
                                                           const Object& object);
  using ByName = std::map<std::string, access::AclElement>;
  [[nodiscard]] Result<void> apply(ByName& elements, const AclUpdate& update,
                                   const directory::Domain& home);

  directory::Directory& directory;
  std::filesystem::path base;
  audit::Journal* trail;
  AclLists lists;
  std::mutex changing;  // held while a list is read, altered and written
};

Objects::Inside::Facts Objects::Inside::facts_of(const Viewer& viewer) const {
  Facts facts;
  if (viewer.who != Viewer::Who::account) {
    facts.viewer.guest = true;
    return facts;
  }
  const auto& account = *viewer.account;
  const auto id = directory.id_of(*account.domain, HolderKind::account, account.name);
  facts.viewer.account = {id.value_or(""), account.full_name()};
  facts.viewer.domain = {account.domain->id, account.domain->name};
  return facts;
}

void Objects::Inside::add_groups(Facts& facts, const Viewer& viewer, const AclList& list) const {
  if (facts.viewer.guest) return;
  for (const auto& domain : list.group_domains) {
    if (std::ranges::find(facts.domains_seen, domain->id) != facts.domains_seen.end()) continue;
    facts.domains_seen.push_back(domain->id);
    for (const auto& name : directory.groups_with(*domain, *viewer.account)) {
      const auto id = directory.id_of(*domain, HolderKind::group, name);
      facts.viewer.groups.push_back({id.value_or(""), name + "@" + domain->name});
    }
  }
}

Result<AclRights> Objects::Inside::judged(const ObjectPlace& place, const directory::Account& owner,
                                          const Viewer& viewer, Facts& facts) {
  if (!place.folder) return AclRights();
  const auto list = lists.of(*place.folder, *owner.domain);
  if (!list) return std::unexpected(list.error());
  add_groups(facts, viewer, **list);
  return (*list)->ready.effective(facts.viewer);
}

Result<std::filesystem::path> Objects::Inside::administered(const Viewer& viewer,
                                                            const Object& object) {
  const auto& owner = *object.owner;
  const auto place = place_of_object(folder_of(owner), object.kind, object.name);
  if (!place) return std::unexpected(place.error());
  if (!may_everything(viewer, owner)) {
    auto facts = facts_of(viewer);
    const auto rights = judged(*place, owner, viewer, facts);
    if (!rights) return std::unexpected(rights.error());
    if (!rights->has('l')) return no_such(object.kind);
    if (place->is_there && !rights->has('a'))
      return fail(ErrorCode::not_allowed, "the access right Administer is needed for this");
  }
  if (!place->is_there) return no_such(object.kind);
  return *place->folder;
}

Objects::Objects(directory::Directory& directory, std::filesystem::path base, audit::Journal* trail)
    : inside_(std::make_unique<Inside>(directory, std::move(base), trail)) {}

Objects::~Objects() = default;

Result<std::vector<AclRights>> Objects::rights(const Viewer& viewer,
                                               const directory::AccountView& owner, ObjectKind kind,
                                               std::span<const std::string> names) {
  std::vector<AclRights> all;
  const bool everything = may_everything(viewer, *owner);
  auto facts = inside_->facts_of(viewer);
  const auto folder = inside_->folder_of(*owner);
  for (const auto& name : names) {
    if (everything) {
      all.push_back(AclRights::all());
      continue;
    }
    const auto place = place_of_object(folder, kind, name);
    if (!place) return std::unexpected(place.error());
    const auto rights = inside_->judged(*place, *owner, viewer, facts);
    if (!rights) return std::unexpected(rights.error());
    all.push_back(*rights);
  }
  return all;
}

Result<AclRights> Objects::rights(const Viewer& viewer, const Object& object) {
  const auto all = rights(viewer, object.owner, object.kind, std::span(&object.name, 1));
  if (!all) return std::unexpected(all.error());
  return all->front();
}

Result<std::vector<AclEntry>> Objects::acl(const Viewer& viewer, const Object& object) {
  const auto folder = inside_->administered(viewer, object);
  if (!folder) return std::unexpected(folder.error());
  auto elements = access::read_acl(*folder);
  if (!elements) return std::unexpected(elements.error());
  return entries_of(as_named_now(*std::move(elements), *object.owner->domain, inside_->directory));
}

Result<void> Objects::Inside::apply(ByName& elements, const AclUpdate& update,
                                    const directory::Domain& home) {
  auto wanted = access::read_acl_identifier(update.identifier);
  if (!wanted) return fail(ErrorCode::malformed, "an ACL element cannot have this name");
  if (wanted->domain == home.name && wanted->holder != AclHolder::domain) wanted->domain.clear();
  const auto name = to_text(*wanted);
  if (!elements.contains(name)) {
    const bool takes = updated({}, update).empty();
    auto real = real_name(*wanted, home, directory);
    if (!real && !(takes && real.error().code == ErrorCode::not_found))
      return std::unexpected(real.error());
    if (takes) return {};
    elements.emplace(name, access::AclElement{.identifier = *std::move(real)});
  }
  auto& rights = elements.at(name).rights;
  rights = updated(rights, update);
  if (rights.empty()) elements.erase(name);
  return {};
}

Result<AclChanged> Objects::change(const Viewer& viewer, const Object& object,
                                   std::span<const AclUpdate> updates) {
  const std::scoped_lock alone(inside_->changing);
  const auto folder = inside_->administered(viewer, object);
  if (!folder) return std::unexpected(folder.error());
  auto held = access::read_acl(*folder);
  if (!held) return std::unexpected(held.error());
  const auto& home = *object.owner->domain;
  auto elements = as_named_now(*std::move(held), home, inside_->directory);
  AclChanged changed{entries_of(elements), {}};
  Inside::ByName by_name;
  for (auto& element : elements) by_name.emplace(to_text(element.identifier), std::move(element));
  for (const auto& update : updates)
    if (auto done = inside_->apply(by_name, update, home); !done)
      return std::unexpected(done.error());
  elements.clear();
  for (auto& [name, element] : by_name) elements.push_back(std::move(element));
  if (elements.size() > access::most_acl_elements)
    return fail(ErrorCode::too_long, "an access control list has at most " +
                                         std::to_string(access::most_acl_elements) + " elements");
  auto written = bound(std::move(elements), home, inside_->directory);
  if (!written) return std::unexpected(written.error());
  std::error_code failed;
  std::filesystem::create_directories(*folder, failed);  // an account's, when it holds nothing yet
  const auto done = access::write_acl(*folder, *written);
  inside_->lists.forget(*folder);
  if (!done) return std::unexpected(done.error());
  changed.after = entries_of(*written);
  return changed;
}

Result<void> Objects::change(const Viewer& viewer, const Object& object,
                             std::span<const AclUpdate> updates, audit::Record origin) {
  auto* trail = inside_->trail;
  if (trail != nullptr)
    if (auto ready = trail->ready(); !ready) return std::unexpected(ready.error());
  const auto changed = change(viewer, object, updates);
  if (trail == nullptr) return changed ? Result<void>() : std::unexpected(changed.error());
  origin.kind = audit::Kind::change;
  origin.target = called(object);
  origin.verb = acl_verb_of(object.kind);
  if (!changed) {
    origin.result = "501";
    origin.detail = changed.error().detail;
    static_cast<void>(trail->note(std::move(origin)));
    return std::unexpected(changed.error());
  }
  origin.result = "200";
  origin.changes = differences(*changed);
  const auto kept = trail->write(std::move(origin));
  if (!kept) return fail(ErrorCode::unavailable, "this was done, but " + kept.error().detail);
  return {};
}

std::filesystem::path Objects::account_folder(const directory::Account& owner) const {
  return inside_->folder_of(owner);
}

namespace {

std::string what_it_does(const access::AclElement& element, bool decides, bool has_own) {
  const auto rights = element.rights.guide_text();
  if (decides) return "decides alone: " + (rights.empty() ? std::string("nothing") : rights);
  if (has_own) return "not asked: an element of his own decides";
  switch (element.identifier.sign) {
    case AclSign::plain:
      return "gives " + rights;
    case AclSign::remove:
      return "takes " + rights;
    case AclSign::add:
      return "adds " + rights;
  }
  return {};
}

bool is_own(const access::AclElement& element) {
  const auto& identifier = element.identifier;
  return identifier.sign == AclSign::plain &&
         (identifier.holder == AclHolder::account || identifier.holder == AclHolder::guests);
}

}  // namespace

Result<std::vector<Rule>> Objects::explain(const Viewer& viewer, const Object& object) {
  std::vector<Rule> rules;
  const auto place = place_of_object(inside_->folder_of(*object.owner), object.kind, object.name);
  if (!place) return std::unexpected(place.error());
  if (may_everything(viewer, *object.owner)) {
    rules.push_back({"Owner", "may do everything with what is his own"});
    return rules;
  }
  if (!place->folder) {
    rules.push_back({"Object", "is not there, and none above it: only its owner may do anything"});
    rules.back().stops = true;
    return rules;
  }
  if (!place->is_there) rules.push_back({"Object", "is not there; asked is the list above it"});
  const auto read = access::read_acl(*place->folder);  // a damaged one is told of
  if (!read) return std::unexpected(read.error());
  const auto list = inside_->lists.of(*place->folder, *object.owner->domain);
  if (!list) return std::unexpected(list.error());
  auto facts = inside_->facts_of(viewer);
  inside_->add_groups(facts, viewer, **list);
  const auto& home = *object.owner->domain;
  const access::AclName home_name{home.id, home.name};
  auto elements = as_named_now(*read, home, inside_->directory);
  const auto speaks = [&](const auto& one) { return matches(one, facts.viewer, home_name); };
  const bool has_own = std::ranges::any_of(
      elements, [&](const auto& element) { return is_own(element) && speaks(element); });
  std::size_t others = 0;
  for (const auto& element : elements) {
    if (!speaks(element)) {
      ++others;
      continue;
    }
    rules.push_back({to_text(element.identifier), what_it_does(element, is_own(element), has_own),
                     called(object)});
  }
  if (others > 0) rules.push_back({"Others", std::to_string(others) + " speak of somebody else"});
  const auto result = (*list)->ready.effective(facts.viewer);
  rules.push_back({"Rights", result.empty() ? "none" : result.guide_text()});
  rules.back().stops = !result.has('l');
  return rules;
}

}  // namespace gatehouse::control
