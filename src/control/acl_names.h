// Names in access control lists and whom they mean, as the directory has it now. May block.
#pragma once

#include <vector>

#include "access/acl.h"
#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::control {

using AclElements = std::vector<access::AclElement>;

// The elements under the names their holders have now; those of holders that are gone are left
// out. Two that mean the same are one.
[[nodiscard]] AclElements as_named_now(AclElements elements, const directory::Domain& home,
                                       directory::Directory& directory);

// The identifier as it stands in a list of `home`, when it names somebody by the real name.
// malformed: no such name can exist. not_allowed: it is another name of somebody; the detail gives
// the real one. not_found: there is no such account, group or domain. All details may be told.
[[nodiscard]] Result<access::AclIdentifier> real_name(access::AclIdentifier identifier,
                                                      const directory::Domain& home,
                                                      directory::Directory& directory);

// Gives elements without id the one of whoever has their name now, if there is anybody.
[[nodiscard]] Result<AclElements> bound(AclElements elements, const directory::Domain& home,
                                        directory::Directory& directory);

// The domain an identifier of a list of `home` names, by its real name; null: there is none.
[[nodiscard]] directory::DomainView domain_meant(const access::AclIdentifier& identifier,
                                                 const directory::Domain& home,
                                                 const directory::Directory& directory);

}  // namespace gatehouse::control
