#include "pam/user.h"

#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace gatehouse::pam {
namespace {

constexpr std::size_t longest_user = 255;
constexpr std::size_t entry_size = 65536;
constexpr uid_t first_person = 1000;
constexpr uid_t nobody = 65534;

bool is_name(std::string_view user) {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("._-%@+\\").contains(c);
  };
  return !user.empty() && user.size() <= longest_user && user.front() != '-' &&
         std::ranges::all_of(user, fits);
}

// getpwnam(3): these mean, on one system or another, that there is no such user.
bool means_unknown(int error) {
  return error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
}

}  // namespace

Verdict may_be_asked(const std::string& user) {
  if (!is_name(user)) return refused("not a name of a user");
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> text(entry_size);
  const int error = ::getpwnam_r(user.c_str(), &entry, text.data(), text.size(), &found);
  if (found == nullptr) return means_unknown(error) ? accepted() : failed(std::strerror(error));
  if (found->pw_uid < first_person || found->pw_uid == nobody)
    return refused("a user of the system itself");
  return accepted();
}

}  // namespace gatehouse::pam
