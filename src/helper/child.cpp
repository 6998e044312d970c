#include "helper/child.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace gatehouse::helper {
namespace {

constexpr rlim_t most_files = 1024;
constexpr int longest_birth = 5000;  // milliseconds

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// The report descriptor becomes number 3 and goes at exec; nothing else above 2 stays.
bool take_descriptors(int input, int output, int errors, int report) {
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(errors, 2) < 0) return false;
  if (report != 3 && ::dup3(report, 3, O_CLOEXEC) < 0) return false;
  return ::close_range(4, ~0U, 0) == 0;
}

bool reset_signals() {
  for (int number = 1; number < NSIG; ++number) std::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  return ::sigprocmask(SIG_SETMASK, &none, nullptr) == 0;
}

bool limit_resources() {
  const rlimit no_core{0, 0};
  rlimit files{};
  if (::setrlimit(RLIMIT_CORE, &no_core) != 0 || ::getrlimit(RLIMIT_NOFILE, &files) != 0)
    return false;
  files.rlim_max = std::min(files.rlim_max, most_files);
  files.rlim_cur = files.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &files) == 0;
}

bool give_up_rights(const Birth& birth) {
  if (birth.may_gain_rights) return true;
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned long capability = 0; capability < 64; ++capability)
    ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);  // only root may, and only those there are
  if (birth.become) {
    const auto [user, group] = *birth.become;
    if (::setgroups(0, nullptr) != 0 || ::setresgid(group, group, group) != 0 ||
        ::setresuid(user, user, user) != 0)
      return false;
  }
  if (::geteuid() == 0 || ::setuid(0) == 0) return errno = EPERM, false;
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

// Changing the user forgets the signal, so it comes last; the parent may be gone already.
bool die_with(pid_t parent) {
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && ::getppid() == parent;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment() {
  std::array<char, 4096> folder{};
  const bool known = ::getcwd(folder.data(), folder.size()) != nullptr;
  return {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C",
          std::string("HOME=") + (known ? folder.data() : "/")};
}

[[noreturn]] void give_up(int report) {
  const int trouble = errno == 0 ? EPERM : errno;
  (void)!::write(report, &trouble, sizeof trouble);
  ::_exit(127);
}

[[noreturn]] void become(Birth birth, pid_t parent) {
  auto variables = environment();
  ::setpgid(0, 0);
  if (limit_resources() && give_up_rights(birth) && die_with(parent) && reset_signals())
    ::execve(birth.path.c_str(), pointers_to(birth.arguments).data(),
             pointers_to(variables).data());
  give_up(3);
}

// 0: exec closed the report pipe.
int outcome_of(int report) {
  pollfd waiting{report, POLLIN, 0};
  int trouble = 0;
  if (::poll(&waiting, 1, longest_birth) <= 0) return ETIMEDOUT;
  const auto size = ::read(report, &trouble, sizeof trouble);
  if (size == 0) return 0;
  return size == static_cast<ssize_t>(sizeof trouble) && trouble != 0 ? trouble : EIO;
}

}  // namespace

std::expected<Born, int> give_birth(const Birth& birth) {
  auto input = make_pipe(), output = make_pipe(), errors = make_pipe(), report = make_pipe();
  if (!input || !output || !errors || !report) return std::unexpected(errno);
  const auto parent = ::getpid();
  const auto pid = ::fork();
  if (pid < 0) return std::unexpected(errno);
  if (pid == 0) {
    if (!take_descriptors(input->reading.number(), output->writing.number(),
                          errors->writing.number(), report->writing.number()))
      give_up(report->writing.number());
    become(birth, parent);
  }
  report->writing.reset();
  if (const int trouble = outcome_of(report->reading.number()); trouble != 0) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return std::unexpected(trouble);
  }
  return Born{pid,
              {std::move(input->writing), std::move(output->reading), std::move(errors->reading)}};
}

}  // namespace gatehouse::helper
