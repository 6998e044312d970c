#include "gates/ximss/outbox.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::ximss {
namespace {

TEST(Outbox, TellsWhatWasPutOnceItIsAskedFor) {
  Outbox box;
  EXPECT_FALSE(box.next(0));
  ASSERT_TRUE(box.put("<a/>"));
  ASSERT_TRUE(box.put("<b/>"));
  const auto batch = box.next(0);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->number, 1U);
  EXPECT_EQ(batch->messages, "<a/><b/>");
  EXPECT_FALSE(box.next(1));
}

TEST(Outbox, TellsAgainWhatWasNotHeard) {
  Outbox box;
  ASSERT_TRUE(box.put("<a/>"));
  ASSERT_TRUE(box.next(0));
  ASSERT_TRUE(box.put("<b/>"));
  const auto again = box.next(0);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->number, 1U);
  EXPECT_EQ(again->messages, "<a/>");
  const auto more = box.next(1);
  ASSERT_TRUE(more);
  EXPECT_EQ(more->number, 2U);
  EXPECT_EQ(more->messages, "<b/>");
  EXPECT_FALSE(box.next(2));
  EXPECT_FALSE(box.next(99));
}

TEST(Outbox, HoldsSoMuchAndNoMore) {
  Outbox box;
  EXPECT_TRUE(box.put(std::string(Outbox::most_waiting, 'x')));
  EXPECT_FALSE(box.put("x"));
  EXPECT_TRUE(box.next(0));
  EXPECT_TRUE(box.put("x"));
}

TEST(Requests, AreDoneOnceEach) {
  Requests requests;
  EXPECT_EQ(requests.begin(1), Requests::Turn::fresh);
  EXPECT_EQ(requests.begin(1), Requests::Turn::running);
  requests.done(1, "<a/>");
  EXPECT_EQ(requests.begin(1), Requests::Turn::repeated);
  EXPECT_EQ(requests.answer(1), "<a/>");
  EXPECT_EQ(requests.begin(5), Requests::Turn::fresh) << "some may never have come";
  EXPECT_EQ(requests.answer(1), std::nullopt);
  EXPECT_EQ(requests.begin(3), Requests::Turn::repeated);
  EXPECT_EQ(requests.answer(3), std::nullopt);
  requests.done(1, "too late");
  EXPECT_EQ(requests.begin(5), Requests::Turn::running);
}

TEST(Requests, KeepNoLongAnswers) {
  Requests requests;
  EXPECT_EQ(requests.begin(1), Requests::Turn::fresh);
  requests.done(1, std::string(Requests::longest_kept + 1, 'x'));
  EXPECT_EQ(requests.begin(1), Requests::Turn::repeated);
  EXPECT_EQ(requests.answer(1), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::gates::ximss
