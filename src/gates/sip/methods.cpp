#include <utility>

#include "base/text.h"
#include "gates/sip/forwarding.h"
#include "gates/sip/switchboard.h"

namespace gatehouse::gates::sip {
namespace {

const Reply unavailable{503, {}, {"Retry-After: 10"}};

// A contact as a request within a dialog names it.
const Binding* named(const Bindings& bindings, const Uri& uri, Time now) {
  for (const auto& one : bindings) {
    const auto registered = read_uri(one.uri);
    if (one.expires > now && registered && registered->host == uri.host &&
        registered->port == uri.port)
      return &one;
  }
  return nullptr;
}

}  // namespace

// RFC 3261, section 10.3.
net::Task<Reply> Switchboard::take_register(Transaction& at, Visit& visit) {
  const auto& request = at.request;
  const auto domain = co_await domain_of(request.to.uri, at.way, visit);
  if (!domain) co_return unavailable;
  if (!*domain || request.to.uri.user.empty()) co_return Reply{403};
  const auto address = request.to.uri.user + "@" + **domain;
  auto entered = co_await log_in(at, visit, {401, **domain, address});
  if (auto* reply = std::get_if<Reply>(&entered)) co_return std::move(*reply);
  const auto& session = std::get<auth::Session>(entered);
  // Third-party registration: who asks is From, and that is who has logged in.
  if (request.from.uri.address() != request.to.uri.address()) {
    auto sender = co_await account_of(request.from.uri.address(), visit);
    const auto* account = std::get_if<Contacts::Account>(&sender);
    if (account == nullptr || account->name != session.acting) co_return Reply{403};
  }
  const auto now = clock_.now();
  auto done =
      co_await contacts_.change({session.account, session.location}, request, at.way.reach, now);
  if (!done) co_return unavailable;
  Reply reply{done->outcome.status};
  if (reply.status == 423) reply.fields = {"Min-Expires: " + std::to_string(shortest_expiry)};
  if (reply.status == 200) reply.fields = contact_fields(done->bindings, now);
  co_return reply;
}

// RFC 3261, section 11: to the server itself anybody may.
net::Task<Reply> Switchboard::take_options(Transaction& at, Visit& visit) {
  if (!at.request.uri->user.empty()) co_return co_await take_other(at, visit);
  const auto domain = co_await domain_of(*at.request.uri, at.way, visit);
  if (!domain) co_return unavailable;
  if (!*domain) co_return Reply{403};
  co_return Reply{200, {}, {"Allow: " + std::string(allowed_methods)}};
}

// They follow a request that was let through, to where it went.
net::Task<Reply> Switchboard::take_unchallenged(Transaction& at, Visit& visit) {
  const auto& request = at.request;
  // RFC 3261, section 17.2.1: of a refusal of ours, which ends here.
  if (request.method == "ACK" && request.to.tag == tag_for(request)) co_return Reply{sent_on};
  const auto domain = co_await domain_of(*request.uri, at.way, visit);
  if (!domain) co_return unavailable;
  const bool by_address = domain->has_value();
  const auto& uri = by_address ? *request.uri : request.to.uri;
  std::optional<Contacts::Account> to;
  {
    const std::lock_guard guard(lock_);
    const auto known = accounts_.find(uri.user + "@" + (by_address ? **domain : uri.host));
    if (known != accounts_.end()) to = known->second;
  }
  if (!to) co_return Reply{481};
  co_return co_await send_on(at, std::move(*to), by_address);
}

net::Task<Reply> Switchboard::take_other(Transaction& at, Visit& visit) {
  const auto& request = at.request;
  const auto home = co_await domain_of(request.from.uri, at.way, visit);
  if (!home) co_return unavailable;
  if (!*home || request.from.uri.user.empty()) co_return Reply{403};
  auto entered = co_await log_in(at, visit, {407, **home, request.from.uri.user + "@" + **home});
  if (auto* reply = std::get_if<Reply>(&entered)) co_return std::move(*reply);
  const auto target = co_await domain_of(*request.uri, at.way, visit);
  if (!target) co_return unavailable;
  // Within a dialog the Request-URI is a contact, and To says whose it must be.
  const bool by_address = target->has_value();
  const auto& uri = by_address ? *request.uri : request.to.uri;
  auto domain = *target;
  if (!by_address) {
    const auto other = co_await domain_of(uri, at.way, visit);
    if (!other) co_return unavailable;
    domain = *other;
  }
  if (!domain) co_return Reply{403};
  if (uri.user.empty()) co_return Reply{404};
  auto to = co_await account_of(uri.user + "@" + *domain, visit);
  if (auto* reply = std::get_if<Reply>(&to)) co_return std::move(*reply);
  co_return co_await send_on(at, std::get<Contacts::Account>(std::move(to)), by_address);
}

net::Task<Reply> Switchboard::send_on(Transaction& at, Contacts::Account to, bool by_address) {
  auto bindings = co_await contacts_.of(std::move(to));
  if (!bindings) co_return unavailable;
  const auto now = clock_.now();
  const auto* binding = by_address ? best(*bindings, now) : named(*bindings, *at.request.uri, now);
  if (binding == nullptr) co_return Reply{by_address ? 480U : 404U};
  co_return send_to(at, *binding, by_address);
}

// RFC 3261, sections 16.4 and 16.6.
Reply Switchboard::send_to(Transaction& at, const Binding& binding, bool by_address) {
  const auto way = ways_.to(binding.reach);
  if (!way) return {480};
  const auto& came = at.way.reach;
  const auto& goes = binding.reach;
  const auto own = ways_.own(goes.transport, goes.local);
  Onward onward{.request_uri = by_address ? binding.uri : at.request.uri->text,
                .transport = goes.transport,
                .local = own,
                .record_routes = {},
                .routes = {}};
  for (const auto& route : at.request.routes)
    if (!ways_.is_ours(route.host, route.port == 0 ? 5060 : route.port)) return {403};
  if (begins_dialog(at.request.method)) {
    // RFC 5658: where the two sides differ each has its own.
    onward.record_routes = {record_route(goes.transport, own)};
    if (own != came.local || goes.transport != came.transport)
      onward.record_routes.push_back(record_route(came.transport, came.local));
  }
  auto text = forwarded_request(at.request, onward, key_);
  if (!at.remember.empty()) recent_.end(at.remember, {way->reach, text});
  return {way->send(std::move(text)) ? sent_on : 480U};
}

// RFC 3261, section 16.11: only what answers a request that we sent on goes any further.
void Switchboard::take_response(Message response, const Way& way) {
  if (response.vias.size() < 2) return;
  const auto& below = response.vias[1];
  if (response.vias.front().branch != branch_for(response, below, key_)) return;
  const auto address = IpAddress::parse(below.received.empty() ? below.host : below.received);
  const auto transport = transport_named(below.transport);
  if (!address || !transport) return;
  auto port = below.port == 0 ? std::uint16_t{5060} : below.port;
  if (below.rport) port = to_number<std::uint16_t>(*below.rport).value_or(port);
  Reach reach{*transport, {*address, port}, way.reach.local};
  reach.local = ways_.own(*transport, way.reach.local);
  if (const auto back = ways_.to(reach)) back->send(forwarded_response(response));
}

}  // namespace gatehouse::gates::sip
