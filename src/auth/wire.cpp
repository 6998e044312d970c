#include "auth/wire.h"

#include <google/protobuf/message_lite.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "auth/keeper.pb.h"

namespace gatehouse::auth::wire {
namespace {

constexpr int most_mechanisms = 64;

std::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::malformed, "keeper channel: " + std::move(what));
}

// --- values to messages

void put(pb::Endpoint& to, const Endpoint& from) {
  to.set_address(from.address.bytes.data(), from.address.bytes.size());
  to.set_port(from.port);
}

void put(pb::TlsFacts& to, const net::TlsFacts& from) {
  to.set_protocol(from.protocol);
  to.set_cipher(from.cipher);
  to.set_server_name(from.server_name);
  to.set_exporter(from.exporter);
  to.set_unique(from.unique);
  to.set_server_end_point(from.server_end_point);
  to.set_client_certificate(from.client_certificate);
  to.set_resumed(from.resumed);
  to.set_domain(from.domain);
  to.set_verified_by(from.verified_by);
}

void put(std::string& to, const Secret& from) {
  to.assign(from.reveal().data(), from.reveal().size());
}

void put(pb::Request& to, const Peer& from) {
  auto& peer = *to.mutable_welcome();
  peer.set_service(from.service);
  put(*peer.mutable_remote(), from.remote);
  put(*peer.mutable_local(), from.local);
  if (from.local_user) peer.set_local_user(*from.local_user);
  if (from.tls) put(*peer.mutable_tls(), *from.tls);
}

void put(pb::Request& to, const TlsStarted& from) {
  to.mutable_tls_started()->set_visit(from.visit);
  put(*to.mutable_tls_started()->mutable_tls(), from.tls);
}

void put(pb::Request& to, const Begin& from) {
  to.mutable_begin()->set_visit(from.visit);
  to.mutable_begin()->set_mechanism(from.mechanism);
  if (from.initial) put(*to.mutable_begin()->mutable_initial(), *from.initial);
}

void put(pb::Request& to, const Feed& from) {
  to.mutable_feed()->set_visit(from.visit);
  put(*to.mutable_feed()->mutable_response(), from.response);
}

void put(pb::Request& to, const Abort& from) {
  to.mutable_abort()->set_visit(from.visit);
  to.mutable_abort()->set_why(static_cast<std::uint32_t>(from.why));
}

void put(pb::Request& to, const Command& from) {
  to.mutable_command()->set_visit(from.visit);
  put(*to.mutable_command()->mutable_line(), from.line);
}

void put(pb::Request& to, const FindRoute& from) {
  to.mutable_route()->set_visit(from.visit);
  to.mutable_route()->set_address(from.address);
}

void put(pb::Request& to, const Leave& from) { to.mutable_leave()->set_visit(from.visit); }

void put(pb::Offer& to, const Offer& from) {
  to.set_host(from.host);
  for (const auto& name : from.mechanisms) to.add_mechanisms(name);
  to.set_clear_text_login(from.clear_text_login);
  to.set_apop_challenge(from.apop_challenge);
}

void put(pb::Answer& to, const Offer& from) { put(*to.mutable_offer(), from); }

void put(pb::Answer& to, const Welcome& from) {
  to.mutable_welcome()->set_visit(from.visit);
  put(*to.mutable_welcome()->mutable_offer(), from.offer);
}

void put(pb::Reply& to, const Challenge& from) { to.set_challenge(from.bytes); }

void put(pb::Reply& to, const Session& from) {
  auto& session = *to.mutable_session();
  session.set_account(from.account);
  session.set_acting(from.acting);
  session.set_last_words(from.last_words);
  session.set_location(from.location);
}

void put(pb::Reply& to, const Denial& from) {
  auto& denial = *to.mutable_denial();
  denial.set_kind(static_cast<std::uint32_t>(from.kind));
  denial.set_words(from.words);
  denial.set_close(from.close);
}

void put(pb::Answer& to, const Reply& from) {
  std::visit([&](const auto& held) { put(*to.mutable_reply(), held); }, from);
}

void put(pb::Answer& to, const CommandReply& from) {
  auto& reply = *to.mutable_command();
  reply.set_code(static_cast<std::uint32_t>(from.code));
  reply.set_words(from.words);
  if (from.data) reply.set_data(*from.data);
}

void put(pb::LocalMailbox& to, const LocalMailbox& from) {
  to.set_account(from.account);
  to.set_location(from.location);
}

void put(pb::Relay& to, const Relay& from) {
  to.set_next_hop(from.next_hop);
  to.set_address(from.address);
}

void put(pb::Route& to, const LocalMailbox& from) { put(*to.mutable_mailbox(), from); }

void put(pb::Route& to, const Relay& from) { put(*to.mutable_relay(), from); }

