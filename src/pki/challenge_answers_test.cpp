#include "pki/challenge_answers.h"

#include <gtest/gtest.h>

namespace gatehouse::pki {
namespace {

const std::string token = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ";
const std::string thumbprint = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";

TEST(ChallengeAnswers, AreGivenForAnHourAndForTheirDomainOnly) {
  ChallengeAnswers answers;
  const Time now{};
  ASSERT_TRUE(answers.set("one", token, token + "." + thumbprint, now));
  EXPECT_EQ(answers.find("one", token, now), token + "." + thumbprint);
  EXPECT_EQ(answers.find("two", token, now), std::nullopt);
  EXPECT_EQ(answers.find("one", token + "x", now), std::nullopt);
  EXPECT_TRUE(answers.find("one", token, now + std::chrono::minutes(59)));
  EXPECT_FALSE(answers.find("one", token, now + std::chrono::minutes(60)));
  answers.remove("two", token);
  EXPECT_TRUE(answers.find("one", token, now));
  answers.remove("one", token);
  EXPECT_FALSE(answers.find("one", token, now));
}

TEST(ChallengeAnswers, OfOneDomainLeaveRoomForTheOthers) {
  ChallengeAnswers answers;
  const Time now{};
  const auto set = [&](const char* domain, int number, Time at) {
    auto own = token + std::to_string(number);
    return answers.set(domain, own, own + "." + thumbprint, at);
  };
  for (int number = 0; number < 100; ++number) ASSERT_TRUE(set("one", number, now));
  const auto refused = set("one", 100, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::too_long);
  EXPECT_TRUE(set("one", 7, now)) << "an answer may be given again";
  EXPECT_TRUE(set("two", 100, now));
  EXPECT_TRUE(set("one", 100, now + std::chrono::hours(2)));
}

}  // namespace
}  // namespace gatehouse::pki
