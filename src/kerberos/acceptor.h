// Accepts a Kerberos ticket for one login (RFC 4121), with the keys of exactly one domain: the one
// that the ticket's service name routes to. What the name in clear chose is compared again with the
// name of the key that opened the ticket.
//
// All calls block (disk, name service of this site): on an event loop through net::Offload, one
// after the other, on whatever thread. Nothing is asked of the net.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/seal.h"
#include "directory/directory.h"

namespace gatehouse::kerberos {

// What all acceptors of a site share; outlives them.
struct AcceptorSite {
  directory::Directory& directory;
  const crypto::Seal& seal;
  // Where tickets that were used are noted (RFC 4120, section 3.2.3), one file for a domain; shared
  // by all threads and processes of the site, kept over a restart. Made when it is not there.
  std::string replay_folder = "run/replay";
};

class Acceptor {
 public:
  explicit Acceptor(const AcceptorSite& site);
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  ~Acceptor();

  struct Accepted {
    std::string token;             // for the client; empty when it did not ask for our proof
    std::string account;           // "name@domain", for the Router
    directory::DomainView domain;  // the account must be in this one when the Router is through
  };
  // The client's only token, once. malformed: it is none; not_allowed: no domain, no keys, a client
  // of a realm that gave none of them, or a name that no account can have; wrong_password: the
  // ticket proves nothing; unavailable.
  [[nodiscard]] Result<Accepted> accept(std::string_view token);

  // Under the context that accept() established; out of order: unavailable.
  enum class Protection { integrity, confidentiality };
  [[nodiscard]] Result<std::string> wrap(std::string_view bytes,
                                         Protection protection = Protection::integrity);
  [[nodiscard]] Result<std::string> unwrap(std::string_view bytes);
  [[nodiscard]] Result<std::string> mic(std::string_view bytes);
  [[nodiscard]] Result<void> check_mic(std::string_view bytes, std::string_view mic);

 private:
  struct Context;
  const AcceptorSite& site_;
  std::unique_ptr<Context> context_;
  bool begun_ = false;
};

}  // namespace gatehouse::kerberos
