#include "net/server.h"

#include <algorithm>
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
#include <ranges>
#include <thread>
#include <utility>

#include "base/log.h"
#include "net/deadlines.h"
#include "net/listener.h"

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

constexpr Duration step{10};           // between two looks while stopping
constexpr Duration after_grace{1000};  // for sessions to notice that their streams are closed

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

  Listener& add_listener(Handler handler, ListenerOptions options);
  void add_acceptor(unsigned loop, Descriptor socket, const Listener& listener);
  [[nodiscard]] std::size_t connections() const;
  void on_every_loop(const std::function<void(Loop&)>& act);
  void start_accepting();
  Task<void> wind_down();
  Task<void> none_left(Duration within, std::function<void()> meanwhile);

  // Sessions, which live in the loops, refer to their listeners; acceptors refer to both.
  std::deque<Listener> listeners;
  std::deque<Loop> loops;
  std::deque<Acceptor> acceptors;
  Duration grace{0};
  bool is_stopping = false;  // the first loop's
};

Listener& Server::State::add_listener(Handler handler, ListenerOptions options) {
  auto census = std::make_shared<Census>(std::move(options));
  return listeners.emplace_back(std::move(handler), std::move(census), std::nullopt);
}

void Server::State::add_acceptor(unsigned loop, Descriptor socket, const Listener& listener) {
  acceptors.emplace_back(loops[loop].context.get_executor(), loop, std::move(socket), listener);
}

std::size_t Server::State::connections() const {
  std::size_t count = 0;
  for (const auto& listener : listeners) count += listener.census->present();
  return count;
}

void Server::State::on_every_loop(const std::function<void(Loop&)>& act) {
  for (auto& loop : loops) asio::post(loop.context, [act, &loop] { act(loop); });
}

void Server::State::start_accepting() {
  for (auto& acceptor : acceptors)
    asio::co_spawn(acceptor.loop(), acceptor.run(), logging_failure("an acceptor"));
}

Task<void> Server::State::wind_down() {
  for (auto& acceptor : acceptors) asio::post(acceptor.loop(), [&acceptor] { acceptor.close(); });
  co_await none_left(grace, [] {});
  const auto close_streams = [](Loop& loop) {
    Deadlines::of(loop.context.get_executor()).end_all();
  };
  co_await none_left(after_grace, [&] { on_every_loop(close_streams); });
  for (auto& loop : loops) loop.context.stop();
}

Task<void> Server::State::none_left(Duration within, std::function<void()> meanwhile) {
  const auto until = std::chrono::steady_clock::now() + within;
  while (connections() > 0 && std::chrono::steady_clock::now() < until) {
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
  auto& listener = state_->add_listener(std::move(handler), std::move(options));
  if (at.address != IpAddress{} && at.address != IpAddress::parse("0.0.0.0"))
    listener.fixed_local = bound;
  for (unsigned loop = 0; loop < count; ++loop)
    state_->add_acceptor(loop, std::move(sockets[loop]), listener);
  return bound;
}

Result<void> Server::listen_local(const std::string& path, Handler handler) {
  auto socket = listening_local_socket(path);
  if (!socket) return std::unexpected(std::move(socket.error()));
  const auto& listener = state_->add_listener(std::move(handler), {});
  state_->add_acceptor(0, std::move(*socket), listener);
  return {};
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

std::size_t Server::connections() const { return state_->connections(); }

Task<void> pause(Duration period) {
  asio::steady_timer timer(co_await asio::this_coro::executor, period);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace gatehouse::net
