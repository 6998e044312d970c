#include "auth/remote_keeper.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unordered_map>
#include <utility>

#include "auth/channel.h"
#include "auth/refusal.h"
#include "auth/wire.h"

namespace gatehouse::auth {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_in_flight = 16384;  // failed logins wait for their time
constexpr auto longest_answer = std::chrono::seconds{120};

// One request that waits for its answer, on the stack of the coroutine that asked.
struct Waiting {
  explicit Waiting(const asio::any_io_executor& loop) : alarm(loop, longest_answer) {}
  asio::steady_timer alarm;
  std::optional<wire::Outcome> outcome;  // empty: none came
  OnEnd on_end{};                        // of a welcome
};

// Shared by the keeper, the coroutine that reads, and the callers: whoever ends last lets go.
struct Line {
  explicit Line(net::Stream stream) : channel(std::move(stream)) {}

  [[nodiscard]] bool on_answer(std::string_view message);
  void end(VisitId visit);
  void leave(VisitId visit);
  void give_up();

  Channel channel;
  std::unordered_map<VisitId, OnEnd> visits;
  std::unordered_map<std::uint64_t, Waiting*> waiting;
  std::uint64_t last_number = 0;
  bool broken = false;
};

// An answer to nothing that waits is one that came too late.
bool Line::on_answer(std::string_view message) {
  auto answer = wire::read_answer(message);
  if (!answer) return false;
  if (const auto* ended = std::get_if<wire::Ended>(&answer->outcome)) {
    end(ended->visit);
    return true;
  }
  const auto* welcome = std::get_if<Welcome>(&answer->outcome);
  const auto asked = waiting.extract(answer->number);
  if (asked.empty()) {
    if (welcome != nullptr) leave(welcome->visit);
    return true;
  }
  // Before anything else is read: its end may be the next message.
  if (welcome != nullptr) visits.emplace(welcome->visit, std::move(asked.mapped()->on_end));
  asked.mapped()->outcome = std::move(answer->outcome);
  asked.mapped()->alarm.cancel();
  return true;
}

void Line::end(VisitId visit) {
  const auto ended = visits.extract(visit);
  if (!ended.empty() && ended.mapped()) ended.mapped()();
}

// When it cannot be sent the channel is closed, and the keeper ends all visits of it.
void Line::leave(VisitId visit) {
  visits.erase(visit);
  const wire::Request request{++last_number, wire::Leave{visit}};
  if (!channel.send(wire::to_bytes(request))) channel.close();
}

// What nobody can end any more ends now.
void Line::give_up() {
  broken = true;
  for (const auto& [number, asked] : std::exchange(waiting, {})) asked->alarm.cancel();
  for (const auto& [visit, on_end] : std::exchange(visits, {}))
    if (on_end) on_end();
}

net::Task<void> keep_reading(std::shared_ptr<Line> line) {
  co_await line->channel.run(
      [&line](std::string_view message) { return line->on_answer(message); });
  line->give_up();
}

// nullopt: the channel is broken, full, or the keeper does not answer.
net::Task<std::optional<wire::Outcome>> ask(std::shared_ptr<Line> line, wire::Act act,
                                            OnEnd on_end = {}) {
  if (line->broken || line->waiting.size() >= most_in_flight) co_return std::nullopt;
  const wire::Request request{++line->last_number, std::move(act)};
  if (!line->channel.send(wire::to_bytes(request))) co_return std::nullopt;
  Waiting waiting(line->channel.loop());
  waiting.on_end = std::move(on_end);
  line->waiting.emplace(request.number, &waiting);
  const auto forget = [number = request.number](Line* of) { of->waiting.erase(number); };
  const std::unique_ptr<Line, decltype(forget)> listed(line.get(), forget);
  co_await waiting.alarm.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(waiting.outcome);
}

template <class Value>
std::optional<Value> only(std::optional<wire::Outcome> outcome) {
  if (!outcome) return std::nullopt;
  auto* value = std::get_if<Value>(&*outcome);
  if (value == nullptr) return std::nullopt;
  return std::move(*value);
}

template <class Value>
Result<Value> value_or_error(std::optional<wire::Outcome> outcome) {
  if (outcome)
    if (auto* error = std::get_if<Error>(&*outcome)) return std::unexpected(std::move(*error));
  auto value = only<Value>(std::move(outcome));
  if (!value) return fail(ErrorCode::unavailable, "the keeper does not answer");
  return std::move(*value);
}

Reply reply_or_unavailable(std::optional<wire::Outcome> outcome) {
  auto reply = only<Reply>(std::move(outcome));
  return reply ? std::move(*reply) : denial_of(Cause::unavailable, true);
}

template <class Value>
Allowed<Value> allowed(std::optional<wire::Outcome> outcome) {
  if (outcome)
    if (auto* refused = std::get_if<Refused>(&*outcome))
      return std::unexpected(std::move(*refused));
  auto value = only<Value>(std::move(outcome));
  if (!value) return refused_for_now();
  return std::move(*value);
}

Allowed<void> done(std::optional<wire::Outcome> outcome) {
  auto told = allowed<wire::Done>(std::move(outcome));
  if (!told) return std::unexpected(std::move(told.error()));
  return {};
}

class RemoteKeeper final : public Keeper {
 public:
  explicit RemoteKeeper(net::Stream stream) : line_(std::make_shared<Line>(std::move(stream))) {
    asio::co_spawn(line_->channel.loop(), keep_reading(line_), asio::detached);
  }
  RemoteKeeper(const RemoteKeeper&) = delete;
  RemoteKeeper& operator=(const RemoteKeeper&) = delete;
  ~RemoteKeeper() override {
    line_->visits.clear();
    line_->channel.close();
  }

