#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unordered_map>
#include <utility>

#include "auth/channel.h"
#include "auth/refusal.h"
#include "auth/remote_keeper.h"
#include "auth/wire.h"
#include "base/log.h"

namespace gatehouse::auth {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_in_flight = 16384;  // failed logins wait for their time

// The keeper's end of one channel, and the visits that came through it.
class GateChannel {
 public:
  GateChannel(net::Stream stream, Keeper& keeper)
      : keeper_(keeper), channel_(std::move(stream)), last_ended_(channel_.loop(), Moment::max()) {}

  net::Task<void> run();

 private:
  [[nodiscard]] bool on_message(std::string_view message);
  [[nodiscard]] bool claim(const wire::Act& act);
  [[nodiscard]] net::Task<void> serve(wire::Request request);
  [[nodiscard]] net::Task<wire::Outcome> outcome_of(wire::Act act);
  [[nodiscard]] net::Task<wire::Outcome> welcomed(Peer peer);
  [[nodiscard]] net::Task<wire::Outcome> play(Peer peer) { return welcomed(std::move(peer)); }
  [[nodiscard]] net::Task<wire::Outcome> play(wire::TlsStarted act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Begin act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Feed act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Abort act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Command act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::FindRoute act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::FindOwner act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::AskRights act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::ReadAcl act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::ChangeAcl act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::ListEntries act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::OpenSession act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::CloseSession act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Bless act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Confirm act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Wrap act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Unwrap act);
  [[nodiscard]] net::Task<wire::Outcome> play(wire::Leave act);
  void leave(VisitId visit);
  void tell_ended(VisitId visit);

