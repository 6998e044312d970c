// Access control lists and their rule, as the guide's section "Access Control Lists (ACLs)" has it.
// Pure.
//
// An element without sign that names the account decides alone. Else the elements without sign that
// match are merged, those with `-` are taken away from that, those with `+` are added. The owner is
// not asked about: he may do everything.
//
// An element belongs to the holder it was given to: it carries that holder's lasting id (see
// directory::Directory::identify) and matches by it, whatever the holder is called now. An element
// without id, written by hand, matches by name.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/acl_rights.h"
#include "base/result.h"

namespace gatehouse::access {

inline constexpr std::size_t most_acl_elements = 10000;

enum class AclSign { plain, remove, add };
enum class AclHolder {
  guests,      // null@null
  anyone,      // anyone
  own_domain,  // anyone@
  domain,      // anyone@company.com
  account,     // joe, joe@company.com
  group        // #staff, #staff@company.com
};

// Names are canonical.
struct AclIdentifier {
  AclSign sign = AclSign::plain;
  AclHolder holder = AclHolder::anyone;
  std::string name{};    // of accounts and groups
  std::string domain{};  // empty: the one of the list's owner
  bool operator==(const AclIdentifier&) const = default;
};
// malformed: no such name can exist.
[[nodiscard]] Result<AclIdentifier> read_acl_identifier(std::string_view text);
[[nodiscard]] std::string to_text(const AclIdentifier& identifier);

struct AclElement {
  AclIdentifier identifier;  // as it was when the list was written
  std::string id{};          // of the account, group or domain; empty: the name counts
  AclRights rights{};
  bool operator==(const AclElement&) const = default;
};

// A domain, account or group by both of its names.
struct AclName {
  std::string id{};  // empty: none was given to it yet
  std::string name;  // canonical; of accounts and groups with the domain: "joe@company.com"
};

struct AclViewer {
  bool guest = false;  // the rest is empty then
  AclName account{};
  AclName domain{};
  std::vector<AclName> groups{};  // all that he is a member of, or those the list names
};

// A list made ready to be asked: one look-up for each thing the viewer is, however long it is.
class Acl {
 public:
  Acl() = default;
  // `home`: the owner's domain.
  Acl(std::span<const AclElement> elements, const AclName& home);

  [[nodiscard]] AclRights effective(const AclViewer& viewer) const;

 private:
  struct Granted {
    AclRights plain;
    AclRights removed;
    AclRights added;
    bool has_plain = false;

    void take(AclSign sign, AclRights rights);
    void merge(const Granted& other);
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Index = std::unordered_map<std::string, Granted, Hash, std::equal_to<>>;
  struct Holders {
    Index by_id;
    Index by_name;

    [[nodiscard]] Granted& of(const AclName& holder);
    [[nodiscard]] Granted found(const AclName& viewer) const;
  };

  Granted guests_;
  Granted anyone_;
  Holders accounts_;
  Holders groups_;
  Holders domains_;
};

// Whether the element speaks of the viewer, by the same rule: for explanations.
[[nodiscard]] bool matches(const AclElement& element, const AclViewer& viewer, const AclName& home);

}  // namespace gatehouse::access