  net::Task<Result<Welcome>> welcome(Peer peer, OnEnd on_end) override {
    wire::Act act = std::move(peer);
    co_return value_or_error<Welcome>(co_await ask(line_, std::move(act), std::move(on_end)));
  }
  net::Task<Result<Offer>> tls_started(VisitId visit, net::TlsFacts tls) override {
    wire::TlsStarted act{visit, std::move(tls)};
    co_return value_or_error<Offer>(co_await ask(line_, std::move(act)));
  }
  net::Task<Reply> begin(VisitId visit, std::string mechanism,
                         std::optional<Secret> initial) override {
    wire::Begin act{visit, std::move(mechanism), std::move(initial)};
    co_return reply_or_unavailable(co_await ask(line_, std::move(act)));
  }
  net::Task<Reply> feed(VisitId visit, Secret response) override {
    wire::Feed act{visit, std::move(response)};
    co_return reply_or_unavailable(co_await ask(line_, std::move(act)));
  }
  net::Task<Reply> abort(VisitId visit, DenialKind why) override {
    wire::Abort act{visit, why};
    co_return reply_or_unavailable(co_await ask(line_, std::move(act)));
  }
  net::Task<CommandReply> command(VisitId visit, Secret line) override {
    wire::Command act{visit, std::move(line)};
    auto reply = only<CommandReply>(co_await ask(line_, std::move(act)));
    if (!reply) co_return CommandReply{501, std::string(try_later), {}};
    co_return std::move(*reply);
  }
  net::Task<Route> route(VisitId visit, std::string address) override {
    wire::FindRoute act{visit, std::move(address)};
    auto route = only<Route>(co_await ask(line_, std::move(act)));
    if (!route) co_return NoRoute{NoRoute::Why::unavailable, std::string(try_later)};
    co_return std::move(*route);
  }
  net::Task<Allowed<Owner>> owner(VisitId visit, std::string name) override {
    wire::FindOwner act{visit, std::move(name)};
    co_return allowed<Owner>(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<std::vector<Letters>>> rights(VisitId visit, std::string owner, ObjectKind kind,
                                                  std::vector<std::string> names) override {
    const auto asked = names.size();
    if (asked > most_names) co_return refused(ErrorCode::malformed, "Too many names at once");
    wire::AskRights act{visit, std::move(owner), kind, std::move(names)};
    auto letters = allowed<std::vector<Letters>>(co_await ask(line_, std::move(act)));
    if (letters && letters->size() != asked) co_return refused_for_now();
    co_return letters;
  }
  net::Task<Allowed<std::vector<AclElement>>> acl(VisitId visit, std::string owner, ObjectKind kind,
                                                  std::string name) override {
    wire::ReadAcl act{visit, std::move(owner), kind, std::move(name)};
    co_return allowed<std::vector<AclElement>>(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<void>> change_acl(VisitId visit, std::string owner, ObjectKind kind,
                                      std::string name, AclChange change) override {
    wire::ChangeAcl act{visit, std::move(owner), kind, std::move(name), std::move(change)};
    co_return done(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<EntryPage>> entries(VisitId visit, EntryQuery query) override {
    wire::ListEntries act{visit, std::move(query)};
    co_return allowed<EntryPage>(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<Secret>> open_session(VisitId visit, SessionKind kind) override {
    wire::OpenSession act{visit, kind};
    co_return allowed<Secret>(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<void>> close_session(VisitId visit, Secret id) override {
    wire::CloseSession act{visit, std::move(id)};
    co_return done(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<void>> bless(VisitId visit, Secret code) override {
    wire::Bless act{visit, std::move(code)};
    co_return done(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<void>> confirm(VisitId visit, Secret proof) override {
    wire::Confirm act{visit, std::move(proof)};
    co_return done(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<Secret>> wrap(VisitId visit, Secret plain, bool confidential) override {
    wire::Wrap act{visit, std::move(plain), confidential};
    co_return allowed<Secret>(co_await ask(line_, std::move(act)));
  }
  net::Task<Allowed<Secret>> unwrap(VisitId visit, Secret wrapped) override {
    wire::Unwrap act{visit, std::move(wrapped)};
    co_return allowed<Secret>(co_await ask(line_, std::move(act)));
  }
  void leave(VisitId visit) override { line_->leave(visit); }

 private:
  std::shared_ptr<Line> line_;
};

}  // namespace

std::unique_ptr<Keeper> make_remote_keeper(net::Stream to_keeper) {
  return std::make_unique<RemoteKeeper>(std::move(to_keeper));
}

}  // namespace gatehouse::auth
