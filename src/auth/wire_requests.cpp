#include <google/protobuf/message_lite.h>

#include <algorithm>
#include <utility>

#include "auth/keeper.pb.h"
#include "auth/wire.h"
#include "auth/wire_parts.h"

namespace gatehouse::auth::wire {
namespace {

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

void put(pb::Request& to, const Peer& from) {
  auto& peer = *to.mutable_welcome();
  peer.set_service(from.service);
  put(*peer.mutable_remote(), from.remote);
  put(*peer.mutable_local(), from.local);
  if (from.local_user) peer.set_local_user(*from.local_user);
  if (from.tls) put(*peer.mutable_tls(), *from.tls);
  peer.set_host(from.host);
}

void put(pb::Request& to, const TlsStarted& from) {
  to.mutable_tls_started()->set_visit(from.visit);
  put(*to.mutable_tls_started()->mutable_tls(), from.tls);
}

void put(pb::Request& to, const Begin& from) {
  to.mutable_begin()->set_visit(from.visit);
  to.mutable_begin()->set_mechanism(from.mechanism);
  if (from.initial) put_secret(*to.mutable_begin()->mutable_initial(), *from.initial);
}

void put(pb::Request& to, const Feed& from) {
  to.mutable_feed()->set_visit(from.visit);
  put_secret(*to.mutable_feed()->mutable_response(), from.response);
}

void put(pb::Request& to, const Abort& from) {
  to.mutable_abort()->set_visit(from.visit);
  to.mutable_abort()->set_why(number_of(from.why));
}

void put(pb::Request& to, const Command& from) {
  to.mutable_command()->set_visit(from.visit);
  put_secret(*to.mutable_command()->mutable_line(), from.line);
}

void put(pb::Request& to, const FindRoute& from) {
  to.mutable_route()->set_visit(from.visit);
  to.mutable_route()->set_address(from.address);
}

void put(pb::Request& to, const FindOwner& from) {
  to.mutable_owner()->set_visit(from.visit);
  to.mutable_owner()->set_name(from.name);
}

void put(pb::Request& to, const AskRights& from) {
  auto& asked = *to.mutable_rights();
  asked.set_visit(from.visit);
  asked.set_owner(from.owner);
  asked.set_kind(number_of(from.kind));
  for (const auto& name : from.names) asked.add_names(name);
}

template <class About>
void put_object(pb::Object& to, const About& from) {
  to.set_owner(from.owner);
  to.set_kind(number_of(from.kind));
  to.set_name(from.name);
}

void put(pb::Request& to, const ReadAcl& from) {
  to.mutable_acl()->set_visit(from.visit);
  put_object(*to.mutable_acl()->mutable_object(), from);
}

void put(pb::Request& to, const ChangeAcl& from) {
  auto& changed = *to.mutable_change_acl();
  changed.set_visit(from.visit);
  put_object(*changed.mutable_object(), from);
  changed.set_identifier(from.change.identifier);
  changed.set_how(number_of(from.change.how));
  changed.set_rights(from.change.rights);
}

void put(pb::Request& to, const ListEntries& from) {
  auto& listed = *to.mutable_entries();
  listed.set_visit(from.visit);
  listed.set_domain(from.query.domain);
  if (from.query.name) listed.set_name(*from.query.name);
  listed.set_after(from.query.after);
  listed.set_most(static_cast<std::uint32_t>(std::min(from.query.most, most_entries)));
}

void put(pb::Request& to, const OpenSession& from) {
  to.mutable_open_session()->set_visit(from.visit);
  to.mutable_open_session()->set_kind(number_of(from.kind));
}

void put(pb::Request& to, const CloseSession& from) {
  to.mutable_close_session()->set_visit(from.visit);
  put_secret(*to.mutable_close_session()->mutable_id(), from.id);
}

void put(pb::Request& to, const Bless& from) {
  to.mutable_bless()->set_visit(from.visit);
  put_secret(*to.mutable_bless()->mutable_code(), from.code);
}

void put(pb::Request& to, const Confirm& from) {
  to.mutable_confirm()->set_visit(from.visit);
  put_secret(*to.mutable_confirm()->mutable_proof(), from.proof);
}

void put(pb::Request& to, const Wrap& from) {
  to.mutable_wrap()->set_visit(from.visit);
  put_secret(*to.mutable_wrap()->mutable_plain(), from.plain);
  to.mutable_wrap()->set_confidential(from.confidential);
}

void put(pb::Request& to, const Unwrap& from) {
  to.mutable_unwrap()->set_visit(from.visit);
  put_secret(*to.mutable_unwrap()->mutable_wrapped(), from.wrapped);
}

void put(pb::Request& to, const Leave& from) { to.mutable_leave()->set_visit(from.visit); }

// --- messages to values

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
  Peer peer{.service = from.service(),
            .remote = *remote,
            .local = *local,
            .local_user = {},
            .tls = {},
            .host = from.host()};
  if (from.has_local_user()) peer.local_user = from.local_user();
  if (from.has_tls()) peer.tls = read(from.tls());
  return peer;
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

Result<ObjectKind> object_kind(std::uint32_t number) {
  return kind_of(number, ObjectKind::mailbox, ObjectKind::dataset);
}

Result<Act> read_rights(const pb::AskRights& from) {
  const auto kind = object_kind(from.kind());
  if (!kind) return std::unexpected(kind.error());
  if (static_cast<std::size_t>(from.names_size()) > most_names) return malformed("too many names");
  return AskRights{from.visit(), from.owner(), *kind, {from.names().begin(), from.names().end()}};
}

Result<Act> read_acl(const pb::ReadAcl& from) {
  const auto& object = from.object();
  const auto kind = object_kind(object.kind());
  if (!kind) return std::unexpected(kind.error());
  return ReadAcl{from.visit(), object.owner(), *kind, object.name()};
}

Result<Act> read_change(const pb::ChangeAcl& from) {
  const auto& object = from.object();
  const auto kind = object_kind(object.kind());
  const auto how = kind_of(from.how(), AclChange::How::replace, AclChange::How::remove);
  if (!kind || !how) return malformed("no such change");
  return ChangeAcl{
      from.visit(), object.owner(), *kind, object.name(), {from.identifier(), *how, from.rights()}};
}

Result<Act> read_entries(const pb::ListEntries& from) {
  if (from.most() > most_entries) return malformed("too large a page");
  EntryQuery query{.domain = from.domain(), .name = {}, .after = from.after(), .most = from.most()};
  if (from.has_name()) query.name = from.name();
  return ListEntries{from.visit(), std::move(query)};
}

Result<Act> read_open_session(const pb::OpenSession& from) {
  const auto kind = kind_of(from.kind(), SessionKind::web, SessionKind::ximss);
  if (!kind) return std::unexpected(kind.error());
  return OpenSession{from.visit(), *kind};
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
    case pb::Request::kOwner:
      return FindOwner{from.owner().visit(), from.owner().name()};
    case pb::Request::kRights:
      return read_rights(from.rights());
    case pb::Request::kAcl:
      return read_acl(from.acl());
    case pb::Request::kChangeAcl:
      return read_change(from.change_acl());
    case pb::Request::kEntries:
      return read_entries(from.entries());
    case pb::Request::kOpenSession:
      return read_open_session(from.open_session());
    case pb::Request::kCloseSession:
      return CloseSession{from.close_session().visit(),
                          taken(from.mutable_close_session()->mutable_id())};
    case pb::Request::kBless:
      return Bless{from.bless().visit(), taken(from.mutable_bless()->mutable_code())};
    case pb::Request::kConfirm:
      return Confirm{from.confirm().visit(), taken(from.mutable_confirm()->mutable_proof())};
    case pb::Request::kWrap:
      return Wrap{from.wrap().visit(), taken(from.mutable_wrap()->mutable_plain()),
                  from.wrap().confidential()};
    case pb::Request::kUnwrap:
      return Unwrap{from.unwrap().visit(), taken(from.mutable_unwrap()->mutable_wrapped())};
    case pb::Request::kLeave:
      return Leave{from.leave().visit()};
    case pb::Request::ACT_NOT_SET:
      break;
  }
  return malformed("a request for nothing");
}

void wipe_secrets(pb::Request& message) {
  const auto clean = [](std::string* bytes) { wipe(bytes->data(), bytes->size()); };
  if (message.has_begin() && message.begin().has_initial())
    clean(message.mutable_begin()->mutable_initial());
  if (message.has_feed()) clean(message.mutable_feed()->mutable_response());
  if (message.has_command()) clean(message.mutable_command()->mutable_line());
  if (message.has_close_session()) clean(message.mutable_close_session()->mutable_id());
  if (message.has_bless()) clean(message.mutable_bless()->mutable_code());
  if (message.has_confirm()) clean(message.mutable_confirm()->mutable_proof());
  if (message.has_wrap()) clean(message.mutable_wrap()->mutable_plain());
  if (message.has_unwrap()) clean(message.mutable_unwrap()->mutable_wrapped());
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

Result<Request> read_request(std::string_view bytes) {
  pb::Request message;
  const bool parsed = parse(message, bytes);
  auto act = parsed ? read_act(message) : malformed("not a request");
  wipe_secrets(message);
  if (!act) return std::unexpected(std::move(act.error()));
  return Request{message.number(), std::move(*act)};
}

}  // namespace gatehouse::auth::wire
