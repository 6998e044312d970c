#include "sasl/cram_md5.h"

#include <gtest/gtest.h>

#include "tests/support/sasl_answers.h"
#include "tests/vectors/sasl_vectors.h"

namespace gatehouse::sasl {
namespace {

TEST(CramMd5, TakesThePublishedExample) {
  for (const auto& example : vectors::cram_md5) {
    const support::KnownAccount tim{std::string(example.name), std::string(example.password)};
    CramMd5 cram{std::string(example.challenge)};
    EXPECT_EQ(std::get<Challenge>(cram.begin()).bytes, example.challenge);
    const auto response = std::string(example.name) + " " + std::string(example.digest);
    const auto step = support::settled(cram, cram.on_response(response), tim);
    ASSERT_TRUE(std::holds_alternative<Grant>(step)) << example.origin;
    EXPECT_EQ(std::get<Grant>(step).account, "tim");
  }
}

TEST(CramMd5, RefusesAnswersThatAreNone) {
  const std::string digest(32, 'a');
  for (const auto& response :
       {std::string(), digest, " " + digest, "tim " + digest.substr(1), "tim " + digest + "a",
        "tim " + std::string(32, 'A'), "tim " + std::string(32, 'g'), "t\nm " + digest,
        std::string(256, 'n') + " " + digest, std::string(65536, 'n') + " " + digest}) {
    CramMd5 cram{"<1.1@host>"};
    const auto step = cram.on_response(response);
    ASSERT_TRUE(std::holds_alternative<Error>(step)) << response.substr(0, 50);
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::malformed);
  }
}

TEST(CramMd5, RefusesTheAnswerToAnotherChallenge) {
  const auto& example = vectors::cram_md5[0];
  const support::KnownAccount tim{std::string(example.name), std::string(example.password)};
  CramMd5 cram{"<1896.697170953@postoffice.reston.mci.net>"};
  const auto response = std::string(example.name) + " " + std::string(example.digest);
  const auto step = support::settled(cram, cram.on_response(response), tim);
  ASSERT_TRUE(std::holds_alternative<Error>(step));
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::wrong_password);
}

TEST(CramMd5, AsksWhoeverKnowsThePasswordElsewhere) {
  for (const bool known : {true, false}) {
    const support::KnownAccount tim{.name = "tim", .password = "here", .known_elsewhere = known};
    CramMd5 cram{"<1.1@host>"};
    const std::string digest(32, 'a');
    auto step = cram.on_answer(tim.answer(std::get<Question>(cram.on_response("tim " + digest))));
    const auto* asked = std::get_if<Question>(&step);
    ASSERT_TRUE(asked);
    const auto& question = std::get<VerifyResponse>(*asked);
    EXPECT_EQ(question.name, "tim");
    EXPECT_EQ(question.method, "CRAM-MD5");
    EXPECT_EQ(question.response, digest);
    EXPECT_EQ(question.challenge, "<1.1@host>");
    step = cram.on_answer(tim.answer(std::get<Question>(std::move(step))));
    EXPECT_EQ(std::holds_alternative<Grant>(step), known);
  }
}

TEST(CramMd5, TakesASecretOfAnotherFormForAFaultOfOurs) {
  CramMd5 cram{"<1.1@host>"};
  (void)cram.on_response("tim " + std::string(32, 'a'));
  const auto step = cram.on_answer(Found{"tim", Secret("the password itself"), {}, 0});
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::unavailable);
}

TEST(CramMd5, AllowsSpacesInAName) {
  CramMd5 cram{"<1.1@host>"};
  const auto step = cram.on_response("tim berners lee " + std::string(32, 'a'));
  ASSERT_TRUE(std::holds_alternative<Question>(step));
  EXPECT_EQ(std::get<FetchSecret>(std::get<Question>(step)).name, "tim berners lee");
}

}  // namespace
}  // namespace gatehouse::sasl
