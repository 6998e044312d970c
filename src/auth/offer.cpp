#include "auth/offer.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "sasl/mechanism.h"

namespace gatehouse::auth {
namespace {

// The order in which announced mechanisms are shown; what is not here is not announced.
constexpr std::array strongest_first{
    std::string_view{"EXTERNAL"},
    std::string_view{"SCRAM-SHA-512-PLUS"},
    std::string_view{"SCRAM-SHA-256-PLUS"},
    std::string_view{"SCRAM-SHA-1-PLUS"},
    std::string_view{"SCRAM-SHA-512"},
    std::string_view{"SCRAM-SHA-256"},
    std::string_view{"SCRAM-SHA-1"},
    std::string_view{"DIGEST-MD5"},
    std::string_view{"CRAM-MD5"},
    std::string_view{"PLAIN"},
    std::string_view{"LOGIN"},
};

bool link_allows(const sasl::MechanismInfo& mechanism, const DomainPolicy& policy,
                 const OfferFacts& facts) {
  if (mechanism.traits.binds_channel && !facts.channel_bindings) return false;
  return satisfied(policy.defaults.demand, facts.link, mechanism.traits.clear_text);
}

bool offered(const sasl::MechanismInfo& mechanism, const DomainPolicy& policy,
             const OfferFacts& facts) {
  if (mechanism.name == "EXTERNAL") return facts.owner;  // no domain can take it away
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

Offer offer_for(const DomainPolicy& policy, const OfferFacts& facts) {
  Offer offer{
      .host = facts.host, .mechanisms = {}, .clear_text_login = false, .apop_challenge = {}};
  for (const auto name : strongest_first) {
    const auto* mechanism = sasl::mechanism_named(name);
    if (mechanism != nullptr && offered(*mechanism, policy, facts))
      offer.mechanisms.emplace_back(name);
  }
  offer.clear_text_login =
      policy.advertises("CLRTXT") && satisfied(policy.defaults.demand, facts.link, true);
  return offer;
}

bool apop_offered(const DomainPolicy& policy, LinkPrivacy link) {
  return policy.advertises("APOP") && !policy.one_way_passwords &&
         satisfied(policy.defaults.demand, link, false);
}

std::string apop_challenge(crypto::Entropy& entropy, std::string_view host) {
  const auto random = entropy.bytes(2 * sizeof(std::uint64_t));
  return "<" + std::to_string(number_at(random, 0)) + "." +
         std::to_string(number_at(random, sizeof(std::uint64_t))) + "@" + std::string(host) + ">";
}

}  // namespace gatehouse::auth
