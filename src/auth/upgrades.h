// Upgrade at login: a password that was just proven in clear text is stored again in the account's
// effective encryption, off the login path; a few at a time, what does not fit waits for the next
// login.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "auth/same_passwords.h"
#include "base/secret.h"
#include "credentials/own_passwords.h"
#include "directory/directory.h"
#include "net/offload.h"

namespace gatehouse::auth {

class Upgrades {
 public:
  static constexpr unsigned most_at_once = 16;

  // All outlive the work, which may outlive this.
  Upgrades(directory::Directory& directory, const credentials::OwnPasswords& passwords,
           net::Offload& hashing, net::Offload& disk)
      : directory_(directory), passwords_(passwords), hashing_(hashing), disk_(disk) {}

  // Which stored forms were made of which; told before they are stored.
  [[nodiscard]] const SamePasswords& same_passwords() const { return *same_; }

  // Returns at once. Nothing is stored when the password was changed in the meantime.
  void begin(directory::AccountView account, std::string tag, Secret password,
             const boost::asio::any_io_executor& loop);

 private:
  directory::Directory& directory_;
  const credentials::OwnPasswords& passwords_;
  net::Offload& hashing_;
  net::Offload& disk_;
  std::shared_ptr<SamePasswords> same_ = std::make_shared<SamePasswords>();
  std::shared_ptr<std::atomic<unsigned>> running_ = std::make_shared<std::atomic<unsigned>>(0);
};

}  // namespace gatehouse::auth
