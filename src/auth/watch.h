// Ends sessions that have lost what they rest on: looks at what changed in the directory at least
// four times a second, and at once when it is told to, on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "auth/logins.h"
#include "auth/policy.h"
#include "auth/same_passwords.h"
#include "base/clock.h"
#include "directory/directory.h"

namespace gatehouse::auth {

class Watch {
 public:
  static constexpr Duration period = std::chrono::milliseconds{250};

  // All outlive this. `chore` is done before each look while anybody is logged in.
  Watch(directory::Directory& directory, const Clock& clock, Policies& policies, Logins& logins,
        const SamePasswords& same, std::function<void()> chore);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

  void look_soon();

 private:
  void run();
  void look();
  void check(const Logins::Held& held);
  [[nodiscard]] Result<directory::AccountView> account_now(const Logins::Held& held);
  // not_allowed: it rests on a right to open another's account, which is gone.
  [[nodiscard]] Result<void> may_still_open(const Footing& footing,
                                            const directory::AccountView& now);
  void end(Logins::Key key, const std::string& why);

  directory::Directory& directory_;
  const Clock& clock_;
  Policies& policies_;
  Logins& logins_;
  const SamePasswords& same_;
  std::function<void()> chore_;
  std::uint64_t seen_ = 0;
  std::mutex lock_;
  std::condition_variable wake_;
  bool soon_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace gatehouse::auth
