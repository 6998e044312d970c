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

// Datagrams of one address on their way to whoever handles them.
class Reception : public std::enable_shared_from_this<Reception> {
 public:
  Reception(std::shared_ptr<Datagrams> socket, DatagramHandler handler, ListenerOptions options)
      : socket_(std::move(socket)), handler_(std::move(handler)), options_(std::move(options)) {}

  Task<void> run() {
    const auto own = shared_from_this();
    co_await socket_->receive([this](Datagram datagram) { begin(std::move(datagram)); });
  }
  void close() { socket_->close(); }

 private:
  void begin(Datagram datagram) {
    const auto& admits = options_.admits;
    if (handled_ >= most_handled || (admits && !admits(datagram.remote.address))) return;
    ++handled_;
    auto handling = [own = shared_from_this(), one = std::move(datagram)]() mutable {
      return own->handler_(own->socket_, std::move(one));
    };
    const auto at_end = [own = shared_from_this()](const std::exception_ptr& thrown) {
      --own->handled_;
      if (thrown) log::write(log::Level::failure, "NET", "a datagram failed: " + words_of(thrown));
    };
    asio::co_spawn(socket_->loop(), std::move(handling), at_end);
  }

  static constexpr unsigned most_handled = 1000;
  std::shared_ptr<Datagrams> socket_;
  DatagramHandler handler_;
  ListenerOptions options_;
  unsigned handled_ = 0;  // now
};

void receive_with(const std::shared_ptr<Reception>& reception, const asio::any_io_executor& loop) {
  auto receiving = [reception] { return reception->run(); };
  asio::co_spawn(loop, std::move(receiving), logging_failure("reception of datagrams"));
}

}  // namespace

struct Server::State {
  explicit State(unsigned count) : loops(std::max(count, 1U)) {
    for (auto& loop : loops) Deadlines::of(loop.context.get_executor()).stay();
  }

  struct Listening {
    Endpoint at;  // of a local socket: nothing
    std::vector<std::shared_ptr<Acceptor>> acceptors;
    std::shared_ptr<Reception> reception{};  // of datagrams; null: of connections
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
  for (const auto& each : listening) {
    for (const auto& acceptor : each.acceptors) accept_with(acceptor);
    if (each.reception) receive_with(each.reception, loops.front().context.get_executor());
  }
}

void Server::State::stop_accepting() {
  const std::lock_guard guard(lock);
  is_ending = true;
  for (const auto& each : listening) {
    for (const auto& acceptor : each.acceptors)
      asio::post(acceptor->loop(), [acceptor] { acceptor->close(); });
    if (each.reception)
      asio::post(loops.front().context, [reception = each.reception] { reception->close(); });
  }
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

Result<Endpoint> Server::listen_for_datagrams(const Endpoint& at, DatagramHandler handler,
                                              ListenerOptions options) {
  auto socket = Datagrams::open(loop(0), at);
  if (!socket) return std::unexpected(std::move(socket.error()));
  const auto bound = (*socket)->bound();
  auto reception =
      std::make_shared<Reception>(*std::move(socket), std::move(handler), std::move(options));
  const std::lock_guard guard(state_->lock);
  if (state_->is_ending) return fail(ErrorCode::unavailable, "the server is stopping");
  if (state_->is_running) receive_with(reception, loop(0));
  state_->listening.push_back({bound, {}, std::move(reception)});
  return bound;
}

bool Server::close(const Endpoint& bound) {
  auto closed = std::make_shared<std::promise<void>>();
  const auto free = closed->get_future();
  {
    const std::lock_guard guard(state_->lock);
    const auto closing =
        std::ranges::partition(state_->listening, [&](const auto& one) { return one.at != bound; });
    if (closing.empty()) return false;
    const std::vector<State::Listening> these(closing.begin(), closing.end());
    state_->listening.erase(closing.begin(), closing.end());
    if (!state_->is_running) return true;  // they end with this scope
    const std::shared_ptr<void> last(closed.get(), [closed](void*) { closed->set_value(); });
    for (const auto& one : these) {
      for (const auto& acceptor : one.acceptors)
        asio::post(acceptor->loop(), [acceptor, last] { acceptor->close(); });
      if (one.reception)
        asio::post(loop(0), [reception = one.reception, last] { reception->close(); });
    }
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

Task<void> pause(std::chrono::nanoseconds period) {
  asio::steady_timer timer(co_await asio::this_coro::executor, period);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace gatehouse::net
