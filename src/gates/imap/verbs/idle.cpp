// IDLE (RFC 2177).
#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "gates/imap/bell.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::chrono::seconds between_looks{3};
constexpr std::chrono::seconds between_looks_with_bell{30};

net::Task<void> hang_bell(Session& session, Bell& bell) {
  if (session.selected() == nullptr) co_return;
  const auto work = [&]() -> Result<void> {
    const auto& place = session.selected()->place();
    const auto directory = session.mailboxes_of(place).directory(place.name);
    if (directory) bell.hang_at(session.watch(), *directory);
    return {};
  };
  (void)co_await session.on_disk(work);
}

// What others' mailboxes may be read changes without a sign in their folders.
Duration patience(Session& session, const Bell& bell) {
  const bool may_trust = bell.rings() && session.selected()->place().own;
  return may_trust ? between_looks_with_bell : between_looks;
}

// Waits for the client, telling it the news meanwhile.
net::Task<Result<void>> wait_for_input(Session& session) {
  Bell bell(session.lines().stream());
  co_await hang_bell(session, bell);
  const auto longest_wait = patience(session, bell);
  auto left = session.around().limits.idle;
  session.lines().stream().wake();  // what came between the last look and the bell
  while (!session.lines().has_input()) {
    session.lines().stream().set_time_limit(std::min(longest_wait, left));
    const auto ready = co_await session.lines().stream().readable_or_woken();
    if (ready && *ready) break;
    const bool is_late = !ready && ready.error().code == ErrorCode::timed_out;
    if (!ready && !is_late) co_return std::unexpected(ready.error());
    if (is_late) left -= std::min(longest_wait, left);
    if (left <= Duration{}) co_return fail(ErrorCode::timed_out, "idle for too long");
    if (session.selected() == nullptr) continue;
    const bool may_read = co_await session.may_still_read();
    if (!may_read) co_return fail(ErrorCode::not_allowed, "the mailbox may not be read any more");
    if (auto told = co_await session.say_news(true); !told) co_return told;
    if (auto sent = co_await session.send(); !sent) co_return sent;
  }
  session.restart_idle_time();
  co_return Result<void>{};
}

}  // namespace

Outcome perform(Session& session, Idle& /*request*/) {
  session.say("+ Idling\r\n");
  const auto sent = co_await session.send();
  if (!sent) co_return hang_up();
  const auto waited = co_await wait_for_input(session);
  if (!waited && waited.error().code == ErrorCode::not_found) co_return no({}, "It was deleted");
  const bool is_late = !waited && waited.error().code == ErrorCode::timed_out;
  if (is_late || (!waited && waited.error().code == ErrorCode::not_allowed)) {
    session.restart_idle_time();
    Completion completion = is_late
                                ? no({}, "Idle for too long")
                                : no("NONEXISTENT", "The selected mailbox is not there any more");
    completion.close = true;
    co_return completion;
  }
  if (!waited) co_return hang_up();
  const auto line = co_await session.lines().read_line();
  if (!line && line.error().code != ErrorCode::too_long) co_return hang_up();
  co_return line&& same_but_case(*line, "DONE") ? ok("No longer idle") : bad("Say DONE");
}

}  // namespace gatehouse::gates::imap
