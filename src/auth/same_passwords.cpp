#include "auth/same_passwords.h"

#include <utility>

namespace gatehouse::auth {

void SamePasswords::note(std::string before, std::string after) {
  const std::lock_guard lock(lock_);
  if (after_.size() >= most) after_.clear();
  after_.insert_or_assign(std::move(before), std::move(after));
}

bool SamePasswords::same(const std::string& before, const std::string& after) const {
  const std::lock_guard lock(lock_);
  const auto made = after_.find(before);
  return made != after_.end() && made->second == after;
}

}  // namespace gatehouse::auth
