// LastLogin and LastAddress of accounts and of their tagged passwords (TagUse), written off the
// login path: at most once a minute for one account, and never more than a few at a time; what does
// not fit is left out.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/address.h"
#include "base/clock.h"
#include "directory/directory.h"
#include "net/offload.h"

namespace gatehouse::auth {

class LastLogins {
 public:
  static constexpr Duration shortest_interval = std::chrono::minutes{1};
  static constexpr unsigned most_waiting = 64;
  static constexpr std::size_t most_remembered = 50000;

  // All outlive the writing, which may outlive this.
  LastLogins(directory::Directory& directory, net::Offload& disk, const Clock& clock)
      : directory_(directory), disk_(disk), clock_(clock) {}

  // Returns at once. `tag`: of the tagged password that was used; empty: none.
  void note(const directory::AccountView& account, const std::string& tag, const IpAddress& from,
            const boost::asio::any_io_executor& loop);

 private:
  [[nodiscard]] bool due(const std::string& whose);

  directory::Directory& directory_;
  net::Offload& disk_;
  const Clock& clock_;
  std::mutex lock_;
  std::unordered_map<std::string, Moment> noted_;
  std::shared_ptr<std::atomic<unsigned>> waiting_ = std::make_shared<std::atomic<unsigned>>(0);
};

}  // namespace gatehouse::auth
