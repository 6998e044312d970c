#include "sasl/cram_md5.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "sasl/challenge.h"
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

// Gotcha 8: some clients refuse a challenge that is no message id.
TEST(Challenges, AreStrictMessageIds) {
  crypto::SystemEntropy entropy;
  const std::regex shape("<[0-9]{22}\\.[0-9]{22}@mail\\.company\\.com>");
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(std::regex_match(new_challenge(entropy, "mail.company.com"), shape));
}

// V-028
TEST(Challenges, DoNotRepeat) {
  crypto::SystemEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) seen.insert(new_challenge(entropy, "h"));
  EXPECT_EQ(seen.size(), 10000U);
}

Step apop(std::string challenge, std::string_view response, const support::KnownAccount& account) {
  crypto::CountingEntropy entropy;
  Link link;
  link.challenge = std::move(challenge);
  const auto mechanism = mechanism_named("APOP")->make(link, entropy);
  return support::settled(*mechanism, mechanism->on_response(response), account);
}

TEST(Apop, TakesThePublishedExample) {
  for (const auto& example : vectors::apop) {
    const support::KnownAccount mrose{std::string(example.name), std::string(example.password)};
    const auto response = std::string(example.name) + " " + std::string(example.digest);
    const auto step = apop(std::string(example.challenge), response, mrose);
    ASSERT_TRUE(std::holds_alternative<Grant>(step)) << example.origin;
    EXPECT_EQ(std::get<Grant>(step).account, "mrose");
  }
}

// V-031
TEST(Apop, RefusesAnAlteredChallengeAndDigestsOfAnotherShape) {
  const auto& example = vectors::apop[0];
  const support::KnownAccount mrose{std::string(example.name), std::string(example.password)};
  const auto challenge = std::string(example.challenge);
  const auto digest = std::string(example.digest);
  auto upper = digest;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  struct Case {
    std::string challenge, response;
    ErrorCode code;
  };
  for (const auto& [shown, response, code] :
       {Case{"<1896.697170953@dbc.mtview.ca.us>", "mrose " + digest, ErrorCode::wrong_password},
        Case{challenge, "mrose " + digest.substr(1), ErrorCode::malformed},
        Case{challenge, "mrose " + digest + "0", ErrorCode::malformed},
        Case{challenge, "mrose " + upper, ErrorCode::malformed},
        Case{challenge, "mrose", ErrorCode::malformed}, Case{challenge, "", ErrorCode::malformed},
        Case{challenge, "bob " + digest, ErrorCode::wrong_password},
        Case{"", "mrose " + digest, ErrorCode::not_allowed}}) {
    const auto step = apop(shown, response, mrose);
    ASSERT_TRUE(std::holds_alternative<Error>(step)) << response;
    EXPECT_EQ(std::get<Error>(step).code, code) << response;
  }
}

// V-057
TEST(Apop, NeverMatchesAnEmptyPassword) {
  const support::KnownAccount nobody{"tim", ""};
  const auto step =
      apop("<1.1@h>", "tim " + std::string("8a6a0d8d3a4bdb4bd6e0e1a9fc7f5a2e"), nobody);
  EXPECT_TRUE(std::holds_alternative<Error>(step));
}

}  // namespace
}  // namespace gatehouse::sasl
