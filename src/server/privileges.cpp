#include "server/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace gatehouse::server {
namespace {

Error system_error(const std::string& doing) {
  return {ErrorCode::unavailable, doing + ": " + std::strerror(errno)};
}

Result<Identity> identity_of(const std::string& name) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr)
    return fail(ErrorCode::not_found,
                "there is no user " + name + "; make one with: adduser --system --group " + name);
  return Identity{found->pw_uid, found->pw_gid};
}

}  // namespace

Result<Identity> service_identity(const std::string& name, const std::filesystem::path& base) {
  if (!name.empty()) return identity_of(name);
  struct stat facts{};
  if (::stat(base.c_str(), &facts) != 0)
    return std::unexpected(system_error("cannot look at " + base.string()));
  return Identity{facts.st_uid, facts.st_gid};
}

void protect_process() {
  ::umask(077);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

Result<void> drop_privileges(Identity to) {
  if (::geteuid() != 0 || to.user == 0) return {};
  if (::setgroups(0, nullptr) != 0 || ::setresgid(to.group, to.group, to.group) != 0 ||
      ::setresuid(to.user, to.user, to.user) != 0)
    return std::unexpected(system_error("cannot give up root"));
  if (::setuid(0) == 0)
    return fail(ErrorCode::not_allowed, "root was given up but can be regained");
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // changing the user switched it on again
  return {};
}

Result<void> give_to(const std::filesystem::path& path, Identity to) {
  if (::geteuid() != 0 || to.user == 0) return {};
  if (::lchown(path.c_str(), to.user, to.group) != 0)
    return std::unexpected(system_error("cannot give away " + path.string()));
  std::error_code trouble;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path, trouble))
    if (::lchown(entry.path().c_str(), to.user, to.group) != 0)
      return std::unexpected(system_error("cannot give away " + entry.path().string()));
  if (trouble) return fail(ErrorCode::unavailable, path.string() + ": " + trouble.message());
  return {};
}

}  // namespace gatehouse::server
