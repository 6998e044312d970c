// Passwords checked by an LDAP simple bind at the place an Authentication URI names.
//
// Only a complete success answer to our own bind counts (RFC 4511, section 4.2.2); "invalid
// credentials" and "no such object" are a no; everything else is unavailable. Connections are kept
// and used again; addresses are tried in their order, each for its part of the time; one that
// failed five times in a row is left alone and probed every ten seconds. Waiting happens on `pool`,
// never on an event loop. Nothing is read from ldap.conf or the environment, no referral is
// followed.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/offload.h"
#include "net/task.h"

namespace gatehouse::ldap {

class UriPasswords {
 public:
  struct Options {
    Duration deadline = std::chrono::seconds{5};  // for one check, whatever the server does
    std::string trusted_certificates{};           // PEM file; empty: the system's
    std::size_t most_idle = 16;                   // connections kept for each address
    std::size_t longest_answer = 65536;           // bytes
  };
  // Both outlive this. `pool` has as many threads as checks may wait at once. `clock` measures
  // rests (of servers that failed, of idle connections); the deadline is real time.
  UriPasswords(net::Offload& pool, const Clock& clock, Options options);
  ~UriPasswords();

  // An empty password is never sent: the answer is no. malformed: the URI, or the name in it.
  // Outlives its checks.
  [[nodiscard]] net::Task<Result<bool>> check(std::string uri, std::string account,
                                              std::string domain, Secret password);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::ldap
