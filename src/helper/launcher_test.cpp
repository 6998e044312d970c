#include "helper/launcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "base/text.h"
#include "helper/helper_fixture.h"
#include "helper/launch_wire.h"
#include "helper/launcher_process.h"

namespace gatehouse::helper {
namespace {

using testing::Each;
using testing::HasSubstr;

constexpr auto external = Launcher::Kind::external;

std::string all_from(const Descriptor& pipe) {
  std::string all;
  std::array<char, 4096> room{};
  for (;;) {
    const auto size = ::read(pipe.number(), room.data(), room.size());
    if (size <= 0) return all;
    all.append(room.data(), static_cast<std::size_t>(size));
  }
}

std::string line_from(const Descriptor& pipe) {
  std::string line;
  for (char c = 0; ::read(pipe.number(), &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

std::string code_of(const Result<Launcher::Child>& child) {
  return child ? "started" : std::string(name_of(child.error().code));
}

using LauncherOf = HelperSite;

constexpr auto inspection = R"(#!/usr/bin/python3 -IS
import ctypes, os, resource
def is_open(number):
    try: os.fstat(number)
    except OSError: return False
    return True
status = dict(line.rstrip("\n").split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
signal = ctypes.c_int()
ctypes.CDLL(None).prctl(2, ctypes.byref(signal))
print("open", [n for n in range(4096) if is_open(n)])
print("names", sorted(n for n in os.environ if n != "LC_CTYPE"))
print("user", os.getresuid(), os.getresgid(), os.getgroups())
print("no new privileges", status["NoNewPrivs"])
print("capabilities", status["CapEff"], status["CapPrm"], status["CapInh"], status["CapAmb"])
print("blocked", status["SigBlk"], "ignored", int(status["SigIgn"], 16) & ~(1 << 12 | 1 << 24))
print("core", resource.getrlimit(resource.RLIMIT_CORE))
print("files", resource.getrlimit(resource.RLIMIT_NOFILE)[1] <= 1024)
print("own group", os.getpgrp() == os.getpid())
print("dies by", signal.value)
print("folder", os.getcwd())
print("home", os.environ["HOME"])
)";

TEST_F(LauncherOf, AProgramGetsNothingOfOurs) {
  std::signal(SIGUSR1, SIG_IGN);
  ::setenv("GATEHOUSE_TEST_SECRET", "x", 1);
  const Descriptor ours(::dup(1));  // not closed at exec
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  auto launcher = Launcher::start(rules());
  std::filesystem::current_path(before);
  std::signal(SIGUSR1, SIG_DFL);
  ::unsetenv("GATEHOUSE_TEST_SECRET");
  ASSERT_TRUE(launcher);

  auto child = (*launcher)->run(external, {program("inspect", inspection)});
  ASSERT_TRUE(child) << child.error().detail;
  const auto seen = all_from(child->output);
  const auto user = std::to_string(::geteuid() == 0 ? nobody : ::geteuid());
  const auto group = std::to_string(::geteuid() == 0 ? nobody : ::getegid());
  const auto three = [](const std::string& id) { return "(" + id + ", " + id + ", " + id + ")"; };
  EXPECT_THAT(seen, HasSubstr("open [0, 1, 2]\n")) << all_from(child->errors);
  EXPECT_THAT(seen, HasSubstr("names ['HOME', 'LANG', 'PATH']\n"));
  EXPECT_THAT(seen, HasSubstr("user " + three(user) + " " + three(group)));
  if (::geteuid() == 0) EXPECT_THAT(seen, HasSubstr(three(group) + " []\n"));
  EXPECT_THAT(seen, HasSubstr("no new privileges 1\n"));
  EXPECT_THAT(seen, HasSubstr("capabilities 0000000000000000 0000000000000000 "
                              "0000000000000000 0000000000000000\n"));
  EXPECT_THAT(seen, HasSubstr("blocked 0000000000000000 ignored 0\n"));
  EXPECT_THAT(seen, HasSubstr("core (0, 0)\n"));
  EXPECT_THAT(seen, HasSubstr("files True\n"));
  EXPECT_THAT(seen, HasSubstr("own group True\n"));
  EXPECT_THAT(seen, HasSubstr("dies by 9\n"));
  EXPECT_THAT(seen, HasSubstr("folder " + std::filesystem::canonical(folder_).string() + "\n"));
  EXPECT_THAT(seen, HasSubstr("home " + std::filesystem::canonical(folder_).string() + "\n"));
}

TEST_F(LauncherOf, PathsAreRelativeToTheBaseFolderOrToTheProgram) {
  program("tool", "#!/bin/sh\necho \"$0 $1\"\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  auto launcher = Launcher::start(rules());
  std::filesystem::current_path(before);
  ASSERT_TRUE(launcher);
  auto child = (*launcher)->run(external, {"tool", "one argument; `id`"});
  ASSERT_TRUE(child) << child.error().detail;
  EXPECT_EQ(all_from(child->output), "tool one argument; `id`\n");
  EXPECT_EQ(code_of((*launcher)->run(external, {"sh"})), "not_found");  // PATH plays no part
  EXPECT_EQ(code_of((*launcher)->run(external, {"$/missing"})), "not_found");
  // This folder may be closed to the user that programs run as; it is found in any case.
  EXPECT_NE(code_of((*launcher)->run(external, {"$/helper_test", "--gtest_list_tests"})),
            "not_found");
  EXPECT_NE(code_of((*launcher)->run(external, {"$helper_test", "--gtest_list_tests"})),
            "not_found");
}

TEST_F(LauncherOf, WhatCannotBeStartedIsToldSo) {
  EXPECT_EQ(code_of(launcher_->run(external, {})), "not_found");
  EXPECT_EQ(code_of(launcher_->run(external, {""})), "not_found");
  EXPECT_EQ(code_of(launcher_->run(external, {(folder_ / "missing").string()})), "not_found");
  EXPECT_EQ(code_of(launcher_->run(external, {folder_.string()})), "not_allowed");
  EXPECT_EQ(code_of(launcher_->run(external, {program("nothing", "")})), "unavailable");
  EXPECT_EQ(code_of(launcher_->run(external, {open_file("plain")})), "not_allowed");
  EXPECT_EQ(code_of(launcher_->run(external, {std::string("a\0b", 3)})), "malformed");
  EXPECT_EQ(code_of(launcher_->run(external, {std::string(longest_order, 'x')})), "too_long");
  EXPECT_EQ(code_of(launcher_->run(external, std::vector<std::string>(most_words + 1, "x"))),
            "too_long");
  EXPECT_EQ(code_of(launcher_->run(Launcher::Kind::os_passwords, {})), "not_allowed");
}

TEST_F(LauncherOf, RootNeverRunsAnExternalProgramAsItself) {
  const auto path = program("tool", "#!/bin/sh\n");
  for (const auto& rules :
       {Launcher::Rules{}, Launcher::Rules{.os_passwords_path = path},
        Launcher::Rules{.helper_user = nobody}, Launcher::Rules{.helper_group = nobody}}) {
    auto launcher = Launcher::start(rules);
    ASSERT_TRUE(launcher);
    const bool is_other = rules.helper_user != 0 && rules.helper_user != ::geteuid();
    const bool is_refused = ::geteuid() == 0 || is_other;
    EXPECT_EQ(code_of((*launcher)->run(external, {path})), is_refused ? "not_allowed" : "started");
  }
}

TEST_F(LauncherOf, OsPasswordsRunsOneProgramWithOurRights) {
  auto rules = LauncherOf::rules();
  rules.os_passwords_path = program("pam", "#!/bin/sh\nid -u\necho $#\n");
  auto launcher = Launcher::start(rules);
  ASSERT_TRUE(launcher);
  auto child = (*launcher)->run(Launcher::Kind::os_passwords, {});
  ASSERT_TRUE(child) << child.error().detail;
  EXPECT_EQ(all_from(child->output), std::to_string(::geteuid()) + "\n0\n");
  EXPECT_EQ(code_of((*launcher)->run(Launcher::Kind::os_passwords, {"/bin/sh"})), "not_allowed");
  auto other = (*launcher)->run(external, {program("who", "#!/bin/sh\nid -u\n")});
  ASSERT_TRUE(other) << other.error().detail;
  EXPECT_EQ(all_from(other->output),
            std::to_string(::geteuid() == 0 ? nobody : ::geteuid()) + "\n");
}

TEST_F(LauncherOf, KillReachesTheWholeGroup) {
  auto child = launcher_->run(
      external, {program("parent", "#!/bin/sh\nsleep 3600 &\necho ready\nsleep 3600\n")});
  ASSERT_TRUE(child);
  EXPECT_EQ(line_from(child->output), "ready");
  launcher_->kill(child->pid);
  EXPECT_EQ(all_from(child->output), "");  // nobody holds the other end any more
}

TEST_F(LauncherOf, ALeadersDeathEndsItsGroup) {
  auto child = launcher_->run(external,
                              {program("parent", "#!/bin/sh\nsleep 3600 &\necho ready\nexit 0\n")});
  ASSERT_TRUE(child);
  EXPECT_EQ(all_from(child->output), "ready\n");
}

TEST_F(LauncherOf, KillIgnoresWhatIsNotItsOwn) {
  auto rules = LauncherOf::rules();
  rules.os_passwords_path = "/bin/false";  // so that it keeps our rights
  auto launcher = Launcher::start(rules);
  ASSERT_TRUE(launcher);
  const auto bystander = ::fork();
  if (bystander == 0) {
    ::pause();
    ::_exit(0);
  }
  for (const std::int64_t pid : {std::int64_t{bystander}, std::int64_t{-1}, std::int64_t{0},
                                 -std::int64_t{bystander}, std::int64_t{1}, std::int64_t{1} << 40})
    (*launcher)->kill(pid);
  auto child = (*launcher)->run(external, {program("tool", "#!/bin/sh\n")});
  EXPECT_EQ(code_of(child), "started");  // the orders before are all obeyed
  EXPECT_EQ(::waitpid(bystander, nullptr, WNOHANG), 0);
  ::kill(bystander, SIGKILL);
  ::waitpid(bystander, nullptr, 0);
}

TEST_F(LauncherOf, ItsEndEndsAllItStarted) {
  std::vector<Launcher::Child> children;
  const auto path = program("parent", "#!/bin/sh\nsleep 3600 &\necho ready\nsleep 3600\n");
  for (int i = 0; i < 3; ++i) {
    auto child = launcher_->run(external, {path});
    ASSERT_TRUE(child);
    EXPECT_EQ(line_from(child->output), "ready");
    children.push_back(*std::move(child));
  }
  launcher_.reset();
  for (const auto& child : children) EXPECT_EQ(all_from(child.output), "");
}

TEST_F(LauncherOf, ItsSuddenDeathEndsItsChildrenAndIsNoticed) {
  auto child =
      launcher_->run(external, {program("child", "#!/bin/sh\necho $PPID\nexec sleep 3600\n")});
  ASSERT_TRUE(child);
  const auto launcher = to_number<pid_t>(line_from(child->output));
  ASSERT_TRUE(launcher);
  ::kill(*launcher, SIGKILL);
  EXPECT_EQ(all_from(child->output), "");
  EXPECT_EQ(code_of(launcher_->run(external, {program("tool", "#!/bin/sh\n")})), "unavailable");
}

TEST_F(LauncherOf, SignalsToTheGroupOfTheServerDoNotEndIt) {
  auto child = launcher_->run(external, {program("child", "#!/bin/sh\necho $PPID\ncat\n")});
  ASSERT_TRUE(child);
  const auto launcher = to_number<pid_t>(line_from(child->output));
  ASSERT_TRUE(launcher);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE}) ::kill(*launcher, signal);
  EXPECT_NE(::getpgid(*launcher), ::getpgrp());
  EXPECT_EQ(code_of(launcher_->run(external, {program("tool", "#!/bin/sh\n")})), "started");
}

TEST_F(LauncherOf, NoMoreThan64RunAtOnce) {
  const auto path = program("child", "#!/bin/sh\nread end\n");
  std::vector<Launcher::Child> children;
  for (std::size_t i = 0; i < most_children; ++i) {
    auto child = launcher_->run(external, {path});
    ASSERT_TRUE(child) << i << ": " << child.error().detail;
    children.push_back(*std::move(child));
  }
  EXPECT_EQ(code_of(launcher_->run(external, {path})), "unavailable");
  children.front().input.reset();
  EXPECT_EQ(all_from(children.front().output), "");
  auto again = launcher_->run(external, {path});
  for (int tries = 0; !again && tries < 1000; ++tries) again = launcher_->run(external, {path});
  EXPECT_EQ(code_of(again), "started");
}

class RawLauncher : public HelperSite {
 protected:
  RawLauncher() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    socket_ = Descriptor(ends[0]);
    Descriptor theirs(ends[1]);
    pid_ = ::fork();
    if (pid_ != 0) return;
    socket_.reset();
    obey_orders(theirs.release(), rules());
  }
  ~RawLauncher() override { ::kill(pid_, SIGKILL), ::waitpid(pid_, nullptr, 0); }

  void send(const std::string& bytes) const {
    EXPECT_EQ(::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] int trouble() const {
    const auto delivery = receive_report(socket_.number());
    return delivery ? delivery->report.trouble : -1;
  }

  Descriptor socket_;
  pid_t pid_ = -1;
};

TEST_F(RawLauncher, GarbageChangesNothing) {
  const auto good = to_bytes(LaunchOrder{7, external, {program("tool", "#!/bin/sh\n")}});
  ASSERT_TRUE(good);
  std::vector<std::string> garbage{"x",
                                   "L",
                                   "K",
                                   std::string(longest_order + 1, 'L'),
                                   "Kabc",
                                   std::string(5000, '\0'),
                                   std::string(5000, '\xff')};
  for (std::size_t size = 1; size < good->size(); ++size) garbage.push_back(good->substr(0, size));
  std::vector<int> troubles;
  for (const auto& bytes : garbage) {
    if (bytes.size() == 6) continue;  // an order without a command: refused in its own way
    send(bytes);
    troubles.push_back(trouble());
  }
  EXPECT_THAT(troubles, Each(EBADMSG));
  send("");  // an empty message is no end
  send(*good);
  EXPECT_EQ(trouble(), 0);
}

TEST_F(RawLauncher, DescriptorsSentToItAreNotKept) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  Ends gifts{Descriptor(::dup(ends[1])), Descriptor(::dup(ends[1])), Descriptor(::dup(ends[1]))};
  EXPECT_TRUE(send_report(socket_.number(), {1, 0, 1}, gifts));
  EXPECT_EQ(trouble(), EBADMSG);
  gifts = {};
  writing.reset();
  EXPECT_EQ(all_from(reading), "");  // nobody else holds it
}

TEST(LaunchOrders, ReadBackAsTheyWere) {
  for (const auto& command : {std::vector<std::string>{},
                              {"a"},
                              {"a", "", "b c"},
                              {"", ""},
                              std::vector<std::string>(most_words, "word")}) {
    const auto bytes = to_bytes(LaunchOrder{77, external, command});
    ASSERT_TRUE(bytes);
    const auto order = parse_order(*bytes);
    ASSERT_TRUE(order && std::holds_alternative<LaunchOrder>(*order));
    EXPECT_EQ(std::get<LaunchOrder>(*order).serial, 77U);
    EXPECT_EQ(std::get<LaunchOrder>(*order).command, command);
  }
  const auto order = parse_order(to_bytes(KillOrder{-5}));
  ASSERT_TRUE(order && std::holds_alternative<KillOrder>(*order));
  EXPECT_EQ(std::get<KillOrder>(*order).pid, -5);
}

}  // namespace
}  // namespace gatehouse::helper