  Keeper& keeper_;
  Channel channel_;
  std::unordered_map<VisitId, bool> busy_;  // our visits: whether a request of it is in flight
  std::size_t in_flight_ = 0;
  bool ended_ = false;
  asio::steady_timer last_ended_;
};

std::optional<VisitId> visit_of(const wire::Act& act) {
  return std::visit(
      []<class Kind>(const Kind& held) -> std::optional<VisitId> {
        if constexpr (std::is_same_v<Kind, Peer>)
          return std::nullopt;
        else
          return held.visit;
      },
      act);
}

bool answers_a_reply(const wire::Act& act) {
  return std::holds_alternative<wire::Begin>(act) || std::holds_alternative<wire::Feed>(act) ||
         std::holds_alternative<wire::Abort>(act);
}

// For a visit that did not come through this channel.
wire::Outcome not_yours(const wire::Act& act) {
  const std::string words = "No such connection";
  if (std::holds_alternative<wire::TlsStarted>(act)) return Error{ErrorCode::not_found, words};
  if (std::holds_alternative<wire::Command>(act)) return CommandReply{501, words, std::nullopt};
  if (std::holds_alternative<wire::FindRoute>(act))
    return Route(NoRoute{NoRoute::Why::unavailable, words});
  if (answers_a_reply(act)) return Reply(denial_of(Cause::out_of_order, true));
  return Refused{ErrorCode::not_found, words};
}

// Instead of an answer that no message can hold.
wire::Answer too_long(const wire::Answer& answer) {
  const std::string words = "The answer is too long";
  if (std::holds_alternative<CommandReply>(answer.outcome))
    return {answer.number, CommandReply{501, words, std::nullopt}};
  return {answer.number, Refused{ErrorCode::too_long, words}};
}

template <class Value>
wire::Outcome outcome_or_error(Result<Value> result) {
  if (!result) return std::move(result.error());
  return std::move(*result);
}

template <class Value>
wire::Outcome outcome_or_refused(Allowed<Value> allowed) {
  if (!allowed) return std::move(allowed.error());
  return std::move(*allowed);
}

wire::Outcome done_or_refused(Allowed<void> allowed) {
  if (!allowed) return std::move(allowed.error());
  return wire::Done{};
}

net::Task<void> GateChannel::run() {
  co_await channel_.run([this](std::string_view message) { return on_message(message); });
  ended_ = true;
  for (const auto& [visit, busy] : std::exchange(busy_, {})) keeper_.leave(visit);
  while (in_flight_ > 0) co_await last_ended_.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool GateChannel::on_message(std::string_view message) {
  auto request = wire::read_request(message);
  if (!request || in_flight_ >= most_in_flight) {
    log::write(log::Level::failure, "KEEPER",
               "gate channel closed: " + (request ? "too many requests" : request.error().detail));
    return false;
  }
  if (const auto* left = std::get_if<wire::Leave>(&request->act)) {
    leave(left->visit);
    return true;
  }
  if (!claim(request->act)) {
    log::write(log::Level::failure, "KEEPER", "gate channel closed: two requests for one visit");
    return false;
  }
  ++in_flight_;
  asio::co_spawn(channel_.loop(), serve(std::move(*request)), asio::detached);
  return true;
}

// false: an earlier request of the same visit is still being worked on.
bool GateChannel::claim(const wire::Act& act) {
  const auto visit = visit_of(act);
  const auto own = visit ? busy_.find(*visit) : busy_.end();
  return own == busy_.end() || !std::exchange(own->second, true);
}

void GateChannel::leave(VisitId visit) {
  if (busy_.erase(visit) > 0) keeper_.leave(visit);
}

void GateChannel::tell_ended(VisitId visit) {
  const wire::Answer told{0, wire::Ended{visit}};
  if (!channel_.send(wire::to_bytes(told))) channel_.close();
}

net::Task<void> GateChannel::serve(wire::Request request) {
  const auto number = request.number;
  const auto visit = visit_of(request.act);
  auto outcome = co_await outcome_of(std::move(request.act));
  if (const auto own = visit ? busy_.find(*visit) : busy_.end(); own != busy_.end())
    own->second = false;
  const wire::Answer answer{number, std::move(outcome)};
  auto bytes = wire::to_bytes(answer);
  if (bytes.size() > longest_message) bytes = wire::to_bytes(too_long(answer));
  if (!ended_ && !channel_.send(std::move(bytes))) channel_.close();
  if (--in_flight_ == 0 && ended_) last_ended_.cancel();
}

net::Task<wire::Outcome> GateChannel::outcome_of(wire::Act act) {
  const auto visit = visit_of(act);
  if (visit && !busy_.contains(*visit)) co_return not_yours(act);
  co_return co_await std::visit([this](auto& held) { return play(std::move(held)); }, act);
}

net::Task<wire::Outcome> GateChannel::welcomed(Peer peer) {
  const auto visit = std::make_shared<VisitId>(0);
  OnEnd on_end = [this, visit] { tell_ended(*visit); };
  auto welcome = co_await keeper_.welcome(std::move(peer), std::move(on_end));
  if (!welcome) co_return std::move(welcome.error());
  *visit = welcome->visit;
  if (ended_)
    keeper_.leave(welcome->visit);
  else
    busy_.emplace(welcome->visit, false);
  co_return std::move(*welcome);
}

net::Task<wire::Outcome> GateChannel::play(wire::TlsStarted act) {
  co_return outcome_or_error(co_await keeper_.tls_started(act.visit, std::move(act.tls)));
}

net::Task<wire::Outcome> GateChannel::play(wire::Begin act) {
  co_return co_await keeper_.begin(act.visit, std::move(act.mechanism), std::move(act.initial));
}

net::Task<wire::Outcome> GateChannel::play(wire::Feed act) {
  co_return co_await keeper_.feed(act.visit, std::move(act.response));
}

net::Task<wire::Outcome> GateChannel::play(wire::Abort act) {
  co_return co_await keeper_.abort(act.visit, act.why);
}

net::Task<wire::Outcome> GateChannel::play(wire::Command act) {
  co_return co_await keeper_.command(act.visit, std::move(act.line));
}

net::Task<wire::Outcome> GateChannel::play(wire::FindRoute act) {
  co_return co_await keeper_.route(act.visit, std::move(act.address));
}

net::Task<wire::Outcome> GateChannel::play(wire::FindOwner act) {
  co_return outcome_or_refused(co_await keeper_.owner(act.visit, std::move(act.name)));
}

net::Task<wire::Outcome> GateChannel::play(wire::AskRights act) {
  co_return outcome_or_refused(
      co_await keeper_.rights(act.visit, std::move(act.owner), act.kind, std::move(act.names)));
}

net::Task<wire::Outcome> GateChannel::play(wire::ReadAcl act) {
  co_return outcome_or_refused(
      co_await keeper_.acl(act.visit, std::move(act.owner), act.kind, std::move(act.name)));
}

net::Task<wire::Outcome> GateChannel::play(wire::ChangeAcl act) {
  co_return done_or_refused(co_await keeper_.change_acl(
      act.visit, std::move(act.owner), act.kind, std::move(act.name), std::move(act.change)));
}

net::Task<wire::Outcome> GateChannel::play(wire::ListEntries act) {
  co_return outcome_or_refused(co_await keeper_.entries(act.visit, std::move(act.query)));
}

net::Task<wire::Outcome> GateChannel::play(wire::OpenSession act) {
  co_return outcome_or_refused(co_await keeper_.open_session(act.visit, act.kind));
}

net::Task<wire::Outcome> GateChannel::play(wire::CloseSession act) {
  co_return done_or_refused(co_await keeper_.close_session(act.visit, std::move(act.id)));
}

net::Task<wire::Outcome> GateChannel::play(wire::Bless act) {
  co_return done_or_refused(co_await keeper_.bless(act.visit, std::move(act.code)));
}

net::Task<wire::Outcome> GateChannel::play(wire::Confirm act) {
  co_return done_or_refused(co_await keeper_.confirm(act.visit, std::move(act.proof)));
}

net::Task<wire::Outcome> GateChannel::play(wire::Wrap act) {
  co_return outcome_or_refused(
      co_await keeper_.wrap(act.visit, std::move(act.plain), act.confidential));
}

net::Task<wire::Outcome> GateChannel::play(wire::Unwrap act) {
  co_return outcome_or_refused(co_await keeper_.unwrap(act.visit, std::move(act.wrapped)));
}

// It is taken as it arrives, and never comes here.
net::Task<wire::Outcome> GateChannel::play(wire::Leave act) { co_return not_yours(act); }

}  // namespace

net::Task<void> serve_gates(net::Stream stream, Keeper& keeper) {
  GateChannel channel(std::move(stream), keeper);
  co_await channel.run();
}

}  // namespace gatehouse::auth
