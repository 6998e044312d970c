// What the process keeps of its rights once its ports are bound.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/result.h"

namespace gatehouse::server {

struct Identity {
  uid_t user;
  gid_t group;
};

// Whom to serve as: `name` when given, else the owner of the base folder.
// not_found: there is no such user.
[[nodiscard]] Result<Identity> service_identity(const std::string& name,
                                                const std::filesystem::path& base);

// No core dumps, no attaching, no new privileges, as many descriptors as allowed; umask 077.
void protect_process();

// Becomes `to` for good when started as root; checks that there is no way back.
[[nodiscard]] Result<void> drop_privileges(Identity to);

// Gives `path` and all below it to `to`; does nothing when not root.
[[nodiscard]] Result<void> give_to(const std::filesystem::path& path, Identity to);

}  // namespace gatehouse::server
