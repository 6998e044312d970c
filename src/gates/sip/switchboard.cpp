#include "gates/sip/switchboard.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "gates/sip/forwarding.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::size_t most_domains = 1000;
constexpr std::size_t most_addresses = 20000;
constexpr auto domain_holds = std::chrono::minutes{1};
constexpr std::uint16_t usual_port = 5060;

const Reply unavailable{503, {}, {"Retry-After: 10"}};

// RFC 3581, section 4. Connections find their way back by the port in any case.
void mark(Via& via, const Reach& from) {
  if (from.transport != Transport::udp && !via.rport) via.rport.emplace();
  via.text = marked_via(via, from.remote.address.text(), from.remote.port);
  via.received = from.remote.address.text();
  if (via.rport) via.rport = std::to_string(from.remote.port);
}

// RFC 3261, section 18.2.2: to where it came from, at the port that was asked for.
Way way_back(const Way& way, const Via& via) {
  auto back = way;
  if (way.connection || via.rport) return back;
  back.reach.remote.port = via.port == 0 ? usual_port : via.port;
  return back;
}

Reply reply_to(const auth::Denial& denial) {
  using enum auth::DenialKind;
  switch (denial.kind) {
    case malformed:
      return {400, denial.words};
    case unavailable:
      return {503, denial.words, {"Retry-After: 10"}};
    case aborted:
    case out_of_order:
    case unknown_mechanism:
    case needs_privacy:
    case refused:
    case locked:
    case not_allowed:
      break;
  }
  return {403, denial.words};
}

// Clients name the request's target, the domain or the server in `uri`, whatever RFC 3261, section
// 22.4, says: it must at least be this site's.
bool is_for(const Credentials& credentials, const Message& request, const std::string& realm,
            const Ways& ways) {
  if (credentials.uri == request.uri->text) return true;
  const auto uri = read_uri(credentials.uri);
  if (!uri || !uri->is_sip()) return false;
  const auto port = uri->port == 0 ? usual_port : uri->port;
  return uri->host == realm || uri->host == request.uri->host || ways.is_ours(uri->host, port);
}

bool is_bad_extension(const Message& request, std::string_view field) {
  return !request.head.all(field).empty();
}

Reply bad_extension(const Message& request, std::string_view field) {
  std::string all;
  for (const auto value : request.head.all(field))
    all.append(all.empty() ? "" : ", ").append(value);
  return {420, {}, {"Unsupported: " + all}};
}

bool is_done_here(std::string_view method) { return method == "REGISTER"; }

}  // namespace

Switchboard::Switchboard(Surroundings& around, const Clock& clock, crypto::Entropy& entropy)
    : around_(around),
      clock_(clock),
      key_(entropy.bytes(32)),
      contacts_(around.base, around.disk) {}

// RFC 3261, section 22.1: ACK and CANCEL cannot be asked again.
const Switchboard::Method& Switchboard::handler_of(std::string_view method) {
  static constexpr std::array table{Method{"ACK", &Switchboard::take_unchallenged},
                                    Method{"CANCEL", &Switchboard::take_unchallenged},
                                    Method{"OPTIONS", &Switchboard::take_options},
                                    Method{"REGISTER", &Switchboard::take_register}};
  static constexpr Method other{"", &Switchboard::take_other};
  const auto at = std::ranges::find(table, method, &Method::name);
  return at == table.end() ? other : *at;
}

net::Task<bool> Switchboard::take(Way way, std::string bytes, net::Stream* stream) {
  auto message = read_message(bytes);
  if (!message) {
    refuse_bytes(way, bytes);
    co_return false;
  }
  if (message->status) {
    take_response(std::move(*message), way);
    co_return false;
  }
  mark(message->vias.front(), way.reach);
  Transaction at{.request = std::move(*message),
                 .way = std::move(way),
                 .size = bytes.size(),
                 .stream = stream};
  const auto& head = at.request.head;
  const bool proves = head.only("authorization") || head.only("proxy-authorization");
  if (stream == nullptr && proves) {
    at.remember = crypto::digest(crypto::Hash::sha256, at.way.reach.remote.text() + bytes);
    const auto before = recent_.begin(at.remember, clock_.moment());
    if (before && !before->bytes.empty())
      if (const auto again = ways_.to(before->reach)) again->send(before->bytes);
    if (before) co_return false;
  }
  co_await handle(at);
  co_return at.proven;
}

void Switchboard::refuse_bytes(const Way& way, std::string_view bytes) {
  const auto& from = way.reach.remote.address;
  log::write(log::Level::low, "SIP", "no message from " + from.text());
  const auto text = response_to_malformed(bytes, "0");
  if (text.empty()) return;
  const bool answered = way.connection || (text.size() <= most_growth * bytes.size() &&
                                           pace_.allows(from, clock_.moment()));
  if (answered) way.send(text);
}

net::Task<void> Switchboard::handle(Transaction& at) {
  const auto reply = co_await decide(at);
  if (reply.status != sent_on && at.request.method != "ACK") answer(at, reply);
}

net::Task<Reply> Switchboard::decide(Transaction& at) {
  if (auto refused = refusal(at)) co_return std::move(*refused);
  auto visit =
      at.stream != nullptr
          ? co_await Visit::start(around_.keeper, "SIP", *at.stream)
          : co_await Visit::start(around_.keeper, "SIP", at.way.reach.remote, at.way.reach.local);
  if (!visit && visit.error().code == ErrorCode::not_allowed) co_return Reply{403};
  if (!visit) co_return unavailable;
  const auto handler = handler_of(at.request.method).handler;
  co_return co_await (this->*handler)(at, *visit);
}

