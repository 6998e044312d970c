#include "pam/check_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <utility>

namespace gatehouse::pam {
namespace {

constexpr std::size_t longest_verdict = 1024;

struct Sign {
  char letter;
  Verdict::Kind kind;
};
constexpr std::array signs{Sign{'A', Verdict::Kind::accepted}, Sign{'R', Verdict::Kind::refused},
                           Sign{'F', Verdict::Kind::failed}};

std::string written(const Verdict& verdict) {
  std::string text;
  for (const auto& sign : signs)
    if (sign.kind == verdict.kind) text += sign.letter;
  for (const char c : verdict.why.substr(0, longest_verdict / 2)) text += c == '\n' ? ' ' : c;
  return text + '\n';
}

std::optional<Verdict> read_verdict(const std::string& text) {
  for (const auto& sign : signs)
    if (text.front() == sign.letter) return Verdict{sign.kind, text.substr(1, text.size() - 2)};
  return std::nullopt;
}

// Modules may write to standard output, which is not theirs.
int keep_only(int pipe) {
  constexpr int kept = 3;
  const int null = ::open("/dev/null", O_RDWR);
  if (null < 0 || ::dup2(null, STDIN_FILENO) < 0 || ::dup2(null, STDOUT_FILENO) < 0) return -1;
  if (pipe != kept && ::dup2(pipe, kept) < 0) return -1;
  ::close_range(kept + 1, ~0U, 0);
  return ::fcntl(kept, F_SETFD, FD_CLOEXEC) == 0 ? kept : -1;
}

[[noreturn]] void run(int pipe, pid_t parent, const std::function<Verdict()>& work) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  pipe = keep_only(pipe);
  if (::getppid() != parent || pipe < 0) ::_exit(1);
  std::signal(SIGPIPE, SIG_DFL);
  const auto text = written(work());
  const bool said = ::write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::_exit(said ? 0 : 1);
}

}  // namespace

std::optional<CheckProcess> CheckProcess::start(const std::function<Verdict()>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) run(ends[1], parent, work);
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return std::nullopt;
  }
  ::setpgid(child, child);  // in both, so that it is done before either goes on
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return CheckProcess(child, ends[0]);
}

CheckProcess::CheckProcess(CheckProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      pipe_(std::exchange(other.pipe_, -1)),
      said_(std::move(other.said_)) {}

CheckProcess::~CheckProcess() {
  kill();
  if (pipe_ >= 0) ::close(pipe_);
}

void CheckProcess::kill() {
  if (process_ <= 0) return;
  ::kill(-process_, SIGKILL);
  ::kill(process_, SIGKILL);
  static_cast<void>(ended_well());
}

bool CheckProcess::ended_well() {
  int status = 0;
  pid_t seen = 0;
  do {
    seen = ::waitpid(process_, &status, 0);
  } while (seen < 0 && errno == EINTR);
  const bool well = seen == process_ && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  process_ = 0;
  return well;
}

std::optional<Verdict> CheckProcess::look() {
  std::array<char, longest_verdict> bytes{};
  const auto count = ::read(pipe_, bytes.data(), bytes.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (count > 0) said_.append(bytes.data(), static_cast<std::size_t>(count));
  const bool is_whole = said_.ends_with('\n');
  if (count > 0 && !is_whole && said_.size() <= longest_verdict) return std::nullopt;
  const auto verdict = is_whole ? read_verdict(said_) : std::nullopt;
  if (!verdict) {
    kill();
    return failed("the check ended without an answer");
  }
  return ended_well() ? *verdict : failed("the check ended badly");
}

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

void end_orphans(const std::vector<pid_t>& checks) {
  std::ifstream children("/proc/thread-self/children");
  for (pid_t process = 0; children >> process;) {
    if (std::ranges::find(checks, process) != checks.end()) continue;
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, WNOHANG);  // or the next time
  }
}

}  // namespace gatehouse::pam
