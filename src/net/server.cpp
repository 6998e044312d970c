#include "net/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <future>
#include <mutex>
#include <ranges>
#include <thread>
#include <utility>

#include "base/log.h"
#include "net/deadlines.h"
#include "net/listener.h"

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

constexpr Duration step{10};               // between two looks while stopping
constexpr Duration longest_closing{5000};  // when the loops do not run any more
constexpr Duration after_grace{1000};      // for sessions to notice that their streams are closed

struct Loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
};

// What a detached coroutine that should not have ended so leaves behind.
auto logging_failure(std::string what) {
  return [what = std::move(what)](const std::exception_ptr& thrown) {
    if (thrown) log::write(log::Level::failure, "NET", what + " failed: " + words_of(thrown));
  };
}

}  // namespace

struct Server::State {
  explicit State(unsigned count) : loops(std::max(count, 1U)) {
    for (auto& loop : loops) Deadlines::of(loop.context.get_executor()).stay();
  }

  struct Listening {
    Endpoint at;  // of a local socket: nothing
    std::vector<std::shared_ptr<Acceptor>> acceptors;
  };
  [[nodiscard]] std::shared_ptr<Listener> new_listener(Handler handler, ListenerOptions options);
  // `sockets`: one for each loop, from the first.
  [[nodiscard]] Result<void> add(const Endpoint& at, std::vector<Descriptor> sockets,
                                 const ListenerView& listener);
  void accept_with(const std::shared_ptr<Acceptor>& acceptor);
  void on_every_loop(const std::function<void(Loop&)>& act);
  void start_accepting();
  void stop_accepting();
  Task<void> wind_down();
  Task<void> none_left(Duration within, std::function<void()> meanwhile);

  std::atomic<std::size_t> present = 0;  // connections; sessions live in the loops
  std::deque<Loop> loops;
  std::mutex lock;
  std::vector<Listening> listening;
  bool is_running = false;
  bool is_ending = false;
  Duration grace{0};
  bool is_stopping = false;  // the first loop's
};

std::shared_ptr<Listener> Server::State::new_listener(Handler handler, ListenerOptions options) {
  if (!options.census) options.census = std::make_shared<Census>(Census::Limits{});
  return std::make_shared<Listener>(std::move(handler), std::move(options), std::nullopt, &present);
}

Result<void> Server::State::add(const Endpoint& at, std::vector<Descriptor> sockets,
                                const ListenerView& listener) {
  const std::lock_guard guard(lock);
  if (is_ending) return fail(ErrorCode::unavailable, "the server is stopping");
  auto& added = listening.emplace_back(at);
  for (unsigned loop = 0; loop < sockets.size(); ++loop)
    added.acceptors.push_back(std::make_shared<Acceptor>(loops[loop].context.get_executor(), loop,
                                                         std::move(sockets[loop]), listener));
  if (is_running)
    for (const auto& acceptor : added.acceptors) accept_with(acceptor);
  return {};
}

void Server::State::accept_with(const std::shared_ptr<Acceptor>& acceptor) {
  auto accepting = [acceptor] { return acceptor->run(); };
  asio::co_spawn(acceptor->loop(), std::move(accepting), logging_failure("an acceptor"));
}

void Server::State::on_every_loop(const std::function<void(Loop&)>& act) {
  for (auto& loop : loops) asio::post(loop.context, [act, &loop] { act(loop); });
}

void Server::State::start_accepting() {
  const std::lock_guard guard(lock);
  is_running = true;
  for (const auto& each : listening)
    for (const auto& acceptor : each.acceptors) accept_with(acceptor);
}

void Server::State::stop_accepting() {
  const std::lock_guard guard(lock);
  is_ending = true;
  for (const auto& each : listening)
    for (const auto& acceptor : each.acceptors)
      asio::post(acceptor->loop(), [acceptor] { acceptor->close(); });
}