// RFC 3261, sections 8.2 and 16.3.
std::optional<Reply> Switchboard::refusal(const Transaction& at) const {
  const auto& request = at.request;
  if (!is_allowed(request.method))
    return Reply{405, {}, {"Allow: " + std::string(allowed_methods)}};
  if (!request.uri->is_sip()) return Reply{416};
  if (request.max_forwards == 0U && !is_done_here(request.method)) return Reply{483};
  if (is_loop(request)) return Reply{482};
  if (is_bad_extension(request, "proxy-require")) return bad_extension(request, "proxy-require");
  if (is_done_here(request.method) && is_bad_extension(request, "require"))
    return bad_extension(request, "require");
  return std::nullopt;
}

bool Switchboard::is_loop(const Message& request) const {
  for (std::size_t at = 0; at + 1 < request.vias.size(); ++at)
    if (request.vias[at].branch == branch_for(request, request.vias[at + 1], key_)) return true;
  return false;
}

net::Task<Result<std::optional<std::string>>> Switchboard::domain_of(const Uri& uri, const Way& way,
                                                                     Visit& visit) {
  if (!uri.is_sip()) co_return std::nullopt;
  const auto address = IpAddress::parse(uri.host);
  // Phones may be on this machine, too: then the port tells them from us.
  const bool here = address && *address == way.reach.local.address &&
                    (uri.port == 0 || ways_.is_ours(uri.host, uri.port));
  if (here) co_return visit.offer().host;
  if (address) co_return std::nullopt;
  const auto now = clock_.moment();
  {
    const std::lock_guard guard(lock_);
    const auto known = domains_.find(uri.host);
    if (known != domains_.end() && now < known->second) co_return uri.host;
  }
  const auto route = co_await visit.route("postmaster@" + uri.host);
  if (std::holds_alternative<auth::Relay>(route)) co_return std::nullopt;
  if (const auto* none = std::get_if<auth::NoRoute>(&route)) {
    using enum auth::NoRoute::Why;
    if (none->why == unavailable) co_return fail(ErrorCode::unavailable, none->words);
    if (none->why == relaying_denied || none->why == malformed) co_return std::nullopt;
  }
  const std::lock_guard guard(lock_);
  if (domains_.size() >= most_domains) domains_.clear();
  domains_[uri.host] = now + domain_holds;
  co_return uri.host;
}

net::Task<std::variant<auth::Session, Reply>> Switchboard::log_in(Transaction& at, Visit& visit,
                                                                  Question question) {
  const auto& request = at.request;
  const bool by_proxy = question.status == 407;
  const auto given =
      credentials_for(request, by_proxy ? "proxy-authorization" : "authorization", question.realm);
  auto words = "realm " + question.realm + "\n";
  if (given) {
    const auto& uri =
        is_for(*given, request, question.realm, ways_) ? given->uri : request.uri->text;
    words += "method " + request.method + "\nuri " + uri + "\n";
    if (!question.acting_as.empty()) words += "acting-as " + question.acting_as + "\n";
  }
  words += "\n" + (given ? given->parameters : std::string());
  auto reply = co_await visit.begin("HTTP-DIGEST", Secret(words));
  if (auto* session = std::get_if<auth::Session>(&reply)) {
    at.proven = true;
    co_return std::move(*session);
  }
  if (const auto* denial = std::get_if<auth::Denial>(&reply)) co_return reply_to(*denial);
  // RFC 8760, section 2.3: strongest first. Many phones give up on a challenge with an algorithm
  // that they do not know; where whoever listens could take the better ones out, only the last is
  // sent.
  Reply challenge{question.status};
  std::string_view lines = std::get<auth::Challenge>(reply).bytes;
  const std::string name = by_proxy ? "Proxy-Authenticate: Digest " : "WWW-Authenticate: Digest ";
  const bool all = at.way.reach.transport == Transport::tls;
  while (!lines.empty()) {
    if (!all) challenge.fields.clear();
    challenge.fields.push_back(name + std::string(take_until(lines, '\n')));
  }
  co_return challenge;
}

net::Task<std::variant<Contacts::Account, Reply>> Switchboard::account_of(std::string address,
                                                                          Visit& visit) {
  auto owner = co_await visit.owner(address);
  if (!owner && owner.error().code == ErrorCode::unavailable) co_return unavailable;
  if (!owner) co_return Reply{404};
  Contacts::Account account{owner->account, owner->location};
  const std::lock_guard guard(lock_);
  if (accounts_.size() >= most_addresses) accounts_.clear();
  accounts_[std::move(address)] = account;
  co_return account;
}

void Switchboard::answer(const Transaction& at, const Reply& reply) {
  send_answer(at, response_text(at.request, reply, tag_for(at.request)));
}

void Switchboard::send_answer(const Transaction& at, std::string text) {
  const auto way = way_back(at.way, at.request.vias.front());
  // RFC 3261, section 26.1.5: who asks for nothing must not be sent much.
  const bool stranger = !way.connection && !at.proven;
  const bool dropped = stranger && (text.size() > most_growth * at.size ||
                                    !pace_.allows(way.reach.remote.address, clock_.moment()));
  if (!at.remember.empty()) recent_.end(at.remember, {way.reach, text});
  if (!dropped) way.send(std::move(text));
}

// The same for a request that comes again, with nothing kept (RFC 3261, section 8.2.7).
std::string Switchboard::tag_for(const Message& request) const {
  const auto said = request.call_id + "\n" + request.from.tag;
  return to_hex(crypto::hmac(crypto::Hash::sha256, key_, said)).substr(0, 16);
}

}  // namespace gatehouse::gates::sip
