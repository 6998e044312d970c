// Names and rights of access control lists: what is written is read again as the same, and nobody
// gets more from a list than the rights that stand in it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "access/acl.h"
#include "base/text.h"

namespace {

using namespace gatehouse::access;

void require(bool condition) {
  if (!condition) std::abort();
}

AclRights rights_in(std::string_view text) {
  const auto rights = AclRights::read(text);
  if (!rights) return AclRights::of('l');
  require(AclRights::read(rights->text()).value() == *rights);
  require(AclRights::read(rights->guide_text()).value() == *rights);
  return *rights;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<AclElement> list;
  AclRights all;
  for (auto line : gatehouse::split(text, '\n')) {
    const auto name = gatehouse::take_until(line, ' ');
    const auto identifier = read_acl_identifier(name);
    if (!identifier) continue;
    // A canonical form may be longer than what was typed, and then too long.
    if (const auto again = read_acl_identifier(to_text(*identifier)))
      require(*again == *identifier);
    list.push_back({*identifier, {}, rights_in(line)});
    all |= list.back().rights;
  }
  const AclName home{"", "company.com"};
  const Acl ready(list, home);
  for (const auto& element : list) {
    const auto& [sign, holder, name, domain] = element.identifier;
    const auto& where = domain.empty() ? home.name : domain;
    const AclViewer viewer{.account = {"", name + "@" + where}, .domain = {"", where}};
    require(all.has(ready.effective(viewer)));
    if (holder == AclHolder::account) require(matches(element, viewer, home));
  }
  require(all.has(ready.effective({.guest = true})));
  return 0;
}
