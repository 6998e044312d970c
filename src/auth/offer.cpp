#include "auth/offer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "auth/service_traits.h"
#include "sasl/mechanism.h"

namespace gatehouse::auth {
namespace {

// The order in which announced mechanisms are shown; what is not here is not announced.
constexpr std::array strongest_first{
    std::string_view{"EXTERNAL"},
    std::string_view{"GSSAPI"},
    std::string_view{"GSS-SPNEGO"},
    std::string_view{"SCRAM-SHA-512-PLUS"},
    std::string_view{"SCRAM-SHA-256-PLUS"},
    std::string_view{"SCRAM-SHA-1-PLUS"},
    std::string_view{"SCRAM-SHA-512"},
    std::string_view{"SCRAM-SHA-256"},
    std::string_view{"SCRAM-SHA-1"},
    std::string_view{"DIGEST-MD5"},
    std::string_view{"CRAM-MD5"},
    std::string_view{"NTLM"},
    std::string_view{"MSN"},
    std::string_view{"PLAIN"},
    std::string_view{"LOGIN"},
};

// Of HTTP: the settings of the server, strongest first.
struct HttpMethod {
  std::string_view setting;
  std::string_view mechanism;
};
constexpr std::array of_http{
    HttpMethod{"AdvertiseNegotiateAUTH", "GSS-SPNEGO"}, HttpMethod{"AdvertiseNTLMAUTH", "NTLM"},
    HttpMethod{"AdvertiseDigestAUTH", "HTTP-DIGEST"}, HttpMethod{"AdvertiseBasicAUTH", "PLAIN"}};

using Ordered = std::array<const sasl::MechanismInfo*, strongest_first.size()>;

const Ordered& ordered_mechanisms() {
  static const Ordered ordered = [] {
    Ordered found{};
    std::ranges::transform(strongest_first, found.begin(), sasl::mechanism_named);
    return found;
  }();
  return ordered;
}

bool link_allows(const sasl::MechanismInfo& mechanism, const DomainPolicy& policy,
                 const OfferFacts& facts) {
  if (mechanism.traits.binds_channel && !facts.channel_bindings) return false;
  return satisfied(policy.defaults.demand, facts.link, mechanism.traits.clear_text);
}

bool offered(const sasl::MechanismInfo& mechanism, const DomainPolicy& policy,
             const OfferFacts& facts) {
  // No domain can take it away.
  if (mechanism.name == "EXTERNAL") return facts.owner || facts.certificate;
  if (mechanism.login_method == "GSSAPI" && !policy.has_kerberos_keys) return false;
  if (!mechanism.traits.announced || !policy.advertises(mechanism.login_method)) return false;
  if (mechanism.traits.needs && policy.one_way_passwords) return false;
  return link_allows(mechanism, policy, facts);
}

std::uint64_t number_at(std::string_view bytes, std::size_t position) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data() + position, sizeof number);
  return number;
}

}  // namespace

bool binds_channels(const Peer& peer) {
  return peer.tls && !(peer.tls->exporter.empty() && peer.tls->unique.empty() &&
                       peer.tls->server_end_point.empty());
}

bool has_certificate(const Peer& peer) { return peer.tls && !peer.tls->client_certificate.empty(); }

Offer offer_for(const DomainPolicy& policy, const OfferFacts& facts) {
  Offer offer{
      .host = facts.host, .mechanisms = {}, .clear_text_login = false, .apop_challenge = {}};
  for (const auto* mechanism : ordered_mechanisms())
    if (mechanism != nullptr && offered(*mechanism, policy, facts))
      offer.mechanisms.emplace_back(mechanism->name);
  offer.clear_text_login =
      policy.advertises("CLRTXT") && satisfied(policy.defaults.demand, facts.link, true);
  return offer;
}

bool http_advertises(const DomainPolicy& policy, std::string_view mechanism) {
  const auto row = std::ranges::find(of_http, mechanism, &HttpMethod::mechanism);
  if (row == of_http.end()) return false;
  const std::array<const settings::Dictionary*, 1> server{&policy.domain->server->server};
  return settings::is_yes(settings::effective(row->setting, settings::Level::server, server));
}

std::vector<std::string> http_methods(const DomainPolicy& policy, const OfferFacts& facts) {
  std::vector<std::string> methods;
  for (const auto& [setting, name] : of_http) {
    const auto* mechanism = sasl::mechanism_named(name);
    if (mechanism == nullptr || !link_allows(*mechanism, policy, facts)) continue;
    // A browser would choose it and fail: it takes the strongest and does not try another.
    if (mechanism->traits.needs && !policy.derives_verifiers) continue;
    if (http_advertises(policy, name)) methods.emplace_back(name);
  }
  return methods;
}

bool apop_offered(const DomainPolicy& policy, LinkPrivacy link, std::string_view service) {
  return traits_of(service).greeting_challenge && policy.advertises("APOP") &&
         !policy.one_way_passwords && satisfied(policy.defaults.demand, link, false);
}

std::string apop_challenge(crypto::Entropy& entropy, std::string_view host) {
  const auto random = entropy.bytes(2 * sizeof(std::uint64_t));
  return "<" + std::to_string(number_at(random, 0)) + "." +
         std::to_string(number_at(random, sizeof(std::uint64_t))) + "@" + std::string(host) + ">";
}

}  // namespace gatehouse::auth
