#include "helper/launcher_process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <limits>
#include <set>

#include "helper/child.h"

namespace gatehouse::helper {
namespace {

constexpr Birth::Identity nobody{65534, 65534};
constexpr int looks_at_the_dying = 100;  // ten milliseconds apart

class LauncherProcess {
 public:
  LauncherProcess(int socket, const Launcher::Rules& rules) : socket_(socket), rules_(rules) {}
  [[noreturn]] void obey();

 private:
  void serve();
  bool take_order(bool far_end_closed);  // false: the end
  void launch(const LaunchOrder& order);
  void refuse(std::uint32_t serial, int trouble) const;
  void kill_child(std::int64_t pid) const;
  void reap();
  void end_all();
  [[nodiscard]] std::expected<Birth, int> birth_of(const LaunchOrder& order) const;
  [[nodiscard]] std::expected<Birth, int> external_birth(std::vector<std::string> command) const;
  [[nodiscard]] std::expected<Birth, int> os_passwords_birth() const;
  [[nodiscard]] std::string expanded(std::string_view path) const;

  int socket_;
  const Launcher::Rules rules_;
  std::string program_folder_;
  std::expected<std::optional<Birth::Identity>, int> external_identity_ = std::unexpected(EPERM);
  Descriptor deaths_;
  std::set<pid_t> children_;
};

// Both the server's terminal and its service manager may signal the whole group: this process ends
// when the server does, not before.
Descriptor watch_signals() {
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2})
    std::signal(number, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);  // whatever the server thinks of it
  sigset_t death;
  ::sigemptyset(&death);
  ::sigaddset(&death, SIGCHLD);
  ::sigprocmask(SIG_SETMASK, &death, nullptr);
  return Descriptor(::signalfd(-1, &death, SFD_CLOEXEC | SFD_NONBLOCK));
}

// The socket becomes number 3; of the rest only standard error stays, for what aborts.
int keep_only(int socket) {
  Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::dup2(nothing.number(), 0);
  ::dup2(nothing.number(), 1);
  nothing.reset();
  if (socket != 3) ::dup3(socket, 3, O_CLOEXEC);
  ::close_range(4, ~0U, 0);
  return 3;
}

void protect_process() {
  ::umask(077);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_NAME, "gatehouse-start", 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Whom programs of kind `external` run as: nullopt is whoever we are, which must not be root.
std::expected<std::optional<Birth::Identity>, int> external_identity(const Launcher::Rules& rules) {
  const auto own = ::geteuid();
  if (own == 0 && (rules.helper_user == 0 || rules.helper_group == 0))
    return std::unexpected(EPERM);
  if (own == 0) return Birth::Identity{rules.helper_user, rules.helper_group};
  if (rules.helper_user != 0 && rules.helper_user != own) return std::unexpected(EPERM);
  return std::nullopt;
}

bool become(Birth::Identity who) {
  return ::setgroups(0, nullptr) == 0 && ::setresgid(who.group, who.group, who.group) == 0 &&
         ::setresuid(who.user, who.user, who.user) == 0;
}

// Without gatehouse-pam nothing here needs root, nor a way back to it.
bool drop_rights(Birth::Identity to) {
  if (::geteuid() == 0 && (!become(to) || ::setuid(0) == 0)) return false;
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // changing the user switched it on again
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

void LauncherProcess::obey() {
  std::error_code trouble;
  program_folder_ = std::filesystem::read_symlink("/proc/self/exe", trouble).parent_path();
  ::setsid();
  socket_ = keep_only(socket_);
  deaths_ = watch_signals();
  protect_process();
  external_identity_ = external_identity(rules_);
  if (rules_.os_passwords_path.empty()) {
    const auto to = external_identity_.value_or(std::nullopt).value_or(nobody);
    if (!drop_rights(to)) ::_exit(1);
    if (external_identity_) *external_identity_ = std::nullopt;
  }
  serve();
  end_all();
  ::_exit(0);
}

void LauncherProcess::serve() {
  std::array<pollfd, 2> waiting{pollfd{socket_, POLLIN, 0}, pollfd{deaths_.number(), POLLIN, 0}};
  for (bool going = true; going;) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[1].revents != 0) reap();
    if (waiting[0].revents != 0) going = take_order((waiting[0].revents & POLLHUP) != 0);
  }
}

