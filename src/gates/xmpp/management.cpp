// XEP-0198: stanzas are counted both ways, and a stream whose connection broke can be resumed by
// its account for some minutes. The session of the broken connection waits for that: its login
// stands, is listed and can be ended like any other, and with it the stream is gone.
#include <chrono>
#include <utility>

#include "base/text.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"
#include "net/stand_in.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::chrono::seconds longest_absence{300};
constexpr int most_away_of_all = 2000;

constexpr ParserLimits limits_of_kept{.bytes = std::size_t{512} << 10U,
                                      .depth = 36,
                                      .attributes = 64,
                                      .namespaces = 128,
                                      .elements = 8192};

bool is_yes(std::string_view value) { return value == "true" || value == "1"; }

Element failed_because(std::string_view condition) {
  auto failed = element("failed", space::management);
  return std::move(failed.add(element(condition, space::stanza_errors)));
}

std::optional<Element> stanza_of(std::string_view text) {
  auto around =
      parse_document("<s xmlns='jabber:client'>" + std::string(text) + "</s>", limits_of_kept);
  if (!around || around->elements() != 1) return std::nullopt;
  return *around->first();
}

class Seat {
 public:
  explicit Seat(std::atomic<int>& taken) : taken_(taken), is_one_(++taken <= most_away_of_all) {}
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() { --taken_; }
  explicit operator bool() const { return is_one_; }

 private:
  std::atomic<int>& taken_;
  bool is_one_;
};

}  // namespace

net::Task<void> Session::enable(Element request) {
  say(enabled(request));
  co_return;
}

Element Session::enabled(const Element& request) {
  if (phase_ != Phase::bound || outbox_->is_managed()) return failed_because("unexpected-request");
  auto answer = element("enabled", space::management);
  std::optional<Resumption> resumption;
  if (is_yes(request.value("resume"))) {
    resumption = Resumption{.id = random_name() + random_name(), .acting = acting_};
    answer.set("id", resumption->id).set("resume", "true");
    answer.set("max", std::to_string(longest_absence.count()));
  }
  outbox_->manage(std::move(resumption));
  return answer;
}

net::Task<void> Session::resume(Element request) {
  say(resumed(request));
  if (resumed_) say_again();
  co_return;
}

Element Session::resumed(const Element& request) {
  const auto handled = to_number<std::uint32_t>(request.value("h"));
  if (!handled) return failed_because("bad-request");
  const Resumption wish{.id = std::string(request.value("previd")), .acting = acting_};
  auto resource = commons_.hub.resume(place_.account, wish, *handled, outbox_);
  if (!resource) return failed_because("item-not-found");
  resource_ = *std::move(resource);
  phase_ = Phase::bound;
  resumed_ = true;
  auto answer = element("resumed", space::management);
  return std::move(answer.set("previd", wish.id).set("h", std::to_string(outbox_->heard())));
}

// Counted already.
void Session::say_again() { out_ += outbox_->again(); }

net::Task<void> Session::tell_heard(Element /*request*/) {
  if (!outbox_->is_managed()) co_return say(failed_because("unexpected-request"));
  auto answer = element("a", space::management);
  say(answer.set("h", std::to_string(outbox_->heard())));
}

net::Task<void> Session::acknowledge(Element answer) {
  if (!outbox_->is_managed()) co_return say(failed_because("unexpected-request"));
  const auto handled = to_number<std::uint32_t>(answer.value("h"));
  if (!handled) co_return fail_stream("policy-violation", "No such number");
  if (!outbox_->acknowledge(*handled))
    fail_stream("undefined-condition", "More was acknowledged than was sent");
}

// The keeper closes the connection of a login that it ends. So that it still can, another one takes
// the place of the broken one before anything is waited for.
net::Task<void> Session::wait_for_return() {
  if (phase_ != Phase::bound || !outbox_->can_be_resumed()) co_return;
  const Seat seat(commons_.away);
  const net::StandIn instead(stream_);
  if (!seat || !instead) co_return;
  const auto still_there = co_await visit_->owner("");
  if (!still_there || !commons_.hub.let_wait(place_.account, resource_, *outbox_)) co_return;
  stream_.set_time_limit(longest_absence);
  while (!outbox_->has_ended()) {
    const auto woken = co_await stream_.readable_or_woken();
    if (!woken) break;
  }
}

void Session::depart() {
  if (phase_ != Phase::bound || std::exchange(departed_, true)) return;
  become_unavailable(std::move(element("presence", space::client).set("type", "unavailable")));
  commons_.hub.unbind(place_.account, resource_, *outbox_);
}

// XEP-0198, section 4: what was not acknowledged is treated as if nobody had been there.
net::Task<void> Session::return_undelivered() {
  for (const auto& text : outbox_->undelivered()) {
    auto stanza = stanza_of(text);
    const auto to = stanza ? Jid::parse(stanza->value("to")) : std::nullopt;
    if (!to) continue;
    co_await deliver_or_keep(*std::move(stanza), Jid{to->local, to->domain, {}}, place_);
  }
}

}  // namespace gatehouse::gates::xmpp
