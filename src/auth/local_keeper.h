// The keeper in this process: all policy is here, behind auth/keeper.h.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "access/client_addresses.h"
#include "access/listener_settings.h"
#include "auth/keeper.h"
#include "auth/outside.h"
#include "base/clock.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "kerberos/acceptor.h"
#include "net/offload.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::pki {
class ChallengeAnswers;
}  // namespace gatehouse::pki

namespace gatehouse::auth {

class Protection;

// All references outlive the keeper.
struct KeeperParts {
  directory::Directory& directory;
  const crypto::Seal& seal;
  crypto::Entropy& entropy;
  const Clock& clock;
  net::Offload& hashing;                          // slow hashes, bounded on their own
  net::Offload& disk;                             // settings files
  std::function<void(const std::string&)> audit;  // one line per attempt; empty: to the log
  // Told after an account's own password was set, with its full name; may be empty.
  std::function<void(const std::string& full_name)> password_changed;
  // Tickets; null: none are accepted.
  const kerberos::AcceptorSite* tickets = nullptr;
  Outside* outside = nullptr;  // null: nothing beyond this process is asked
  // Administrators' commands, two of which may be waiting for somebody outside who gives commands
  // himself: three threads or more. Null: `disk`.
  net::Offload* commands = nullptr;
  // What attack protection knows; null: the keeper's own, which ends with it.
  Protection* protection = nullptr;
  // For the commands about domains' certificates: see control::Site.
  pki::ChallengeAnswers* challenges = nullptr;
  std::function<std::string(const directory::DomainView&)> served_certificate{};
  // Where logins, sessions and changes are recorded. Null: nowhere but in the log.
  audit::Journal* trail = nullptr;
  // From where logins may come. Null: the keeper reads the settings itself.
  access::LiveAddresses* addresses = nullptr;
  // Told after an account (full names) or a domain got another name; `to` empty: it was deleted.
  // May be empty.
  std::function<void(const std::string& from, const std::string& to)> name_moved{};
  // For the commands about modules; null: there are none. Read when a command asks.
  const access::Listening* listening = nullptr;
  // What Account::location is relative to.
  std::filesystem::path base{};
  std::filesystem::path log{};  // the file of the log; empty: it is written to none
  unsigned owner = 0;           // uid whose processes are the server's owner on the local socket
};

[[nodiscard]] std::unique_ptr<Keeper> make_local_keeper(KeeperParts parts);

}  // namespace gatehouse::auth
