// What handshakes for one domain are answered with. It never changes: another certificate or
// another rule makes another one, and connections keep what they began with.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "pki/client_trust.h"
#include "pki/openssl.h"
#include "pki/ticket_keys.h"
#include "pki/tls_contexts.h"

namespace gatehouse::pki {

// A private key with the certificates that are sent for it.
struct Identity {
  Key key;
  Certificate certificate;
  std::vector<Certificate> above;
};
[[nodiscard]] Result<Identity> identity_of(const KeyPair& pair);  // malformed: see read_key()

// How clients' certificates are asked for.
struct ClientCertificates {
  enum class Asked { no, yes, required };
  Asked asked = Asked::no;
  // The domain's own authorities are tried first; null: there are none.
  std::shared_ptr<const Trust> of_domain{};
  std::shared_ptr<const Trust> of_server{};
};

struct ServedDomain {
  std::string name;  // canonical
  SslContext context;
  std::vector<Certificate> certificates;  // one for each key
  std::string binding;                    // sessions are resumed only where this is the same
  ClientCertificates clients;
};

// At most one identity of each key type. `id` stays with the domain when it is renamed. malformed:
// certificates and keys do not belong together, or are too weak to be served.
[[nodiscard]] Result<std::shared_ptr<const ServedDomain>> serve(
    const std::string& name, const std::string& id, std::span<const Identity> identities,
    ClientCertificates clients);

// The server's rules for all handshakes.
struct TlsRules {
  bool only_tls13 = false;
  Duration session_life = std::chrono::minutes{1};
  bool aborts_on_wrong_certificate = true;
  int log_level = 1;
};

// What was chosen for one handshake, kept with it (net::Handshake::chosen).
struct Chosen {
  std::shared_ptr<const ServedDomain> domain;  // null: no TLS here
  TlsRules rules;
  Time at;
  Moment moment;
  unsigned number;      // of the connection, for the log
  TicketKeys* tickets;  // outlives the connections
};

}  // namespace gatehouse::pki
