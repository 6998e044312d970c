#include "sasl/apop.h"

#include <gtest/gtest.h>

#include <cctype>

#include "tests/support/sasl_answers.h"
#include "tests/vectors/sasl_vectors.h"

namespace gatehouse::sasl {
namespace {

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
