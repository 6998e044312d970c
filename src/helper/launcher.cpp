#include "helper/launcher.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include "base/clock.h"
#include "base/text.h"
#include "helper/launch_wire.h"
#include "helper/launcher_process.h"

namespace gatehouse::helper {
namespace {

constexpr auto longest_wait = std::chrono::seconds{6};
constexpr int looks_at_the_end = 500;  // ten milliseconds apart

Error error_of(int trouble, const std::vector<std::string>& command) {
  const auto what = command.empty() ? std::string("the program") : escaped(command.front());
  const auto words = "cannot start " + what + ": " + std::strerror(trouble);
  switch (trouble) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::not_found, words};
    case EPERM:
    case EACCES:
      return {ErrorCode::not_allowed, words};
    default:
      return {ErrorCode::unavailable, words};
  }
}

std::unexpected<Error> launcher_is_gone() {
  return fail(ErrorCode::unavailable, "the process that starts programs is gone");
}

}  // namespace

struct Launcher::State {
  Descriptor socket;
  pid_t pid;
  std::mutex one_at_a_time;
  std::uint32_t serial = 0;

  [[nodiscard]] bool send(std::string_view bytes) const {
    return ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  [[nodiscard]] std::optional<Delivery> wait_for(std::uint32_t wanted);
};

// A report that comes after its caller gave up brings a program that nobody wants.
std::optional<Delivery> Launcher::State::wait_for(std::uint32_t wanted) {
  const auto until = std::chrono::steady_clock::now() + longest_wait;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{socket.number(), POLLIN, 0};
    if (left.count() <= 0) return std::nullopt;
    if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    auto delivery = receive_report(socket.number());
    if (!delivery || delivery->report.serial == wanted) return delivery;
    if (delivery->report.trouble == 0) (void)send(to_bytes(KillOrder{delivery->report.pid}));
  }
}

Result<std::unique_ptr<Launcher>> Launcher::start(const Rules& rules) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(ErrorCode::unavailable, std::string("socketpair: ") + std::strerror(errno));
  Descriptor ours(ends[0]), theirs(ends[1]);
  const auto pid = ::fork();
  if (pid < 0) return fail(ErrorCode::unavailable, std::string("fork: ") + std::strerror(errno));
  if (pid == 0) {
    ours.reset();
    obey_orders(theirs.release(), rules);
  }
  const timeval patience{std::chrono::seconds(longest_wait).count(), 0};
  ::setsockopt(ours.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  auto state = std::make_unique<State>();
  state->socket = std::move(ours);
  state->pid = pid;
  return std::unique_ptr<Launcher>(new Launcher(std::move(state)));
}

Launcher::Launcher(std::unique_ptr<State> state) : state_(std::move(state)) {}

Launcher::~Launcher() {
  state_->socket.reset();
  for (int look = 0; look < looks_at_the_end; ++look) {
    if (::waitpid(state_->pid, nullptr, WNOHANG) != 0) return;
    ::poll(nullptr, 0, 10);
  }
  ::kill(state_->pid, SIGKILL);
}

Result<Launcher::Child> Launcher::run(Kind kind, const std::vector<std::string>& command) {
  const std::lock_guard lock(state_->one_at_a_time);
  const LaunchOrder order{++state_->serial, kind, command};
  const auto bytes = to_bytes(order);
  if (!bytes) return std::unexpected(bytes.error());
  if (!state_->send(*bytes)) return launcher_is_gone();
  auto delivery = state_->wait_for(order.serial);
  if (!delivery) return launcher_is_gone();
  if (delivery->report.trouble != 0)
    return std::unexpected(error_of(delivery->report.trouble, command));
  auto& [input, output, errors] = delivery->ends;
  return Child{delivery->report.pid, std::move(input), std::move(output), std::move(errors)};
}

void Launcher::kill(std::int64_t pid) { (void)state_->send(to_bytes(KillOrder{pid})); }

}  // namespace gatehouse::helper
