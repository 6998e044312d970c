#include "auth/failed_attempts.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/log.h"
#include "net/server.h"

namespace gatehouse::auth {
namespace {

constexpr auto key = "FailedLogins";

// Not written yet.
struct Waiting {
  std::vector<FailedAttempt> last;  // oldest first
  std::int64_t count = 0;
};

settings::Value seconds_of(Time at) {
  return settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(at)};
}

settings::Dictionary told(const FailedAttempt& attempt) {
  settings::Dictionary one{{"Address", settings::Address{.address = attempt.from}},
                           {"Service", attempt.service},
                           {"Time", seconds_of(attempt.at)}};
  if (!attempt.tag.empty()) one.emplace("Tag", attempt.tag);
  return one;
}

std::optional<settings::TimeStamp> time_in(const settings::Dictionary& all, std::string_view name) {
  const auto* value = settings::find(all, name);
  if (value == nullptr) return std::nullopt;
  const auto* stamp = std::get_if<settings::TimeStamp>(&value->held());
  return stamp == nullptr ? std::nullopt : std::optional(*stamp);
}

// What was told before and still counts: nothing once the owner has come after the last of it.
struct Before {
  settings::Array attempts;
  std::int64_t count = 0;
};
Before before(const settings::Dictionary& info) {
  const auto* known = settings::find(info, key);
  if (known == nullptr || known->dictionary() == nullptr) return {};
  const auto& failed = *known->dictionary();
  Before all;
  const auto* attempts = settings::find(failed, "Attempts");
  if (attempts != nullptr && attempts->array() != nullptr) all.attempts = *attempts->array();
  const auto last = time_in(failed, "Last");
  const auto came = time_in(info, "LastLogin");
  const bool over = last && came && came->at > last->at;
  const auto* count = settings::find(failed, "Count");
  if (!over && count != nullptr) all.count = count->whole().value_or(0);
  return all;
}

settings::Dictionary info_after(const settings::Dictionary& info, const Waiting& waiting) {
  auto [old, count] = before(info);
  settings::Array attempts;
  for (auto one = waiting.last.rbegin(); one != waiting.last.rend(); ++one)
    attempts.emplace_back(told(*one));
  for (auto& one : old)
    if (attempts.size() < FailedAttempts::most_told) attempts.push_back(std::move(one));
  settings::Dictionary failed{{"Attempts", std::move(attempts)},
                              {"Count", settings::Number{count + waiting.count}},
                              {"Last", seconds_of(waiting.last.back().at)}};
  return {{key, std::move(failed)}};
}

}  // namespace

struct FailedAttempts::State {
  directory::Directory& directory;
  net::Offload& disk;
  const Clock& clock;
  std::mutex lock{};
  std::map<std::string, Waiting, std::less<>> waiting{};  // a writer of each is on its way
  std::map<std::string, Moment, std::less<>> written{};   // lately

  // How long the writer has to wait; nullopt: there is one already, or no room.
  std::optional<Duration> add(const std::string& whose, FailedAttempt attempt);
  Waiting take(const std::string& whose);
};

namespace {

net::Task<void> write_soon(std::shared_ptr<FailedAttempts::State> state,
                           directory::AccountView account, Duration wait) {
  if (wait > Duration::zero()) co_await net::pause(wait);
  auto work = [state, account]() -> Result<void> {
    const auto waiting = state->take(account->full_name());
    if (waiting.last.empty()) return {};
    const auto info = state->directory.info_of(*account);
    if (!info) return std::unexpected(info.error());
    return state->directory.note(*account, info_after(*info, waiting));
  };
  auto& disk = state->disk;
  const auto noted = co_await disk.run(std::move(work));
  if (!noted) std::ignore = state->take(account->full_name());
  if (noted && !*noted)
    log::write(log::Level::problem, "ACCOUNT",
               account->full_name() + ": failed login not noted: " + noted->error().detail);
}

}  // namespace

std::optional<Duration> FailedAttempts::State::add(const std::string& whose,
                                                   FailedAttempt attempt) {
  const auto now = clock.moment();
  const std::lock_guard held(lock);
  auto known = waiting.find(whose);
  const bool is_new = known == waiting.end();
  if (is_new && waiting.size() >= most_waiting) return std::nullopt;
  if (is_new) known = waiting.emplace(whose, Waiting()).first;
  auto& own = known->second;
  ++own.count;
  own.last.push_back(std::move(attempt));
  if (own.last.size() > most_told) own.last.erase(own.last.begin());
  if (!is_new) return std::nullopt;
  const auto last = written.find(whose);
  if (last == written.end()) return Duration::zero();
  const auto passed = std::chrono::floor<Duration>(now - last->second);
  return std::max(Duration::zero(), shortest_interval - passed);
}

Waiting FailedAttempts::State::take(const std::string& whose) {
  const auto now = clock.moment();
  const std::lock_guard held(lock);
  const auto known = waiting.find(whose);
  if (known == waiting.end()) return {};
  auto taken = std::move(known->second);
  waiting.erase(known);
  if (written.size() >= most_waiting)
    std::erase_if(written, [&](const auto& one) { return now - one.second >= shortest_interval; });
  if (written.size() >= most_waiting) written.clear();
  written.insert_or_assign(whose, now);
  return taken;
}

FailedAttempts::FailedAttempts(directory::Directory& directory, net::Offload& disk,
                               const Clock& clock)
    : state_(new State{directory, disk, clock}) {}

void FailedAttempts::note(const directory::AccountView& account, FailedAttempt attempt,
                          const boost::asio::any_io_executor& loop) {
  const auto wait = state_->add(account->full_name(), std::move(attempt));
  if (!wait) return;
  auto writing = write_soon(state_, account, *wait);
  boost::asio::co_spawn(loop, std::move(writing), boost::asio::detached);
}

}  // namespace gatehouse::auth
