#include "sasl/plain.h"

#include <gtest/gtest.h>

#include "tests/support/sasl_answers.h"
#include "tests/vectors/sasl_vectors.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;

std::unique_ptr<Mechanism> fresh() {
  crypto::CountingEntropy entropy;
  return make_plain(Link{}, entropy);
}

Step answered(std::string_view response) {
  const support::KnownAccount tim{"tim", "tanstaaftanstaaf"};
  const auto plain = fresh();
  return support::settled(*plain, plain->on_response(response), tim);
}

TEST(Plain, TakesThePublishedExamples) {
  for (const auto& example : vectors::plain) {
    const support::KnownAccount account{std::string(example.name), std::string(example.password)};
    const auto plain = fresh();
    const auto response = std::string(example.acting_as) + '\0' + std::string(example.name) + '\0' +
                          std::string(example.password);
    const auto step = support::settled(*plain, plain->on_response(response), account);
    const auto* grant = std::get_if<Grant>(&step);
    ASSERT_NE(grant, nullptr) << example.origin;
    EXPECT_EQ(grant->account, example.name);
    EXPECT_EQ(grant->acting_as, example.acting_as);
    EXPECT_EQ(grant->last_words, "");
  }
}

TEST(Plain, BeginsWithAnEmptyChallenge) {
  const auto step = fresh()->begin();
  ASSERT_TRUE(std::holds_alternative<Challenge>(step));
  EXPECT_EQ(std::get<Challenge>(step).bytes, "");
}

TEST(Plain, RefusesAWrongPasswordAsSuch) {
  const auto step = answered("\0tim\0wrong"s);
  ASSERT_TRUE(std::holds_alternative<Error>(step));
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::wrong_password);
}

// V-012, V-020, V-057, V-058: decided before anything is looked up.
TEST(Plain, RefusesWhatIsNoMessage) {
  const auto long_part = std::string(65536, 'x');
  for (const auto& response : {""s,
                               "tim"s,
                               "\0"s,
                               "\0\0"s,
                               "\0\0\0"s,
                               "\0tim"s,
                               "tim\0secret"s,
                               "\0tim\0secret\0"s,
                               "\0tim\0sec\0ret"s,
                               "\0\0secret"s,
                               "\0tim\0"s,
                               "a\0\0"s,
                               "\0" + long_part + "\0secret",
                               "\0tim\0" + long_part,
                               long_part + "\0tim\0secret"s,
                               "\0"s + std::string(256, 'n') + "\0x"s,
                               "\0tim\0"s + std::string(1025, 'p'),
                               "\0t\xffm\0secret"s,
                               "\0t\xc0\xafm\0secret"s,
                               "\0t\xed\xa0\x80\0secret"s,
                               "\0tim\r\0secret"s,
                               "\0tim\n\0secret"s,
                               "\0ti\tm\0secret"s,
                               "bo\nb\0tim\0secret"s}) {
    const auto step = fresh()->on_response(response);
    ASSERT_TRUE(std::holds_alternative<Error>(step)) << response.substr(0, 40);
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::malformed) << response.substr(0, 40);
  }
}

TEST(Plain, LetsTheDirectoryJudgeOddButPossibleNames) {
  for (const auto* name : {"a", "a%b", "a$tag", "a@@b", "-a", "../a"}) {
    const auto step = fresh()->on_response("\0"s + name + "\0secret"s);
    EXPECT_TRUE(std::holds_alternative<Question>(step)) << name;
  }
}

TEST(Plain, PassesAFailureOfTheKeeperOn) {
  const auto plain = fresh();
  (void)plain->on_response("\0tim\0secret"s);
  const auto step = plain->on_answer(Error{ErrorCode::unavailable, "store is down"});
  ASSERT_TRUE(std::holds_alternative<Error>(step));
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::unavailable);
}

TEST(Plain, TakesAnAnswerOfAnotherKindForNoSuccess) {
  for (int kind = 0; kind < 2; ++kind) {
    const auto plain = fresh();
    (void)plain->on_response("\0tim\0secret"s);
    Answer answer = Named{"tim"};
    if (kind == 1) answer = Found{"tim", Secret("x"), {}, 0};
    const auto step = plain->on_answer(std::move(answer));
    ASSERT_TRUE(std::holds_alternative<Error>(step));
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::unavailable);
  }
}

}  // namespace
}  // namespace gatehouse::sasl
