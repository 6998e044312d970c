#include "access/acl.h"

#include <algorithm>
#include <utility>

#include "directory/name.h"

namespace gatehouse::access {

namespace {

constexpr std::string_view guest_name = "null@null";
constexpr std::string_view anyone_name = "anyone";
constexpr char group_mark = '#';

AclSign take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return AclSign::plain;
  const auto sign = text.front() == '-' ? AclSign::remove : AclSign::add;
  text.remove_prefix(1);
  return sign;
}

// The account's or group's name with its domain.
std::string full_name_in(const AclIdentifier& identifier, std::string_view home) {
  return identifier.name + "@" +
         (identifier.domain.empty() ? std::string(home) : identifier.domain);
}

// What the element is found by; its name is empty when it stands for no single holder.
AclName holder_of(const AclElement& element, const AclName& home) {
  switch (element.identifier.holder) {
    case AclHolder::guests:
    case AclHolder::anyone:
      return {};
    case AclHolder::own_domain:
      return home;
    case AclHolder::domain:
      return {element.id, element.identifier.domain};
    case AclHolder::account:
    case AclHolder::group:
      return {element.id, full_name_in(element.identifier, home.name)};
  }
  return {};
}

// An element that carries an id is not found by the name it once had.
bool is(const AclName& holder, const AclName& viewer) {
  return holder.id.empty() ? holder.name == viewer.name : holder.id == viewer.id;
}

}  // namespace

Result<AclIdentifier> read_acl_identifier(std::string_view text) {
  AclIdentifier identifier{.sign = take_sign(text)};
  const bool is_group = text.starts_with(group_mark);
  if (is_group) text.remove_prefix(1);
  const auto at = text.find('@');
  const bool has_domain = at != text.npos;
  // Compared in their canonical form, as which they are written and read again.
  auto name = directory::canonical_account(text.substr(0, at));
  if (!name) return std::unexpected(name.error());
  const bool is_anyone = !is_group && *name == anyone_name;
  if (has_domain && (!is_anyone || at + 1 < text.size())) {
    auto domain = directory::canonical_domain(text.substr(at + 1));
    if (!domain) return std::unexpected(domain.error());
    identifier.domain = *std::move(domain);
  }
  if (is_anyone) {
    identifier.holder = !has_domain                 ? AclHolder::anyone
                        : identifier.domain.empty() ? AclHolder::own_domain
                                                    : AclHolder::domain;
    return identifier;
  }
  if (!is_group && *name + "@" + identifier.domain == guest_name)
    return AclIdentifier{.sign = identifier.sign, .holder = AclHolder::guests};
  identifier.holder = is_group ? AclHolder::group : AclHolder::account;
  identifier.name = *std::move(name);
  return identifier;
}

std::string to_text(const AclIdentifier& identifier) {
  std::string text;
  if (identifier.sign == AclSign::remove) text += '-';
  if (identifier.sign == AclSign::add) text += '+';
  switch (identifier.holder) {
    case AclHolder::guests:
      return text.append(guest_name);
    case AclHolder::anyone:
      return text.append(anyone_name);
    case AclHolder::own_domain:
    case AclHolder::domain:
      return text.append(anyone_name) + "@" + identifier.domain;
    case AclHolder::group:
      text += group_mark;
      break;
    case AclHolder::account:
      break;
  }
  text += identifier.name;
  return identifier.domain.empty() ? text : text + "@" + identifier.domain;
}

void Acl::Granted::take(AclSign sign, AclRights rights) {
  switch (sign) {
    case AclSign::plain:
      plain |= rights;
      has_plain = true;
      return;
    case AclSign::remove:
      removed |= rights;
      return;
    case AclSign::add:
      added |= rights;
      return;
  }
}

void Acl::Granted::merge(const Granted& other) {
  plain |= other.plain;
  removed |= other.removed;
  added |= other.added;
  has_plain |= other.has_plain;
}

Acl::Granted& Acl::Holders::of(const AclName& holder) {
  return holder.id.empty() ? by_name[holder.name] : by_id[holder.id];
}

Acl::Granted Acl::Holders::found(const AclName& viewer) const {
  Granted granted;
  if (const auto at = by_name.find(viewer.name); at != by_name.end()) granted.merge(at->second);
  if (viewer.id.empty()) return granted;
  if (const auto at = by_id.find(viewer.id); at != by_id.end()) granted.merge(at->second);
  return granted;
}

Acl::Acl(std::span<const AclElement> elements, const AclName& home) {
  for (const auto& element : elements) {
    const auto holder = holder_of(element, home);
    const auto [sign, rights] = std::pair(element.identifier.sign, element.rights);
    switch (element.identifier.holder) {
      case AclHolder::guests:
        guests_.take(sign, rights);
        break;
      case AclHolder::anyone:
        anyone_.take(sign, rights);
        break;
      case AclHolder::own_domain:
      case AclHolder::domain:
        domains_.of(holder).take(sign, rights);
        break;
      case AclHolder::account:
        accounts_.of(holder).take(sign, rights);
        break;
      case AclHolder::group:
        groups_.of(holder).take(sign, rights);
        break;
    }
  }
}

AclRights Acl::effective(const AclViewer& viewer) const {
  const auto own = viewer.guest ? guests_ : accounts_.found(viewer.account);
  if (own.has_plain) return own.plain;
  auto all = own;
  if (!viewer.guest) {
    all.merge(anyone_);
    all.merge(domains_.found(viewer.domain));
    for (const auto& group : viewer.groups) all.merge(groups_.found(group));
  }
  return (all.plain - all.removed) | all.added;
}

bool matches(const AclElement& element, const AclViewer& viewer, const AclName& home) {
  const auto is_viewers = [&](const AclName& group) { return is(holder_of(element, home), group); };
  switch (element.identifier.holder) {
    case AclHolder::guests:
      return viewer.guest;
    case AclHolder::anyone:
      return !viewer.guest;
    case AclHolder::own_domain:
    case AclHolder::domain:
      return !viewer.guest && is_viewers(viewer.domain);
    case AclHolder::account:
      return !viewer.guest && is_viewers(viewer.account);
    case AclHolder::group:
      return !viewer.guest && std::ranges::any_of(viewer.groups, is_viewers);
  }
  return false;
}

}  // namespace gatehouse::access
