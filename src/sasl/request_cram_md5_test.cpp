#include "sasl/request_cram_md5.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/support/sasl_answers.h"

namespace gatehouse::sasl {
namespace {

class RequestCram : public testing::Test {
 protected:
  RequestCramMd5 request(Duration later = {}) { return {nonces_, start_ + later}; }
  std::string challenge() {
    auto asking = request();
    return std::get<Challenge>(asking.on_response("")).bytes;
  }
  static std::string message(const std::string& challenge, std::string_view password) {
    return challenge + " tim " + to_hex(crypto::hmac(crypto::Hash::md5, password, challenge));
  }
  Step answered(const std::string& words, Duration later = {}) {
    auto one = request(later);
    return support::settled(one, one.on_response(words), tim_);
  }

  crypto::CountingEntropy entropy_;
  DigestNonces nonces_{entropy_};
  Time start_{std::chrono::hours{1000}};
  support::KnownAccount tim_{"tim", "secret"};
};

TEST_F(RequestCram, TakesTheAnswerToAnEarlierChallenge) {
  const auto step = answered(message(challenge(), "secret"));
  ASSERT_TRUE(std::holds_alternative<Grant>(step));
  EXPECT_EQ(std::get<Grant>(step).account, "tim");
}

TEST_F(RequestCram, RefusesTheWrongPassword) {
  const auto asked = challenge();
  const auto step = answered(message(asked, "Secret"));
  ASSERT_TRUE(std::holds_alternative<Error>(step));
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::wrong_password);
  EXPECT_TRUE(std::holds_alternative<Grant>(answered(message(asked, "secret"))));
}

TEST_F(RequestCram, TakesAChallengeOnceAndNotForLong) {
  const auto asked = challenge();
  const auto late = DigestNonces::lifetime + std::chrono::seconds{1};
  EXPECT_TRUE(std::holds_alternative<Challenge>(answered(message(asked, "secret"), late)));
  EXPECT_TRUE(std::holds_alternative<Grant>(answered(message(asked, "secret"))));
  EXPECT_TRUE(std::holds_alternative<Challenge>(answered(message(asked, "secret"))));
}

TEST_F(RequestCram, TakesNoChallengeThatIsNotItsOwn) {
  const auto digest = nonces_.issue("company.com", start_);
  for (const auto& made_up : {std::string("<1.1@company.com>"), digest})
    EXPECT_TRUE(std::holds_alternative<Challenge>(answered(message(made_up, "secret"))));
}

TEST_F(RequestCram, RefusesWhatIsNoAnswer) {
  const auto asked = challenge();
  for (const auto& words : {asked, asked + " ", asked + " tim", asked + " tim 0123"}) {
    const auto step = answered(words);
    ASSERT_TRUE(std::holds_alternative<Error>(step)) << words;
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::malformed);
  }
}

}  // namespace
}  // namespace gatehouse::sasl
