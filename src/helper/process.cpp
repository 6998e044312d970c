#include "helper/process.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "helper/lines.h"

namespace gatehouse::helper {

namespace asio = boost::asio;

namespace {

constexpr auto in_place = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t batch_size = 65536;  // bytes written at once; more than the longest request
constexpr unsigned most_strays = 1000;     // lines that answer nothing, between two that do
constexpr std::uint64_t interface_number = 1;

Moment now() { return std::chrono::steady_clock::now(); }

std::string in_seconds(Duration period) {
  return std::to_string(period.count() / 1000) + "." + std::to_string(period.count() % 1000 / 100) +
         " s";
}

// From one start to one end; shared by the coroutines that serve its three pipes.
struct Life {
  Life(const asio::any_io_executor& loop, Launcher::Child child, std::size_t longest_answer)
      : pid(child.pid),
        input(loop, child.input.release()),
        output(loop, child.output.release()),
        errors(loop, child.errors.release()),
        arrival(loop, Moment::max()),
        lines(longest_answer) {}

  const std::int64_t pid;
  asio::posix::stream_descriptor input;
  asio::posix::stream_descriptor output;
  asio::posix::stream_descriptor errors;
  asio::steady_timer arrival;  // cancelled when there is something to write
  LineCutter lines;
  const Moment born = now();
  std::optional<int> version;  // nullopt: INTF is not answered
  std::uint64_t last_number = 0;
  unsigned strays = 0;
  bool said_quit = false;
  bool is_over = false;
};
using SharedLife = std::shared_ptr<Life>;

struct Sent {
  Request request;
  Moment at;
};

void refuse(Request& request, const std::string& why) {
  request.slot.give(fail(ErrorCode::unavailable, why));
}

void close(asio::posix::stream_descriptor& pipe) {
  boost::system::error_code ignored;
  pipe.close(ignored);
}

}  // namespace

Duration restart_pause(Duration period, unsigned deaths_in_a_row) {
  constexpr Duration shortest{10};
  const auto most = std::max(period, longest_pause);
  auto pause = std::max(period, shortest);
  for (unsigned death = 1; death < deaths_in_a_row && pause < most; ++death) pause *= 2;
  return std::min(pause, most);
}

struct Process::State {
  enum class Phase { starting, serving, resting, down };

  explicit State(Surroundings of) : around(std::move(of)) {}

  net::Task<void> live_once();
  net::Task<void> rest();
  net::Task<void> write_requests(SharedLife its);
  net::Task<void> read_answers(SharedLife its);
  net::Task<void> read_errors(SharedLife its);
  net::Task<void> say_farewell(SharedLife its);

  [[nodiscard]] std::string next_batch(Life& its);
  void add_waiting_requests(Life& its, std::string& batch);
  void heed(Life& its, std::string_view line);
  void heed_answer(Life& its, const Numbered& answer);
  void agree(Life& its, std::string_view answer);
  void note_stray(Life& its, std::string_view what);
  void end(Life& its, const std::string& why);
  void give_back_all();
  void refuse_all(const std::string& why);
  void change(Phase next);

