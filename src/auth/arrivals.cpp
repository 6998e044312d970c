#include "auth/arrivals.h"

#include <string>

#include "auth/offer.h"
#include "auth/service_traits.h"
#include "base/text.h"
#include "directory/name.h"
#include "directory/router.h"

namespace gatehouse::auth {

LinkPrivacy privacy_of(const Peer& peer) {
  return {.tls = peer.tls.has_value(), .loopback = peer.remote.address.is_loopback()};
}

bool Arrivals::is_owner(const Peer& peer) const {
  return peer.local_user && (*peer.local_user == parts_.owner || *peer.local_user == 0);
}

bool Arrivals::logins_prohibited(const Peer& peer) const {
  return !peer.local_user &&
         parts_.addresses->now()->logins_prohibited(peer.remote.address, peer.local.address);
}

// Comes from no client address.
bool Arrivals::roams(const Peer& peer) const {
  return !peer.local_user &&
         !parts_.addresses->now()->client(peer.remote.address, peer.local.address);
}

directory::DomainView Arrivals::domain_named(std::string_view name) const {
  const auto canonical = directory::canonical_domain(name);
  return canonical ? parts_.directory.find_domain(*canonical) : nullptr;
}

// What is said inside TLS names the same domain in other words, or one where TLS named none; it
// leads to no domain that TLS was not for.
std::string_view Arrivals::name_asked_for(const Peer& peer) const {
  const std::string_view by_tls = peer.tls ? std::string_view(peer.tls->server_name) : "";
  const auto of_tls = domain_named(by_tls);
  const auto of_host = domain_named(peer.host);
  if (of_host && (!of_tls || of_tls->id == of_host->id)) return peer.host;
  return by_tls;
}

// Which domain the peer has reached, and what it is shown there.
void Arrivals::meet(Visit& visit) const {
  const auto& peer = visit.peer;
  const auto named = name_asked_for(peer);
  const auto domain = directory::domain_for(parts_.directory, peer.local.address, named);
  const auto asked_for = domain_named(named);
  const bool ours = asked_for && asked_for->id == domain->id;
  visit.policy = policies_.of(domain);
  const OfferFacts facts{.link = privacy_of(peer),
                         .channel_bindings = binds_channels(peer),
                         .owner = is_owner(peer),
                         .certificate = has_certificate(peer),
                         .host = ours ? lower_case(named) : domain->name};
  visit.offer = offer_for(*visit.policy, facts);
  if (traits_of(peer.service).http_methods)
    visit.offer.mechanisms = http_methods(*visit.policy, facts);
  if (logins_prohibited(peer)) {
    visit.offer.mechanisms.clear();
    visit.offer.clear_text_login = false;
  }
}

std::optional<Refusal> Arrivals::refusal_to_log_in(const Visit& visit,
                                                   const sasl::MechanismInfo* info,
                                                   bool password_sent) const {
  if (logins_prohibited(visit.peer))
    return Refusal{Cause::unknown_mechanism, std::string(not_from_here)};
  if (info == nullptr) return Refusal{Cause::unknown_mechanism, {}};
  if (info->name == "EXTERNAL") {
    if (is_owner(visit.peer) || has_certificate(visit.peer)) return std::nullopt;
    return Refusal{Cause::unknown_mechanism, "nothing vouches for the peer"};
  }
  const bool of_requests = info->traits.of_requests;
  if (of_requests && !traits_of(visit.peer.service).requests)
    return Refusal{Cause::unknown_mechanism, "not of this service"};
  // A ticket names its domain itself, and a request its realm: that one decides.
  const bool by_ticket = info->login_method == "GSSAPI" && parts_.tickets != nullptr;
  const auto& service = visit.peer.service;
  if (traits_of(service).http_methods && visit.policy->only_advertised &&
      !http_advertises(*visit.policy, info->name))
    return Refusal{Cause::unknown_mechanism, "the server does not offer it over HTTP"};
  if (!by_ticket && !has_own_methods(service) && !visit.policy->permits(info->login_method))
    return Refusal{Cause::unknown_mechanism, "the domain does not permit it"};
  if (info->traits.binds_channel && !binds_channels(visit.peer))
    return Refusal{Cause::unknown_mechanism, "there is no channel to bind to"};
  // With no name known yet the domain decides, so that the password is not even sent.
  const bool private_enough =
      satisfied(visit.policy->defaults.demand, privacy_of(visit.peer), info->traits.clear_text);
  if (info->traits.clear_text && !password_sent && !private_enough)
    return Refusal{Cause::needs_privacy, "the domain demands a secure method or TLS"};
  return std::nullopt;
}

}  // namespace gatehouse::auth