bool LauncherProcess::take_order(bool far_end_closed) {
  std::array<char, longest_order + 1> room{};
  const auto size = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
  if (size < 0) return errno == EINTR || errno == EAGAIN;
  if (size == 0) return !far_end_closed;  // an empty message is garbage, not an end
  const auto order = parse_order({room.data(), static_cast<std::size_t>(size)});
  if (!order) {
    refuse(0, EBADMSG);
  } else if (const auto* wanted = std::get_if<LaunchOrder>(&*order)) {
    launch(*wanted);
  } else {
    kill_child(std::get<KillOrder>(*order).pid);
  }
  return true;
}

void LauncherProcess::launch(const LaunchOrder& order) {
  const auto birth = birth_of(order);
  if (!birth) return refuse(order.serial, birth.error());
  auto born = give_birth(*birth);
  if (!born) return refuse(order.serial, born.error());
  children_.insert(born->pid);
  if (!send_report(socket_, {order.serial, 0, born->pid}, born->ends)) kill_child(born->pid);
}

void LauncherProcess::refuse(std::uint32_t serial, int trouble) const {
  (void)send_report(socket_, {serial, trouble, 0}, {});
}

std::expected<Birth, int> LauncherProcess::birth_of(const LaunchOrder& order) const {
  if (children_.size() >= most_children) return std::unexpected(EAGAIN);
  switch (order.kind) {
    case Launcher::Kind::external:
      return external_birth(order.command);
    case Launcher::Kind::os_passwords:
      return order.command.empty() ? os_passwords_birth() : std::unexpected(EPERM);
  }
  return std::unexpected(EBADMSG);
}

std::expected<Birth, int> LauncherProcess::external_birth(std::vector<std::string> command) const {
  if (!external_identity_) return std::unexpected(external_identity_.error());
  if (command.empty() || command.front().empty()) return std::unexpected(ENOENT);
  command.front() = expanded(command.front());
  const auto path = command.front();
  return Birth{path, std::move(command), *external_identity_, false};
}

std::expected<Birth, int> LauncherProcess::os_passwords_birth() const {
  if (rules_.os_passwords_path.empty()) return std::unexpected(EPERM);
  return Birth{rules_.os_passwords_path, {rules_.os_passwords_path}, std::nullopt, true};
}

std::string LauncherProcess::expanded(std::string_view path) const {
  if (!path.starts_with('$')) return std::string(path);
  path.remove_prefix(1);
  return program_folder_ + (path.starts_with('/') ? "" : "/") + std::string(path);
}

void LauncherProcess::kill_child(std::int64_t pid) const {
  if (pid <= 1 || pid > std::numeric_limits<pid_t>::max()) return;
  const auto child = static_cast<pid_t>(pid);
  if (!children_.contains(child)) return;  // its number belongs to nobody, or to somebody else
  ::kill(-child, SIGKILL);
  ::kill(child, SIGKILL);
}

// Its group goes first, while the dead leader still holds the number.
void LauncherProcess::reap() {
  std::array<char, 16 * sizeof(signalfd_siginfo)> news{};
  while (::read(deaths_.number(), news.data(), news.size()) > 0) continue;
  for (siginfo_t dead{};; dead = {}) {
    if (::waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) != 0 || dead.si_pid == 0) return;
    if (children_.erase(dead.si_pid) != 0) ::kill(-dead.si_pid, SIGKILL);
    ::waitpid(dead.si_pid, nullptr, 0);
  }
}

void LauncherProcess::end_all() {
  for (const auto child : children_) kill_child(child);
  for (int look = 0; look < looks_at_the_dying && !children_.empty(); ++look) {
    reap();
    if (!children_.empty()) ::poll(nullptr, 0, 10);
  }
}

}  // namespace

void obey_orders(int socket, const Launcher::Rules& rules) {
  LauncherProcess(socket, rules).obey();
}

}  // namespace gatehouse::helper
