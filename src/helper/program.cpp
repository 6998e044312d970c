#include "helper/program.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "helper/lines.h"
#include "helper/process.h"

namespace gatehouse::helper {

namespace asio = boost::asio;

namespace {

constexpr unsigned most_processes = 16;
constexpr Duration longest_reprieve = std::chrono::seconds{30};  // beyond one time-out

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

ProgramOptions within_limits(ProgramOptions options) {
  options.processes = std::clamp(options.processes, 1U, most_processes);
  options.time_out = std::max(options.time_out, Duration{1});
  return options;
}

// This thread writes to pipes whose readers die, and the server's signals are not for it.
void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct Program::State {
  State(Launcher& with, ProgramOptions wanted);

  // From any thread. An error: it was not taken.
  [[nodiscard]] Result<AnswerSlot> accept(Secret text, Secret for_version_0);
  void close();

  // On the program's thread.
  void run();
  void dispatch(Request request);
  void stop();
  void tell();
  void wake();
  net::Task<void> watch();
  [[nodiscard]] bool someone_waits() const;

  const ProgramOptions options;
  Launcher& launcher;
  Journal journal;
  asio::io_context loop{1};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{
      loop.get_executor()};
  asio::steady_timer next_look{loop, Moment::max()};
  std::deque<Process> processes;
  bool is_stopping = false;

  std::mutex door;
  bool is_closed = false;
  std::shared_ptr<std::atomic<std::size_t>> taken = std::make_shared<std::atomic<std::size_t>>(0);
  std::atomic<int> version = 0;
  std::atomic<bool> is_running = false;
  std::thread thread;
};

Program::State::State(Launcher& with, ProgramOptions wanted)
    : options(within_limits(std::move(wanted))),
      launcher(with),
      journal(options.log_tag, options.log_level) {
  for (unsigned i = 0; i < options.processes; ++i)
    processes.emplace_back(Process::Surroundings{
        launcher, options, journal, [this](Request request) { dispatch(std::move(request)); },
        [this] { tell(); }});
}

Result<AnswerSlot> Program::State::accept(Secret text, Secret for_version_0) {
  const std::lock_guard lock(door);
  if (is_closed) return fail(ErrorCode::unavailable, "the program is being stopped");
  if (*taken >= options.most_waiting)
    return fail(ErrorCode::unavailable, "too many requests wait for the program");
  ++*taken;
  const auto leave = [count = taken](void*) { --*count; };
  const auto reprieve = std::min(options.auto_restart.value_or(Duration{0}), longest_reprieve);
  AnswerSlot slot;
  Request request{.text = std::move(text),
                  .for_version_0 = std::move(for_version_0),
                  .slot = slot,
                  .until = std::chrono::steady_clock::now() + options.time_out + reprieve,
                  .place = std::shared_ptr<void>(this, leave)};
  asio::post(loop,
             [this, request = std::move(request)]() mutable { dispatch(std::move(request)); });
  return slot;
}

void Program::State::close() {
  {
    const std::lock_guard lock(door);
    is_closed = true;
  }
  asio::post(loop, [this] { stop(); });
  thread.join();
}

void Program::State::run() {
  block_signals();
  for (auto& process : processes) asio::co_spawn(loop, process.run(), rethrow);
  asio::co_spawn(loop, watch(), rethrow);
  loop.run();
}

// To the process with the fewest waiting; one that rests only when all others do.
void Program::State::dispatch(Request request) {
  Process* best = nullptr;
  const auto before = [](const Process& a, const Process& b) {
    return std::pair(a.rests(), a.waiting()) < std::pair(b.rests(), b.waiting());
  };
  for (auto& process : processes)
    if (process.takes_until(request.until) && (best == nullptr || before(process, *best)))
      best = &process;
  if (best == nullptr)
    return request.slot.give(fail(ErrorCode::unavailable, "the program is not running"));
  best->take(std::move(request));
  wake();
}

void Program::State::stop() {
  is_stopping = true;
  for (auto& process : processes) process.stop();
  next_look.cancel();
  work.reset();
}

void Program::State::tell() {
  is_running = std::ranges::any_of(processes, &Process::is_running);
  int lowest = options.interface_version;
  for (const auto& process : processes)
    if (process.is_running()) lowest = std::min(lowest, process.interface_version());
  version = is_running ? lowest : 0;
  wake();
}

void Program::State::wake() {
  if (next_look.expiry() == Moment::max()) next_look.cancel();
}

bool Program::State::someone_waits() const {
  return std::ranges::any_of(processes, [](const Process& one) {
    return one.waiting() > 0 || (!one.is_running() && one.takes_until(Moment::min()));
  });
}

// Looks often while there is something that can be late, else sleeps until there is.
net::Task<void> Program::State::watch() {
  const auto step = std::clamp(options.time_out / 10, Duration{5}, Duration{250});
  while (!is_stopping) {
    const auto at = std::chrono::steady_clock::now();
    for (auto& process : processes) process.sweep(at);
    next_look.expires_at(someone_waits() ? at + step : Moment::max());
    co_await next_look.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

namespace {

// Not a member: the program may end before the answer is told.
template <class State>
net::Task<Result<Program::Answer>> ask_of(std::shared_ptr<State> state, Secret request,
                                          Secret for_version_0) {
  for (const auto* text : {&request, &for_version_0}) {
    if (!fits_one_line(text->reveal()))
      co_return fail(ErrorCode::malformed, "the request would be more than one line");
    if (text->size() > Program::longest_request)
      co_return fail(ErrorCode::too_long, "the request is too long");
  }
  const auto slot = state->accept(std::move(request), std::move(for_version_0));
  if (!slot) co_return std::unexpected(slot.error());
  auto answered = slot->wait();
  auto answer = co_await std::move(answered);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Program::Answer{std::move(*answer)};
}

}  // namespace

Program::Program(Launcher& launcher, ProgramOptions options)
    : state_(std::make_shared<State>(launcher, std::move(options))) {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Program::~Program() { state_->close(); }

net::Task<Result<Program::Answer>> Program::ask(Secret request, Secret for_version_0) {
  return ask_of(state_, std::move(request), std::move(for_version_0));
}

int Program::interface_version() const { return state_->version; }

bool Program::running() const { return state_->is_running; }

}  // namespace gatehouse::helper
