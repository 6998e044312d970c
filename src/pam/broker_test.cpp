#include "pam/broker.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <vector>

namespace gatehouse::pam {
namespace {

using std::chrono::milliseconds;

void rest(milliseconds period) {
  ::usleep(static_cast<useconds_t>(std::chrono::microseconds(period).count()));
}

[[noreturn]] void never_end() {
  while (true) ::pause();
}

// What the check does is the password's to say. Runs in a process of its own.
Verdict act(const Question& question) {
  const auto what = question.password.reveal();
  if (what == "right") return accepted();
  if (what == "late") rest(milliseconds{300});
  if (what == "hang") never_end();
  if (what == "die") ::raise(SIGKILL);
  if (what == "leave") ::_exit(0);
  if (what == "trouble") return failed("the module is not well");
  if (what == "chatty") static_cast<void>(::write(STDOUT_FILENO, "99999 OK\n", 9));
  if (what == "orphan" && ::fork() == 0) never_end();
  if (what == "files") {
    const auto open_files = std::filesystem::directory_iterator("/proc/self/fd");
    // One of them is the folder itself.
    return refused(std::to_string(std::distance(begin(open_files), end(open_files)) - 1));
  }
  return refused("wrong\npassword");
}

struct BrokerTest : testing::Test {
  // All answers to these lines, sorted or as they came.
  std::vector<std::string> answers(const std::string& requests, bool sorted = true) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    EXPECT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
    EXPECT_EQ(::write(in[1], requests.data(), requests.size()),
              static_cast<ssize_t>(requests.size()));
    ::close(in[1]);
    Broker(options, &act).serve(in[0], out[1]);
    ::close(in[0]);
    ::close(out[1]);
    std::vector<std::string> lines;
    std::string text(65536, '\0');
    const auto count = ::read(out[0], text.data(), text.size());
    ::close(out[0]);
    std::istringstream words(text.substr(0, static_cast<std::size_t>(std::max<ssize_t>(count, 0))));
    for (std::string line; std::getline(words, line);) lines.push_back(line);
    if (sorted) std::ranges::sort(lines);
    return lines;
  }
  static std::string ask(int number, const std::string& password) {
    return std::to_string(number) + " PAM joe 10.0.0.5 \"" + password + "\"\n";
  }

  Broker::Options options;
};

using Lines = std::vector<std::string>;

TEST_F(BrokerTest, AnswersEachRequest) {
  EXPECT_EQ(answers("1 INTF 5\n" + ask(2, "right") + ask(3, "no") + ask(4, "trouble") + "x\n5 X\n"),
            (Lines{"* a line without a number", "1 INTF 1", "2 OK", "3 ERROR wrong password",
                   "4 FAILURE the module is not well", "5 FAILURE no such request"}));
}

TEST_F(BrokerTest, ACheckThatEndsWithoutAWordIsAFailure) {
  EXPECT_EQ(answers(ask(1, "die") + ask(2, "leave") + ask(3, "right")),
            (Lines{"1 FAILURE the check ended without an answer",
                   "2 FAILURE the check ended without an answer", "3 OK"}));
}

TEST_F(BrokerTest, ACheckThatHangsIsEndedAtItsDeadlineAndHoldsNobodyUp) {
  options.deadline = milliseconds{300};
  EXPECT_EQ(
      answers(ask(1, "hang") + ask(2, "right") + ask(3, "hang"), false),
      (Lines{"2 OK", "1 FAILURE the check took too long", "3 FAILURE the check took too long"}));
}

TEST_F(BrokerTest, AnswersComeInTheOrderOfTheChecksEnds) {
  EXPECT_EQ(answers(ask(1, "late") + ask(2, "right"), false),
            (Lines{"2 OK", "1 ERROR wrong password"}));
}

TEST_F(BrokerTest, OnlySoManyRunAndWait) {
  options.most_at_once = 1;
  options.most_waiting = 2;
  options.deadline = milliseconds{400};
  const auto seen = answers(ask(1, "hang") + ask(2, "right") + ask(3, "right") + ask(4, "right"));
  EXPECT_EQ(seen,
            (Lines{"1 FAILURE the check took too long", "2 FAILURE the request waited too long",
                   "3 FAILURE too many requests are waiting",
                   "4 FAILURE too many requests are waiting"}));
}

TEST_F(BrokerTest, WhatACheckWritesElsewhereIsNoAnswer) {
  EXPECT_EQ(answers(ask(1, "chatty")), (Lines{"1 ERROR wrong password"}));
}

TEST_F(BrokerTest, ACheckHasNoOtherDescriptors) {
  EXPECT_EQ(answers(ask(1, "files") + ask(2, "files")), (Lines{"1 ERROR 4", "2 ERROR 4"}));
}

TEST_F(BrokerTest, QuitEndsAtOnce) {
  EXPECT_EQ(answers("1 QUIT\n" + ask(2, "right")), (Lines{"1 OK"}));
}

TEST_F(BrokerTest, ManyRequestsAreAllAnswered) {
  std::string requests;
  for (int i = 100; i < 300; ++i) requests += ask(i, i % 2 == 0 ? "right" : "no");
  const auto seen = answers(requests);
  ASSERT_EQ(seen.size(), 200U);
  for (int i = 100; i < 300; ++i)
    EXPECT_EQ(seen[static_cast<std::size_t>(i - 100)],
              std::to_string(i) + (i % 2 == 0 ? " OK" : " ERROR wrong password"));
}

TEST_F(BrokerTest, ALineThatIsTooLongIsRefused) {
  EXPECT_EQ(answers(ask(1, std::string(20000, 'x')) + ask(2, "right")),
            (Lines{"1 ERROR too long", "2 OK"}));
}

}  // namespace
}  // namespace gatehouse::pam