  Surroundings around;
  Phase phase = Phase::starting;
  SharedLife life;
  std::deque<Request> unsent;
  std::map<std::uint64_t, Sent> sent;   // by number, so the oldest first
  unsigned deaths = 0;                  // since the last answer
  Moment due{};                         // the next start, while resting
  asio::steady_timer* alarm = nullptr;  // of rest()
  bool is_stopping = false;
};

void Process::State::change(Phase next) {
  phase = next;
  around.changed();
}

net::Task<void> Process::State::live_once() {
  const auto loop = co_await asio::this_coro::executor;
  auto child = around.launcher.run(around.options.kind, around.options.command);
  if (!child) {
    around.journal.say(log::Level::failure, child.error().detail);
    co_return;
  }
  around.journal.say(log::Level::major, "started, process " + std::to_string(child->pid));
  life = std::make_shared<Life>(loop, std::move(*child), around.options.longest_answer);
  if (around.options.interface_version == 0) life->version = 0;
  change(life->version ? Phase::serving : Phase::starting);
  const auto on_end = [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  };
  asio::co_spawn(loop, write_requests(life), on_end);
  asio::co_spawn(loop, read_errors(life), on_end);
  auto answers = read_answers(life);
  co_await std::move(answers);
  life.reset();
}

net::Task<void> Process::State::rest() {
  asio::steady_timer timer(co_await asio::this_coro::executor, due);
  alarm = &timer;
  co_await timer.async_wait(in_place);
  alarm = nullptr;
}

net::Task<void> Process::State::write_requests(SharedLife its) {
  while (!its->is_over) {
    auto batch = next_batch(*its);
    const WipeAtEnd wiped(batch);
    if (!batch.empty()) {
      const auto [trouble, size] =
          co_await asio::async_write(its->input, asio::buffer(batch), in_place);
      if (trouble) co_return end(*its, "it does not read any more");
    } else if (its->said_quit) {
      co_return close(its->input);
    } else {
      co_await its->arrival.async_wait(in_place);
    }
  }
}

std::string Process::State::next_batch(Life& its) {
  std::string batch;
  if (its.said_quit) return batch;
  if (its.last_number == 0 && around.options.interface_version != 0) {
    its.last_number = interface_number;
    batch = number_text(interface_number) + " " +
            interface_offer(around.options.interface_version) + "\n";
  }
  if (is_stopping) {
    its.said_quit = true;
    batch += number_text(++its.last_number) + " QUIT\n";
  } else if (its.version) {
    add_waiting_requests(its, batch);
  }
  return batch;
}

void Process::State::add_waiting_requests(Life& its, std::string& batch) {
  if (unsent.empty()) return;
  batch.reserve(batch_size);  // a string that grows would leave passwords behind
  while (!unsent.empty() && sent.size() < most_at_once) {
    auto& request = unsent.front();
    const bool bare = *its.version < 1 && !request.for_version_0.empty();
    const auto text = (bare ? request.for_version_0 : request.text).reveal();
    const auto number = number_text(its.last_number + 1);
    if (batch.size() + number.size() + text.size() + 2 > batch_size) return;
    if (request.slot.is_wanted()) {
      batch.append(number).append(" ").append(text).append("\n");
      ++request.sendings;
      if (around.journal.wants(log::Level::low))
        around.journal.say(log::Level::low, number + " " + escaped(text.substr(0, text.find(' '))));
      sent.emplace(++its.last_number, Sent{std::move(request), now()});
    }
    unsent.pop_front();
  }
}

net::Task<void> Process::State::read_answers(SharedLife its) {
  std::string room(16384, '\0');
  const WipeAtEnd wiped(room);
  const auto take = [this, &its](std::string_view line) { heed(*its, line); };
  while (!its->is_over) {
    const auto [trouble, size] = co_await its->output.async_read_some(asio::buffer(room), in_place);
    if (trouble) {
      end(*its, "it ended");
    } else if (!its->lines.add(std::string_view(room).substr(0, size), take)) {
      end(*its, "a line of more than " + std::to_string(around.options.longest_answer) + " bytes");
    }
  }
}

// Always drained: a program that fills this pipe would wait for ever.
net::Task<void> Process::State::read_errors(SharedLife its) {
  std::string room(4096, '\0');
  while (!its->is_over) {
    const auto [trouble, size] = co_await its->errors.async_read_some(asio::buffer(room), in_place);
    if (trouble) co_return;
    for (const auto line : split(std::string_view(room).substr(0, size), '\n'))
      if (!line.empty()) around.journal.quote("standard error", line, now());
  }
}

net::Task<void> Process::State::say_farewell(SharedLife its) {
  asio::steady_timer timer(co_await asio::this_coro::executor, farewell);
  alarm = &timer;
  if (!its->is_over) co_await timer.async_wait(in_place);
  alarm = nullptr;
  end(*its, "it did not leave");
}

void Process::State::heed(Life& its, std::string_view line) {
  if (its.is_over) return;
  const auto parsed = parse_line(line);
  if (const auto* remark = std::get_if<Remark>(&parsed))
    return around.journal.quote("remark", remark->text, now());
  if (const auto* answer = std::get_if<Numbered>(&parsed)) return heed_answer(its, *answer);
  // Its text is not told: it may be half of an answer with a password.
  note_stray(its, "a line without a number, " + std::to_string(line.size()) + " bytes");
}

void Process::State::heed_answer(Life& its, const Numbered& answer) {
  if (around.journal.wants(log::Level::low))
    around.journal.say(log::Level::low, number_text(answer.number) + " answered " +
                                            std::string(loggable_word(answer.text)));
  if (!its.version && answer.number == interface_number) return agree(its, answer.text);
  const auto found = sent.find(answer.number);
  if (found == sent.end()) {
    if (!is_stopping) note_stray(its, number_text(answer.number) + ": nobody waits for it");
    return;
  }
  found->second.request.slot.give(Secret(answer.text));
  sent.erase(found);
  deaths = 0;
  its.strays = 0;
  if (!unsent.empty()) its.arrival.cancel();
}

void Process::State::agree(Life& its, std::string_view answer) {
  const auto version = parse_interface(answer);
  if (!version)
    around.journal.say(log::Level::problem, "it names no interface version; 0 is assumed");
  its.version = std::min(version.value_or(0), around.options.interface_version);
  around.journal.say(log::Level::low, "interface version " + std::to_string(*its.version));
  change(Phase::serving);
  its.arrival.cancel();
}

void Process::State::note_stray(Life& its, std::string_view what) {
  around.journal.quote("dropped", what, now());
  if (++its.strays > most_strays) end(its, "nothing but lines that answer nothing");
}

void Process::State::end(Life& its, const std::string& why) {
  if (its.is_over) return;
  its.is_over = true;
  if (!is_stopping)
    around.journal.say(log::Level::problem,
                       "process " + std::to_string(its.pid) + " is over: " + why);
  around.launcher.kill(its.pid);
  close(its.input);
  close(its.output);
  close(its.errors);
  its.arrival.cancel();
  if (alarm != nullptr) alarm->cancel();
}

// What was sent before goes before what was not.
void Process::State::give_back_all() {
  std::deque<Request> all;
  for (auto& [number, one] : std::exchange(sent, {})) all.push_back(std::move(one.request));
  for (auto& request : std::exchange(unsent, {})) all.push_back(std::move(request));
  for (auto& request : all) {
    const bool may_go = request.sendings == 0 || around.options.auto_restart.has_value();
    if (may_go && request.sendings < most_sendings) {
      around.give_back(std::move(request));
    } else {
      refuse(request, "the program ended before it answered");
    }
  }
}

void Process::State::refuse_all(const std::string& why) {
  for (auto& [number, one] : std::exchange(sent, {})) refuse(one.request, why);
  for (auto& request : std::exchange(unsent, {})) refuse(request, why);
}

Process::Process(Surroundings around) : state_(std::make_unique<State>(std::move(around))) {}

Process::~Process() = default;

net::Task<void> Process::run() {
  auto& self = *state_;
  const auto period = self.around.options.auto_restart;
  while (!self.is_stopping) {
    auto living = self.live_once();
    co_await std::move(living);
    if (self.is_stopping || !period) break;
    const auto pause = restart_pause(*period, ++self.deaths);
    self.due = now() + pause;
    self.around.journal.say(log::Level::problem, "starts again in " + in_seconds(pause));
    self.change(State::Phase::resting);
    self.give_back_all();
    auto resting = self.rest();
    co_await std::move(resting);
  }
  self.change(State::Phase::down);
  self.give_back_all();
}

void Process::stop() {
  auto& self = *state_;
  self.is_stopping = true;
  self.refuse_all("the program is being stopped");
  if (self.alarm != nullptr) self.alarm->cancel();
  if (!self.life) return;
  self.life->arrival.cancel();
  asio::co_spawn(self.life->arrival.get_executor(), self.say_farewell(self.life),
                 [](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
}

bool Process::takes_until(Moment until) const {
  switch (state_->phase) {
    case State::Phase::starting:
    case State::Phase::serving:
      return !state_->is_stopping;
    case State::Phase::resting:
      return !state_->is_stopping && state_->due < until;
    case State::Phase::down:
      return false;
  }
  return false;
}

bool Process::rests() const { return state_->phase == State::Phase::resting; }

bool Process::is_running() const { return state_->phase == State::Phase::serving; }

int Process::interface_version() const {
  return state_->life ? state_->life->version.value_or(0) : 0;
}

std::size_t Process::waiting() const { return state_->sent.size() + state_->unsent.size(); }

void Process::take(Request request) {
  state_->unsent.push_back(std::move(request));
  if (state_->life) state_->life->arrival.cancel();
}

void Process::sweep(Moment at) {
  auto& self = *state_;
  const std::string late = "the program did not answer in time";
  const auto oldest = at - self.around.options.time_out;
  bool hangs = self.life && !self.life->version && self.life->born <= oldest;
  for (auto one = self.sent.begin(); one != self.sent.end();) {
    const bool is_late = one->second.at <= oldest;
    hangs = hangs || is_late;
    if (is_late || one->second.request.until <= at) refuse(one->second.request, late);
    one = is_late ? self.sent.erase(one) : std::next(one);
  }
  std::erase_if(self.unsent, [&](Request& request) {
    const bool is_late = request.until <= at || !request.slot.is_wanted();
    if (is_late) refuse(request, late);
    return is_late;
  });
  if (hangs && self.life) self.end(*self.life, late);
}

}  // namespace gatehouse::helper
