// What an account's owner is told of failed logins: the last ones and how many there were since the
// owner logged in (`FailedLogins` of account.info), written off the login path, at most once a
// minute for one account; accounts past a limit are left out until others were written.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/address.h"
#include "base/clock.h"
#include "directory/directory.h"
#include "net/offload.h"

namespace gatehouse::auth {

struct FailedAttempt {
  Time at{};
  IpAddress from{};
  std::string service{};
  std::string tag{};  // of the tagged password that was tried; empty: none
};

class FailedAttempts {
 public:
  static constexpr Duration shortest_interval = std::chrono::minutes{1};
  static constexpr std::size_t most_told = 10;       // of one account
  static constexpr std::size_t most_waiting = 4096;  // accounts

  // All outlive the writing, which may outlive this.
  FailedAttempts(directory::Directory& directory, net::Offload& disk, const Clock& clock);

  // Returns at once.
  void note(const directory::AccountView& account, FailedAttempt attempt,
            const boost::asio::any_io_executor& loop);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::auth
