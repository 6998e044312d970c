// What a peer may be shown: what a mechanism needs, of what the domain advertises, of what the link
// allows. Plain functions over values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "auth/policy.h"
#include "crypto/entropy.h"

namespace gatehouse::auth {

struct OfferFacts {
  LinkPrivacy link;
  bool channel_bindings = false;  // the -PLUS mechanisms have something to bind to
  bool owner = false;             // a local socket whose other end is the server's owner
  bool certificate = false;       // the client showed one that was verified
  std::string host;
};

// Whether the link has something that a -PLUS mechanism could bind to.
[[nodiscard]] bool binds_channels(const Peer& peer);
[[nodiscard]] bool has_certificate(const Peer& peer);  // the client's, verified

// Without an APOP challenge; see apop_offered().
[[nodiscard]] Offer offer_for(const DomainPolicy& policy, const OfferFacts& facts);
// Whether the server's settings offer this one over HTTP.
[[nodiscard]] bool http_advertises(const DomainPolicy& policy, std::string_view mechanism);
// The mechanisms that HTTP answers offer, strongest first: the server's settings say which,
// whatever the domain advertises.
[[nodiscard]] std::vector<std::string> http_methods(const DomainPolicy& policy,
                                                    const OfferFacts& facts);
[[nodiscard]] bool apop_offered(const DomainPolicy& policy, LinkPrivacy link,
                                std::string_view service);

// A strict message id (RFC 1939, section 7; RFC 5322, section 3.6.4): <digits.digits@host>.
[[nodiscard]] std::string apop_challenge(crypto::Entropy& entropy, std::string_view host);

}  // namespace gatehouse::auth
