#include "helper/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <set>
#include <sstream>

#include "base/text.h"
#include "helper/helper_fixture.h"
#include "helper/process.h"

namespace gatehouse::helper {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

using ProgramOf = HelperSite;

constexpr auto echo = R"(
for number, words in numbered(): say(number + " OK " + words)
)";

TEST_F(ProgramOf, OneRequestGivesItsAnswer) {
  Program program(*launcher_, options(script("echo", echo)));
  EXPECT_EQ(outcome(ask(program, "VRFY joe@company.com secret")), "OK VRFY joe@company.com secret");
  EXPECT_EQ(program.interface_version(), 5);
  EXPECT_TRUE(program.running());
}

TEST_F(ProgramOf, AnyOrderOfAnswersAndRemarksReachesEachCaller) {
  Program program(*launcher_, options(script("backwards", R"(
held = []
for number, words in numbered():
    held.append((number, words))
    say("* holding " + number)
    if len(held) == 20:
        for number, words in reversed(held):
            say("*")
            say(number + " OK " + words)
)")));
  std::vector<Answered> all;
  for (int i = 0; i < 20; ++i) all.push_back(start_asking(program, "N" + std::to_string(i)));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(outcome(all[i].get()), "OK N" + std::to_string(i));
}

TEST_F(ProgramOf, AnswersMayBeCutAnywhere) {
  Program program(*launcher_, options(script("slow", R"(
for number, words in numbered():
    for c in "* a remark\n" + number + " OK " + words + "\r\n":
        sys.stdout.write(c)
        sys.stdout.flush()
)")));
  EXPECT_EQ(outcome(ask(program, "VRFY a b")), "OK VRFY a b");
}

TEST_F(ProgramOf, WhatNobodyAskedIsDropped) {
  Program program(*launcher_, options(script("babbler", R"(
say("99999 OK")
say("OK")
say("no number at all \x00\x01\x7f")
for number, words in numbered():
    say("77777 OK forged")
    say("0000000000000000000000000000001 OK forged")
    say("-1 OK forged")
    say(number + " ERROR " + words)
    say(number + " OK again")
)")));
  for (const std::string word : {"first", "second", "third"})
    EXPECT_EQ(outcome(ask(program, word)), "ERROR " + word);
}

TEST_F(ProgramOf, AnAnswerToAnotherNumberIsNotOurs) {
  Program program(*launcher_, options(script("crossed", R"(
held = []
for number, words in numbered():
    held.append((number, words))
    if len(held) == 2:
        say(held[1][0] + " ERROR " + held[1][1])
        say(held[1][0] + " OK " + held[1][1])
        say(held[0][0] + " ERROR " + held[0][1])
)")));
  auto one = start_asking(program, "one");
  auto two = start_asking(program, "two");
  EXPECT_EQ(outcome(one.get()), "ERROR one");
  EXPECT_EQ(outcome(two.get()), "ERROR two");
}

TEST_F(ProgramOf, ADeathWithoutRestartRejectsAllAndThenRefusesAtOnce) {
  auto wanted = options(script("mortal", R"(
for number, words in numbered():
    if words == "die": os._exit(3)
)"));
  Program program(*launcher_, wanted);
  auto pending = start_asking(program, "wait for ever");
  EXPECT_EQ(outcome(ask(program, "die")), "unavailable");
  EXPECT_EQ(outcome(pending.get()), "unavailable");
  EXPECT_EQ(outcome(ask(program, "anything")), "unavailable");
  EXPECT_FALSE(program.running());
}

TEST_F(ProgramOf, ARestartSendsWhatWaitedAgain) {
  const auto lives = open_file("lives");
  auto wanted = options(script("phoenix", "lives = open('" + lives + "', 'a+')\n" + R"(
lives.write("x")
lives.flush()
lives.seek(0)
first = len(lives.read()) == 1
for number, words in numbered():
    if first: os._exit(3)
    say(number + " OK " + words)
)"));
  wanted.auto_restart = 10ms;
  Program program(*launcher_, wanted);
  auto one = start_asking(program, "one");
  auto two = start_asking(program, "two");
  EXPECT_EQ(outcome(one.get()), "OK one");
  EXPECT_EQ(outcome(two.get()), "OK two");
  EXPECT_EQ(content(lives), "xx");
}

TEST_F(ProgramOf, ARequestThatAlwaysKillsIsSentThreeTimes) {
  const auto seen = open_file("seen");
  auto wanted = options(script("poisoned", "seen = open('" + seen + "', 'a')\n" + R"(
for number, words in numbered():
    seen.write(words + "\n")
    seen.flush()
    if words == "poison": os._exit(3)
    say(number + " OK")
)"));
  wanted.auto_restart = 10ms;
  Program program(*launcher_, wanted);
  EXPECT_EQ(outcome(ask(program, "poison")), "unavailable");
  EXPECT_EQ(content(seen), "poison\npoison\npoison\n");
  EXPECT_EQ(outcome(ask(program, "food")), "OK");
}

TEST_F(ProgramOf, AHangKillsTheProcessAndCostsTheOthersNothing) {
  auto wanted = options(script("stuck", R"(
for number, words in numbered():
    if words == "hang": time.sleep(3600)
    say(number + " OK " + words)
)"));
  wanted.auto_restart = 10ms;
  wanted.time_out = 1500ms;
  Program program(*launcher_, wanted);
  EXPECT_EQ(outcome(ask(program, "hello")), "OK hello");
  auto hanging = start_asking(program, "hang");
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(outcome(hanging.get()), "unavailable");
  EXPECT_GE(std::chrono::steady_clock::now() - before, 1000ms);
  EXPECT_EQ(outcome(ask(program, "again")), "OK again");
}

TEST_F(ProgramOf, AProgramThatNeverTellsItsVersionIsKilled) {
  auto wanted = options(program("silent", "#!/bin/sh\nexec sleep 3600\n"));
  wanted.time_out = 200ms;
  Program program(*launcher_, wanted);
  EXPECT_EQ(outcome(ask(program, "hello")), "unavailable");
  EXPECT_FALSE(program.running());
}

TEST_F(ProgramOf, AFloodWithoutAnEndOfLineEndsTheProcess) {
  Program program(*launcher_, options(script("flood", R"(
for number, words in numbered():
    for i in range(100): sys.stdout.write("x" * 1048576)
)")));
  EXPECT_EQ(outcome(ask(program, "VRFY a b")), "unavailable");
  EXPECT_EQ(outcome(ask(program, "VRFY a b")), "unavailable");
}

TEST_F(ProgramOf, AnAnswerOf4096BytesIsReadAndOneMoreIsNot) {
  Program program(*launcher_, options(script("long", R"(
for number, words in numbered():
    say(number + " " + "x" * (int(words) - len(number) - 1))
)")));
  EXPECT_EQ(outcome(ask(program, "4096")), std::string(4096 - 6, 'x'));
  EXPECT_EQ(outcome(ask(program, "4097")), "unavailable");
}

TEST_F(ProgramOf, AFloodOfLinesThatAnswerNothingEndsTheProcess) {
  Program program(*launcher_, options(script("chatter", R"(
for number, words in numbered():
    while True: say("what?")
)")));
  EXPECT_EQ(outcome(ask(program, "VRFY a b")), "unavailable");
}

TEST_F(ProgramOf, StandardErrorIsDrained) {
  Program program(*launcher_, options(script("loud", R"(
for number, words in numbered():
    for i in range(100): sys.stderr.write("x" * 65536 + "\n")
    say(number + " OK")
)")));
  EXPECT_EQ(outcome(ask(program, "VRFY a b")), "OK");
}

TEST_F(ProgramOf, OneThatDiesAtOnceIsStartedEverMoreSeldom) {
  const auto lives = open_file("lives");
  auto wanted = options(program("stillborn", "#!/bin/sh\necho x >> " + lives + "\nexit 1\n"));
  wanted.auto_restart = 20ms;
  wanted.time_out = 2s;
  Program program(*launcher_, wanted);
  const auto until = std::chrono::steady_clock::now() + 1s;
  int asked = 0;
  for (; std::chrono::steady_clock::now() < until; ++asked)
    EXPECT_EQ(outcome(ask(program, "VRFY a b")), "unavailable");
  EXPECT_GT(asked, 0);
  // 20 + 40 + ... + 2560 ms: no more than eight starts can be over by then.
  EXPECT_LE(content(lives).size() / 2, 9U);
}

TEST_F(ProgramOf, ThePauseGrowsUpToAMinute) {
  struct Case {
    Duration period;
    unsigned deaths;
    Duration pause;
  };
  for (const auto& [period, deaths, pause] :
       {Case{1s, 1, 1s}, Case{1s, 2, 2s}, Case{1s, 6, 32s}, Case{1s, 7, 60s}, Case{1s, 4000, 60s},
        Case{0ms, 1, 10ms}, Case{90s, 1, 90s}, Case{90s, 9, 90s}, Case{5s, 0, 5s}})
    EXPECT_EQ(restart_pause(period, deaths), pause) << period.count() << " " << deaths;
}

TEST_F(ProgramOf, OneThatDoesNotReadFillsAQueueAndNothingElse) {
  auto wanted = options(script("deaf", "say('00001 INTF 5')\ntime.sleep(3600)\n"));
  wanted.time_out = 3s;
  Program deaf(*launcher_, wanted);
  Program other(*launcher_, options(script("echo", echo)));
  EXPECT_EQ(outcome(ask(other, "warm")), "OK warm");
  std::vector<Answered> all;
  const std::string request = "VRFY joe@company.com " + std::string(200, 'x');
  for (int i = 0; i < 10000; ++i) all.push_back(start_asking(deaf, request));
  EXPECT_EQ(outcome(ask(other, "still here")), "OK still here");
  const auto refused = std::ranges::count_if(
      all, [](auto& one) { return one.wait_for(0s) == std::future_status::ready; });
  EXPECT_EQ(refused, 9000);
  for (auto& one : all) EXPECT_EQ(outcome(one.get()), "unavailable");
}

TEST_F(ProgramOf, OneThatWorksSlowlyIsToldLittleAtATime) {
  Program program(*launcher_, options(script("one_by_one", R"(
import fcntl, struct, termios
for number, words in numbered():
    left = struct.unpack("i", fcntl.ioctl(0, termios.FIONREAD, b"1234"))[0]
    say(number + " " + str(left))
)")));
  std::vector<Answered> all;
  for (int i = 0; i < 1000; ++i) all.push_back(start_asking(program, "VRFY a b"));
  for (auto& one : all) {
    const auto left_in_the_pipe = to_number<std::size_t>(outcome(one.get()));
    ASSERT_TRUE(left_in_the_pipe);
    EXPECT_LT(*left_in_the_pipe, most_at_once * std::string("00001 VRFY a b\n").size());
  }
}

struct InterfaceCase {
  std::string answer;
  int version;
  std::string heard;
};

TEST_F(ProgramOf, TheLowerInterfaceVersionIsUsed) {
  for (const auto& [answer, version, heard] : {InterfaceCase{"INTF 1", 1, "VRFY (IMAP) a"},
                                               {"INTF 0", 0, "VRFY a"},
                                               {"INTF -3", 0, "VRFY a"},
                                               {"INTF 9", 5, "VRFY (IMAP) a"},
                                               {"ERROR what?", 0, "VRFY a"},
                                               {"INTF 5", 5, "VRFY (IMAP) a"},
                                               {"INTF five", 0, "VRFY a"}}) {
    const auto path = program("version", "#!/bin/sh\nread number words\necho \"$number " + answer +
                                             "\"\nread number words\necho \"$number OK $words\"\n"
                                             "read quit\n");
    Program program(*launcher_, options(path));
    EXPECT_EQ(outcome(start_asking(program, "VRFY (IMAP) a", "VRFY a").get()), "OK " + heard)
        << answer;
    EXPECT_EQ(program.interface_version(), version) << answer;
  }
}

TEST_F(ProgramOf, ARequestOfMoreThanOneLineIsNotSent) {
  Program program(*launcher_, options(script("echo", echo)));
  for (const auto& request : {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3)})
    EXPECT_EQ(outcome(ask(program, request)), "malformed");
  EXPECT_EQ(outcome(start_asking(program, "good", "bad\n").get()), "malformed");
  EXPECT_EQ(outcome(ask(program, std::string(Program::longest_request + 1, 'x'))), "too_long");
}

TEST_F(ProgramOf, TheLongestRequestsArriveWhole) {
  Program program(*launcher_, options(script("count", R"(
for number, words in numbered(): say(number + " " + str(len(words)))
)")));
  std::vector<Answered> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(start_asking(program, std::string(Program::longest_request, 'x')));
  for (auto& one : all) EXPECT_EQ(outcome(one.get()), std::to_string(Program::longest_request));
}

TEST_F(ProgramOf, SeveralProcessesShareTheRequests) {
  auto wanted = options(script("pair", R"(
for number, words in numbered():
    if words == "who": say(number + " " + str(os.getpid()))
)"));
  wanted.processes = 2;
  Program program(*launcher_, wanted);
  std::vector<Answered> held;
  std::set<std::string> pids;
  for (int i = 0; i < 4; ++i) {
    held.push_back(start_asking(program, "hold"));
    pids.insert(outcome(ask(program, "who")));
  }
  EXPECT_EQ(pids.size(), 2U);
}

TEST_F(ProgramOf, ADeathHandsItsRequestsToTheOtherProcess) {
  const auto deaths = open_file("deaths");
  auto wanted = options(script("pair", "deaths = '" + deaths + "'\n" + R"(
for number, words in numbered():
    if words == "once" and os.path.getsize(deaths) == 0:
        open(deaths, "w").write("x")
        os._exit(1)
    say(number + " OK " + words)
)"));
  wanted.processes = 2;
  wanted.auto_restart = 20s;
  Program program(*launcher_, wanted);
  EXPECT_EQ(outcome(ask(program, "once")), "OK once");
  EXPECT_EQ(content(deaths), "x");
}

TEST_F(ProgramOf, TheEndOfTheProgramAnswersWhoeverWaitsAndSaysQuit) {
  const auto last = open_file("last");
  std::vector<Answered> all;
  {
    Program program(*launcher_, options(script("polite", "last = '" + last + "'\n" + R"(
while True:
    line = sys.stdin.readline()
    if not line: break
    number, _, words = line.rstrip("\n").partition(" ")
    if words.startswith("INTF"): say(number + " INTF 5")
    open(last, "a").write(words + "\n")
    if words == "hello": say(number + " OK")
)")));
    EXPECT_EQ(outcome(ask(program, "hello")), "OK");
    for (int i = 0; i < 5; ++i) all.push_back(start_asking(program, "hold"));
    loop_->run([] {});  // they have all been handed over
  }
  for (auto& one : all) EXPECT_EQ(outcome(one.get()), "unavailable");
  EXPECT_THAT(content(last), HasSubstr("QUIT\n"));
}

TEST_F(ProgramOf, ACallerMayLeaveWithItsLoop) {
  Program program(*launcher_, options(script("late", R"(
held = []
for number, words in numbered():
    held.append(number)
    if words == "go":
        for number in held: say(number + " OK")
)")));
  {
    support::LoopThread other;
    std::latch asked(1);
    auto lonely = [&program, &asked]() -> net::Task<void> {
      auto asking = program.ask(Secret("hold"));
      asked.count_down();
      const auto answer = co_await std::move(asking);
      ADD_FAILURE() << "it cannot be told";
    };
    auto leaving = other.start(lonely());
    asked.wait();
    other.run([] {});
  }
  EXPECT_EQ(outcome(ask(program, "go")), "OK");
}

TEST_F(ProgramOf, AProgramThatIsNotThereIsUnavailable) {
  Program program(*launcher_, options((folder_ / "missing").string()));
  EXPECT_EQ(outcome(ask(program, "VRFY a b")), "unavailable");
}

}  // namespace
}  // namespace gatehouse::helper