void put(pb::Route& to, const Several& from) {
  auto& several = *to.mutable_several();
  for (const auto& mailbox : from.mailboxes) put(*several.add_mailboxes(), mailbox);
  for (const auto& relay : from.relays) put(*several.add_relays(), relay);
}

void put(pb::Route& to, const Discard& /*from*/) { to.mutable_discard(); }

void put(pb::Route& to, const NoRoute& from) {
  to.mutable_none()->set_why(static_cast<std::uint32_t>(from.why));
  to.mutable_none()->set_words(from.words);
}

void put(pb::Answer& to, const Route& from) {
  std::visit([&](const auto& held) { put(*to.mutable_route(), held); }, from);
}

void put(pb::Answer& to, const Error& from) {
  to.mutable_failure()->set_code(static_cast<std::uint32_t>(from.code));
  to.mutable_failure()->set_detail(from.detail);
}

void put(pb::Answer& to, const Ended& from) { to.set_ended(from.visit); }

// --- messages to values

// Kinds are sent as numbers; `last` is the greatest there is.
template <class Kind>
Result<Kind> kind_of(std::uint32_t number, Kind first, Kind last) {
  if (number < static_cast<std::uint32_t>(first) || number > static_cast<std::uint32_t>(last))
    return malformed("no such kind");
  return static_cast<Kind>(number);
}

Result<Endpoint> read(const pb::Endpoint& from) {
  Endpoint endpoint;
  if (from.address().size() != endpoint.address.bytes.size() || from.port() > 65535)
    return malformed("no endpoint");
  std::ranges::copy(from.address(), endpoint.address.bytes.begin());
  endpoint.port = static_cast<std::uint16_t>(from.port());
  return endpoint;
}

net::TlsFacts read(const pb::TlsFacts& from) {
  return {.protocol = from.protocol(),
          .cipher = from.cipher(),
          .server_name = from.server_name(),
          .exporter = from.exporter(),
          .unique = from.unique(),
          .server_end_point = from.server_end_point(),
          .client_certificate = from.client_certificate(),
          .domain = from.domain(),
          .verified_by = from.verified_by(),
          .resumed = from.resumed()};
}

Result<Peer> read(const pb::Peer& from) {
  const auto remote = read(from.remote());
  const auto local = read(from.local());
  if (!remote || !local || from.service().empty()) return malformed("no peer");
  Peer peer{
      .service = from.service(), .remote = *remote, .local = *local, .local_user = {}, .tls = {}};
  if (from.has_local_user()) peer.local_user = from.local_user();
  if (from.has_tls()) peer.tls = read(from.tls());
  return peer;
}

