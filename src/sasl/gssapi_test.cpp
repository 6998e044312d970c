#include "sasl/gssapi.h"

#include <gtest/gtest.h>

#include "tests/support/sasl_answers.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;

// The questions in their order, answered by hand.
class Login {
 public:
  Login() { EXPECT_EQ(std::get<Challenge>(gssapi_->begin()).bytes, ""); }
  Step says(std::string_view words) { return gssapi_->on_response(words); }
  Step answered(Answer answer) { return gssapi_->on_answer(std::move(answer)); }

  // As far as the layers being offered.
  void reach_the_offer(const std::string& last_token = "") {
    EXPECT_EQ(std::get<AcceptToken>(asked(says("token"))).token, "token");
    auto step = answered(Accepted{last_token, true, "alice@company.com"});
    if (!last_token.empty()) {
      EXPECT_EQ(std::get<Challenge>(step).bytes, last_token);
      step = says("");
    }
    EXPECT_EQ(std::get<Wrap>(asked(std::move(step))).bytes, "\x01\x00\x00\x00"s);
    EXPECT_EQ(std::get<Challenge>(answered(Processed{"wrapped"})).bytes, "wrapped");
  }
  Step chooses(std::string choice) {
    EXPECT_EQ(std::get<Unwrap>(asked(says("wrapped choice"))).bytes, "wrapped choice");
    return answered(Processed{std::move(choice)});
  }
  static Question asked(Step step) { return std::get<Question>(std::move(step)); }

 private:
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Mechanism> gssapi_ = make_gssapi(Link{}, entropy_);
};

ErrorCode refusal(const Step& step) { return std::get<Error>(step).code; }

TEST(Gssapi, OffersNoLayerAndTakesNone) {
  for (const auto* last_token : {"", "proof"}) {
    Login login;
    login.reach_the_offer(last_token);
    const auto grant = std::get<Grant>(login.chooses("\x01\x00\x00\x00"s));
    EXPECT_EQ(grant.account, "alice@company.com");
    EXPECT_EQ(grant.acting_as, "");
    EXPECT_EQ(grant.last_words, "");
  }
}

TEST(Gssapi, EndsWithTheContextWhereTheLinkCarriesLayers) {
  crypto::CountingEntropy entropy;
  Link link;
  link.carries_layers = true;
  const auto gssapi = make_gssapi(link, entropy);
  (void)gssapi->begin();
  (void)gssapi->on_response("token");
  const auto step = gssapi->on_answer(Accepted{"proof", true, "alice@company.com"});
  const auto grant = std::get<Grant>(step);
  EXPECT_EQ(grant.account, "alice@company.com");
  EXPECT_EQ(grant.acting_as, "");
  EXPECT_EQ(grant.last_words, "proof");
  EXPECT_EQ(refusal(gssapi->on_response("more")), ErrorCode::malformed);
}

TEST(Gssapi, TakesAsManyTokensAsTheContextWants) {
  Login login;
  (void)login.says("one");
  EXPECT_EQ(std::get<Challenge>(login.answered(Accepted{"go on", false})).bytes, "go on");
  EXPECT_EQ(std::get<AcceptToken>(Login::asked(login.says("two"))).token, "two");
}

TEST(Gssapi, CarriesTheNameToActAs) {
  Login login;
  login.reach_the_offer();
  // Some give a size to a layer they do not have.
  EXPECT_EQ(std::get<Grant>(login.chooses("\x01\x00\x20\x00"s + "bob@company.com")).acting_as,
            "bob@company.com");
}

TEST(Gssapi, RefusesOtherLayersAndBrokenChoices) {
  struct Case {
    std::string choice;
    ErrorCode code;
  };
  for (const auto& [choice, code] :
       {Case{"\x02\x00\x10\x00"s, ErrorCode::not_allowed},
        Case{"\x04\x00\x10\x00"s, ErrorCode::not_allowed},
        Case{"\x03\x00\x00\x00"s, ErrorCode::not_allowed},
        Case{"\x00\x00\x00\x00"s, ErrorCode::not_allowed}, Case{"", ErrorCode::malformed},
        Case{"\x01\x00\x00"s, ErrorCode::malformed},
        Case{"\x01\x00\x00\x00"s + "a\0b"s, ErrorCode::malformed},
        Case{"\x01\x00\x00\x00\xff"s, ErrorCode::malformed},
        Case{"\x01\x00\x00\x00"s + std::string(300, 'a'), ErrorCode::malformed}}) {
    Login login;
    login.reach_the_offer();
    EXPECT_EQ(refusal(login.chooses(choice)), code);
  }
}

TEST(Gssapi, PassesOnWhyATokenWasNotAccepted) {
  Login login;
  (void)login.says("token");
  EXPECT_EQ(refusal(login.answered(Error{ErrorCode::wrong_password, "replay"})),
            ErrorCode::wrong_password);
  Login nobody;
  (void)nobody.says("token");
  EXPECT_EQ(refusal(nobody.answered(Accepted{"", true, ""})), ErrorCode::unavailable);
  Login confused;
  (void)confused.says("token");
  EXPECT_EQ(refusal(confused.answered(Verified{"alice"})), ErrorCode::unavailable);
  Login altered;
  altered.reach_the_offer();
  (void)altered.says("wrapped choice");
  EXPECT_EQ(refusal(altered.answered(Error{ErrorCode::wrong_password, "altered"})),
            ErrorCode::wrong_password);
}

TEST(Gssapi, RefusesWordsWhereThereAreNone) {
  EXPECT_EQ(refusal(Login().says("")), ErrorCode::malformed);
  EXPECT_EQ(refusal(Login().says(std::string(longest_token + 1, 'x'))), ErrorCode::malformed);
  EXPECT_TRUE(std::holds_alternative<Question>(Login().says(std::string(longest_token, 'x'))));
  Login eager;
  (void)eager.says("token");
  (void)eager.answered(Accepted{"proof", true, "alice@company.com"});
  EXPECT_EQ(refusal(eager.says("x")), ErrorCode::malformed);
  Login talkative;
  talkative.reach_the_offer();
  (void)talkative.chooses("\x01\x00\x00\x00"s);
  EXPECT_EQ(refusal(talkative.says("x")), ErrorCode::malformed);
  EXPECT_EQ(refusal(talkative.answered(Processed{})), ErrorCode::unavailable);
}

}  // namespace
}  // namespace gatehouse::sasl
