#include "auth/lockout.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace gatehouse::auth {
namespace {

using Admission = Lockout::Admission;
using std::chrono::minutes;
using std::chrono::seconds;

const settings::Flow three_a_minute{3, minutes{1}};
const Moment start = Moment{} + std::chrono::hours{1};

Admission try_wrong(Lockout& lockout, std::string_view name, Moment now,
                    settings::Flow flow = three_a_minute) {
  auto answer = lockout.reserve(name, flow, now);
  if (answer.admission == Admission::granted) answer.reservation.failed(flow, now);
  return answer.admission;
}

TEST(Lockout, LocksAfterTheLimitAndOpensAfterThePeriod) {
  Lockout lockout;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::locked);
  EXPECT_EQ(try_wrong(lockout, "joe", start + seconds{59}), Admission::locked);
  EXPECT_EQ(try_wrong(lockout, "joe", start + minutes{1}), Admission::granted);
}

TEST(Lockout, LocksForAPeriodFromTheLastFailure) {
  Lockout lockout;
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start + seconds{40}), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start + seconds{50}), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start + seconds{70}), Admission::locked);
  EXPECT_EQ(try_wrong(lockout, "joe", start + seconds{110}), Admission::granted);
}

TEST(Lockout, ForgetsFailuresThatAreOlderThanThePeriod) {
  Lockout lockout;
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(try_wrong(lockout, "joe", start + i * seconds{31}), Admission::granted) << i;
}

TEST(Lockout, KeepsNamesApart) {
  Lockout lockout;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::locked);
  EXPECT_EQ(try_wrong(lockout, "ann", start), Admission::granted);
}

TEST(Lockout, CountsWhatIsBeingComparedAgainstTheLimit) {
  Lockout lockout;
  auto first = lockout.reserve("joe", three_a_minute, start);
  auto second = lockout.reserve("joe", three_a_minute, start);
  auto third = lockout.reserve("joe", three_a_minute, start);
  EXPECT_EQ(third.admission, Admission::granted);
  EXPECT_EQ(lockout.reserve("joe", three_a_minute, start).admission, Admission::busy);
  first.reservation.release();
  EXPECT_EQ(lockout.reserve("joe", three_a_minute, start).admission, Admission::granted);
}

TEST(Lockout, GivesBackWhatEndedWithoutAVerdict) {
  Lockout lockout;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(lockout.reserve("joe", three_a_minute, start).admission, Admission::granted);
  EXPECT_EQ(lockout.size(), 0U);
}

TEST(Lockout, ASuccessDoesNotForgiveFailures) {
  Lockout lockout;
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::granted);
  lockout.reserve("joe", three_a_minute, start).reservation.release();
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::granted);
  EXPECT_EQ(try_wrong(lockout, "joe", start), Admission::locked);
}

TEST(Lockout, MayBeSwitchedOff) {
  Lockout lockout;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(try_wrong(lockout, "joe", start, {0, minutes{1}}), Admission::granted);
  EXPECT_EQ(lockout.size(), 0U);
}

TEST(Lockout, StaysBoundedWhateverNamesAreTried) {
  Lockout lockout;
  for (int i = 0; i < 200000; ++i)
    EXPECT_EQ(try_wrong(lockout, "name" + std::to_string(i), start), Admission::granted);
  EXPECT_LE(lockout.size(), Lockout::most_names);
  EXPECT_GT(lockout.size(), Lockout::most_names / 2);
}

TEST(Lockout, AdmitsNoMoreThanTheLimitWhenManyGuessAtOnce) {
  Lockout lockout;
  const settings::Flow ten_a_minute{10, minutes{1}};
  std::atomic<int> compared{0};
  std::vector<std::thread> guessers;
  for (int i = 0; i < 8; ++i)
    guessers.emplace_back([&] {
      for (int guess = 0; guess < 200;) {
        auto answer = lockout.reserve("joe", ten_a_minute, start);
        if (answer.admission == Admission::busy) {
          std::this_thread::yield();
          continue;
        }
        ++guess;
        if (answer.admission == Admission::locked) continue;
        ++compared;
        answer.reservation.failed(ten_a_minute, start);
      }
    });
  for (auto& guesser : guessers) guesser.join();
  EXPECT_EQ(compared, 10);
}

}  // namespace
}  // namespace gatehouse::auth