Task<void> Server::State::wind_down() {
  stop_accepting();
  co_await none_left(grace, [] {});
  const auto close_streams = [](Loop& loop) {
    Deadlines::of(loop.context.get_executor()).end_all();
  };
  co_await none_left(after_grace, [&] { on_every_loop(close_streams); });
  for (auto& loop : loops) loop.context.stop();
}

Task<void> Server::State::none_left(Duration within, std::function<void()> meanwhile) {
  const auto until = std::chrono::steady_clock::now() + within;
  while (present > 0 && std::chrono::steady_clock::now() < until) {
    meanwhile();
    co_await pause(step);
  }
}

Server::Server(unsigned loops) : state_(std::make_unique<State>(loops)) {}

Server::~Server() = default;

Result<Endpoint> Server::listen(const Endpoint& at, Handler handler, ListenerOptions options) {
  // Alone first: a shared port would let a second server in unnoticed.
  auto alone = listening_socket(at, {.one_of_many = false});
  if (!alone) return std::unexpected(std::move(alone.error()));
  const Endpoint bound{at.address, local_address(alone->number()).endpoint().port};
  const auto count = static_cast<unsigned>(state_->loops.size());
  if (count > 1) alone->reset();

  std::vector<Descriptor> sockets;
  if (count == 1) sockets.push_back(std::move(*alone));
  while (sockets.size() < count) {
    auto shared = listening_socket(bound, {.one_of_many = true});
    if (!shared) return std::unexpected(std::move(shared.error()));
    sockets.push_back(std::move(*shared));
  }
  const auto listener = state_->new_listener(std::move(handler), std::move(options));
  if (at.address != IpAddress{} && at.address != IpAddress::parse("0.0.0.0"))
    listener->fixed_local = bound;
  if (auto added = state_->add(bound, std::move(sockets), listener); !added)
    return std::unexpected(std::move(added.error()));
  return bound;
}

bool Server::close(const Endpoint& bound) {
  auto closed = std::make_shared<std::promise<void>>();
  const auto free = closed->get_future();
  {
    const std::lock_guard guard(state_->lock);
    const auto found = std::ranges::find(state_->listening, bound, &State::Listening::at);
    if (found == state_->listening.end()) return false;
    const auto acceptors = std::move(found->acceptors);
    state_->listening.erase(found);
    if (!state_->is_running) return true;  // they end with this scope
    const std::shared_ptr<void> last(closed.get(), [closed](void*) { closed->set_value(); });
    for (const auto& acceptor : acceptors)
      asio::post(acceptor->loop(), [acceptor, last] { acceptor->close(); });
  }
  free.wait_for(longest_closing);
  return true;
}

Result<void> Server::listen_local(const std::string& path, Handler handler) {
  auto socket = listening_local_socket(path);
  if (!socket) return std::unexpected(std::move(socket.error()));
  std::vector<Descriptor> sockets;
  sockets.push_back(std::move(*socket));
  return state_->add({}, std::move(sockets), state_->new_listener(std::move(handler), {}));
}

void Server::spawn(std::function<Task<void>()> task) {
  asio::co_spawn(loop(0), std::move(task), logging_failure("housekeeping"));
}

void Server::run(Duration grace) {
  state_->grace = grace;
  state_->start_accepting();
  std::vector<std::jthread> threads;
  for (auto& each : state_->loops | std::views::drop(1))
    threads.emplace_back([&each] { each.context.run(); });
  state_->loops.front().context.run();
}

void Server::stop() {
  asio::post(state_->loops.front().context, [state = state_.get()] {
    if (std::exchange(state->is_stopping, true)) return;
    asio::co_spawn(state->loops.front().context, state->wind_down(), logging_failure("stopping"));
  });
}

asio::any_io_executor Server::loop(unsigned index) {
  return state_->loops[index].context.get_executor();
}

std::size_t Server::connections() const { return state_->present; }

Task<void> pause(Duration period) {
  asio::steady_timer timer(co_await asio::this_coro::executor, period);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace gatehouse::net