// Takes the bytes and leaves zeros behind.
Secret taken(std::string* bytes) {
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

Result<Act> read_begin(pb::Begin& from) {
  Begin begin{.visit = from.visit(), .mechanism = from.mechanism(), .initial = {}};
  if (from.has_initial()) begin.initial = taken(from.mutable_initial());
  return begin;
}

Result<Act> read_abort(const pb::Abort& from) {
  const auto why = kind_of(from.why(), DenialKind::malformed, DenialKind::out_of_order);
  if (!why) return std::unexpected(why.error());
  return Abort{from.visit(), *why};
}

Result<Act> read_act(pb::Request& from) {
  switch (from.act_case()) {
    case pb::Request::kWelcome:
      return read(from.welcome());
    case pb::Request::kTlsStarted:
      return TlsStarted{from.tls_started().visit(), read(from.tls_started().tls())};
    case pb::Request::kBegin:
      return read_begin(*from.mutable_begin());
    case pb::Request::kFeed:
      return Feed{from.feed().visit(), taken(from.mutable_feed()->mutable_response())};
    case pb::Request::kAbort:
      return read_abort(from.abort());
    case pb::Request::kCommand:
      return Command{from.command().visit(), taken(from.mutable_command()->mutable_line())};
    case pb::Request::kRoute:
      return FindRoute{from.route().visit(), from.route().address()};
    case pb::Request::kLeave:
      return Leave{from.leave().visit()};
    case pb::Request::ACT_NOT_SET:
      break;
  }
  return malformed("a request for nothing");
}

Result<Offer> read(const pb::Offer& from) {
  if (from.mechanisms_size() > most_mechanisms) return malformed("too many mechanisms");
  return Offer{.host = from.host(),
               .mechanisms = {from.mechanisms().begin(), from.mechanisms().end()},
               .clear_text_login = from.clear_text_login(),
               .apop_challenge = from.apop_challenge()};
}

Result<Outcome> read(const pb::Welcome& from) {
  auto offer = read(from.offer());
  if (!offer) return std::unexpected(std::move(offer.error()));
  return Welcome{from.visit(), std::move(*offer)};
}

Result<Outcome> read(const pb::Reply& from) {
  switch (from.what_case()) {
    case pb::Reply::kChallenge:
      return Reply(Challenge{from.challenge()});
    case pb::Reply::kSession: {
      const auto& session = from.session();
      if (session.account().empty()) return malformed("a session of nobody");
      return Reply(Session{.account = session.account(),
                           .acting = session.acting(),
                           .last_words = session.last_words(),
                           .location = session.location()});
    }
    case pb::Reply::kDenial: {
      const auto kind =
          kind_of(from.denial().kind(), DenialKind::malformed, DenialKind::out_of_order);
      if (!kind) return std::unexpected(kind.error());
      return Reply(Denial{*kind, from.denial().words(), from.denial().close()});
    }
    case pb::Reply::WHAT_NOT_SET:
      break;
  }
  return malformed("an empty reply");
}

Result<Outcome> read(const pb::CommandReply& from) {
  if (from.code() < 100 || from.code() > 999) return malformed("no such code");
  CommandReply reply{static_cast<int>(from.code()), from.words(), std::nullopt};
  if (from.has_data()) reply.data = from.data();
  return reply;
}

LocalMailbox mailbox_from(const pb::LocalMailbox& from) {
  return {from.account(), from.location()};
}

Relay relay_from(const pb::Relay& from) { return {from.next_hop(), from.address()}; }

Result<Outcome> read(const pb::Several& from) {
  if (from.mailboxes_size() + from.relays_size() < 2) return malformed("not several destinations");
  Several several;
  for (const auto& mailbox : from.mailboxes()) several.mailboxes.push_back(mailbox_from(mailbox));
  for (const auto& relay : from.relays()) several.relays.push_back(relay_from(relay));
  return Route(std::move(several));
}

Result<Outcome> read(const pb::Route& from) {
  switch (from.where_case()) {
    case pb::Route::kMailbox:
      return Route(mailbox_from(from.mailbox()));
    case pb::Route::kRelay:
      return Route(relay_from(from.relay()));
    case pb::Route::kSeveral:
      return read(from.several());
    case pb::Route::kDiscard:
      return Route(Discard{});
    case pb::Route::kNone: {
      const auto why = kind_of(from.none().why(), NoRoute::Why::unknown, NoRoute::Why::over_quota);
      if (!why) return std::unexpected(why.error());
      return Route(NoRoute{*why, from.none().words()});
    }
    case pb::Route::WHERE_NOT_SET:
      break;
  }
  return malformed("an empty route");
}

Result<Outcome> read(const pb::Failure& from) {
  const auto code = kind_of(from.code(), ErrorCode::malformed, ErrorCode::damaged);
  if (!code) return std::unexpected(code.error());
  return Outcome(Error{*code, from.detail()});
}

Result<Outcome> read_outcome(const pb::Answer& from) {
  switch (from.result_case()) {
    case pb::Answer::kWelcome:
      return read(from.welcome());
    case pb::Answer::kOffer:
      return read(from.offer());
    case pb::Answer::kReply:
      return read(from.reply());
    case pb::Answer::kCommand:
      return read(from.command());
    case pb::Answer::kRoute:
      return read(from.route());
    case pb::Answer::kFailure:
      return read(from.failure());
    case pb::Answer::kEnded:
      return Outcome(Ended{from.ended()});
    case pb::Answer::RESULT_NOT_SET:
      break;
  }
  return malformed("an empty answer");
}

void wipe_secrets(pb::Request& message) {
  const auto clean = [](std::string* bytes) { wipe(bytes->data(), bytes->size()); };
  if (message.has_begin() && message.begin().has_initial())
    clean(message.mutable_begin()->mutable_initial());
  if (message.has_feed()) clean(message.mutable_feed()->mutable_response());
  if (message.has_command()) clean(message.mutable_command()->mutable_line());
}

template <class Message>
bool parse(Message& message, std::string_view bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

std::string to_bytes(const Request& request) {
  pb::Request message;
  message.set_number(request.number);
  std::visit([&](const auto& act) { put(message, act); }, request.act);
  auto bytes = message.SerializeAsString();
  wipe_secrets(message);
  return bytes;
}

std::string to_bytes(const Answer& answer) {
  pb::Answer message;
  message.set_number(answer.number);
  std::visit([&](const auto& outcome) { put(message, outcome); }, answer.outcome);
  return message.SerializeAsString();
}

Result<Request> read_request(std::string_view bytes) {
  pb::Request message;
  const bool parsed = parse(message, bytes);
  auto act = parsed ? read_act(message) : malformed("not a request");
  wipe_secrets(message);
  if (!act) return std::unexpected(std::move(act.error()));
  return Request{message.number(), std::move(*act)};
}

Result<Answer> read_answer(std::string_view bytes) {
  pb::Answer message;
  if (!parse(message, bytes)) return malformed("not an answer");
  auto outcome = read_outcome(message);
  if (!outcome) return std::unexpected(std::move(outcome.error()));
  return Answer{message.number(), std::move(*outcome)};
}

}  // namespace gatehouse::auth::wire
