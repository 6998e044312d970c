// The operating system's passwords, asked through gatehouse-pam, the only program here that may
// hold root's rights.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "helper/program.h"
#include "net/task.h"

namespace gatehouse::helper {

// The OS User Name setting with the account name in place of `*`. malformed: what could not be a
// user's name or could be an option: empty, over 255 bytes, starting with '-', or anything outside
// letters, digits and . _ - % @ + (with \ for domain users).
[[nodiscard]] Result<std::string> os_user_name(std::string_view pattern, std::string_view account);

// What gatehouse-pam is asked (src/pam/request.h), without a number.
[[nodiscard]] Secret os_question(std::string_view user, const IpAddress& client,
                                 const Secret& password);

class OsPasswords {
 public:
  explicit OsPasswords(Launcher& launcher) : launcher_(launcher) {}  // outlives this

  // Whether PAM accepts it for that user, the account's state included (an expired one is refused).
  // At most 512 bytes and no zero byte among them; others are refused unasked, and so is none.
  // unavailable: no helper, PAM's own trouble, deadline.
  [[nodiscard]] net::Task<Result<bool>> check(std::string user, IpAddress client, Secret password);

 private:
  [[nodiscard]] std::shared_ptr<Program> program();

  Launcher& launcher_;
  std::mutex lock_;
  std::shared_ptr<Program> program_;
  Moment started_{};
};

}  // namespace gatehouse::helper
