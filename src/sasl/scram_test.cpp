#include "sasl/scram.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "sasl/scram_grammar.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_client.h"
#include "tests/vectors/sasl_vectors.h"

namespace gatehouse::sasl {
namespace {

constexpr Scram::Kind sha1{crypto::Hash::sha1, SecretForm::scram_sha1, false};
constexpr Scram::Kind sha256{crypto::Hash::sha256, SecretForm::scram_sha256, false};
constexpr Scram::Kind sha256_plus{crypto::Hash::sha256, SecretForm::scram_sha256, true};
constexpr const char* server_nonce = "3rfcNHYJY1ZVvWVs7j";
const support::KnownAccount user{"user", "pencil"};

ErrorCode code_of(const Step& step) {
  const auto* error = std::get_if<Error>(&step);
  return error == nullptr ? ErrorCode::closed : error->code;
}

ErrorCode refusal_of_first(std::string_view first, const Link& link = {},
                           Scram::Kind kind = sha256) {
  Scram scram(kind, link, server_nonce);
  return code_of(scram.on_response(first));
}

TEST(Scram, TakesThePublishedExamples) {
  for (const auto& example : vectors::scram) {
    const support::KnownAccount known{std::string(example.name), std::string(example.password),
                                      *from_base64(example.salt), example.iterations};
    const auto nonce = std::string(example.client_nonce) + std::string(example.server_nonce);
    Scram scram(example.mechanism == "SCRAM-SHA-1" ? sha1 : sha256, Link{},
                std::string(example.server_nonce));
    auto step = support::settled(
        scram, scram.on_response("n,,n=user,r=" + std::string(example.client_nonce)), known);
    ASSERT_TRUE(std::holds_alternative<Challenge>(step)) << example.origin;
    EXPECT_EQ(std::get<Challenge>(step).bytes,
              "r=" + nonce + ",s=" + std::string(example.salt) + ",i=4096");
    step = scram.on_response("c=biws,r=" + nonce + ",p=" + std::string(example.proof));
    ASSERT_TRUE(std::holds_alternative<Grant>(step)) << example.origin;
    EXPECT_EQ(std::get<Grant>(step).last_words, "v=" + std::string(example.verifier));
    EXPECT_EQ(std::get<Grant>(step).account, "user");
  }
}

TEST(Scram, TakesAnAuthorizationNameAndEscapes) {
  support::ClientFacts facts{"us=er,x", "pencil"};
  facts.acting_as = "a,b=c";
  const support::KnownAccount odd{"us=er,x", "pencil"};
  Scram scram(sha256, Link{}, server_nonce);
  const auto client = support::sasl_client("SCRAM-SHA-256", facts);
  auto step = support::settled(scram, scram.on_response(*client->first()), odd);
  ASSERT_TRUE(std::holds_alternative<Challenge>(step));
  step = scram.on_response(*client->reply(std::get<Challenge>(step).bytes));
  ASSERT_TRUE(std::holds_alternative<Grant>(step));
  EXPECT_EQ(std::get<Grant>(step).acting_as, "a,b=c");
  EXPECT_TRUE(client->believes(std::get<Grant>(step).last_words));
}

// V-024
TEST(Scram, RefusesFirstMessagesOutOfOrder) {
  EXPECT_EQ(refusal_of_first("n,,n=user,r=abc"), ErrorCode::closed);
  EXPECT_EQ(refusal_of_first("n,,n=user,r=abc,x=ignored"), ErrorCode::closed);
  for (const auto* first : {"",
                            "n",
                            "n,",
                            "n,,",
                            "n,,n=user",
                            "n,,r=abc",
                            "n,,r=abc,n=user",
                            "n,,n=user,n=user,r=abc",
                            "n,,n=user,r=abc,r=abc",
                            "n,,n=,r=abc",
                            "n,,n=user,r=",
                            "n,,m=x,n=user,r=abc",
                            "n,,n=user,r=abc,",
                            "n,,n=user,r=abc,x",
                            "n,,n=user,r=abc,x=1,x=2",
                            "n,,n=user,r=abc,1=2",
                            "n,,n=us=er,r=abc",
                            "n,,n=us=2cer,r=abc",
                            "n,,n=us=,r=abc",
                            "n,a=,n=user,r=abc",
                            "n,x=b,n=user,r=abc",
                            "n,a=b=,n=user,r=abc",
                            "x,,n=user,r=abc",
                            "N,,n=user,r=abc",
                            ",,n=user,r=abc",
                            "p,,n=user,r=abc",
                            "n,,n=u\nser,r=abc",
                            "n,,n=user,r=a b",
                            "n,,n=user,r=\x7f",
                            "n,,n=\xff,r=abc",
                            "n=user,r=abc",
                            "n,,N=user,R=abc",
                            "n,,n=user,r=abc,m=later"})
    EXPECT_EQ(refusal_of_first(first), ErrorCode::malformed) << first;
  EXPECT_EQ(refusal_of_first("n,,n=" + std::string(256, 'u') + ",r=abc"), ErrorCode::malformed);
  EXPECT_EQ(refusal_of_first("n,,n=user,r=" + std::string(513, 'r')), ErrorCode::malformed);
  EXPECT_EQ(refusal_of_first("n,,n=user,r=abc,x=" + std::string(9000, 'x')), ErrorCode::malformed);
}

// V-025 and gotcha 7
TEST(Scram, SuspectsADowngradeOnlyWhenPlusWasOffered) {
  Link offered;
  offered.plus_offered = true;
  EXPECT_EQ(refusal_of_first("y,,n=user,r=abc"), ErrorCode::closed);
  EXPECT_EQ(refusal_of_first("n,,n=user,r=abc", offered), ErrorCode::closed);
  Scram scram(sha256, offered, server_nonce);
  const auto step = scram.on_response("y,,n=user,r=abc");
  ASSERT_EQ(code_of(step), ErrorCode::not_allowed);
  EXPECT_TRUE(std::get<Error>(step).detail.contains("downgrade suspected"));
}

TEST(Scram, BindsToTheChannelOnlyAsPlus) {
  Link tls;
  tls.tls_exporter = "exporter";
  EXPECT_EQ(refusal_of_first("p=tls-exporter,,n=user,r=abc", tls, sha256), ErrorCode::malformed);
  EXPECT_EQ(refusal_of_first("n,,n=user,r=abc", tls, sha256_plus), ErrorCode::malformed);
  EXPECT_EQ(refusal_of_first("y,,n=user,r=abc", tls, sha256_plus), ErrorCode::malformed);
  EXPECT_EQ(refusal_of_first("p=tls-exporter,,n=user,r=abc", tls, sha256_plus), ErrorCode::closed);
  for (const auto* name : {"tls-unique", "tls-server-end-point", "tls-other", ""})
    EXPECT_EQ(refusal_of_first("p=" + std::string(name) + ",,n=user,r=abc", tls, sha256_plus),
              ErrorCode::not_allowed)
        << name;
}

struct Binding {
  const char* name;
  std::string Link::* data;
};

TEST(ScramPlus, TakesEachBindingOfThisLinkAndRefusesThoseOfAnother) {
  for (const auto& [name, data] :
       {Binding{"tls-exporter", &Link::tls_exporter}, Binding{"tls-unique", &Link::tls_unique},
        Binding{"tls-server-end-point", &Link::tls_server_end_point}}) {
    Link link;
    link.*data = "this link";
    for (const auto* seen : {"this link", "another link", ""}) {
      support::ClientFacts facts{"user", "pencil"};
      facts.binding_name = name;
      facts.binding_data = seen;
      Scram scram(sha256_plus, link, server_nonce);
      const auto client = support::sasl_client("SCRAM-SHA-256-PLUS", facts);
      auto step = support::settled(scram, scram.on_response(*client->first()), user);
      ASSERT_TRUE(std::holds_alternative<Challenge>(step));
      step = scram.on_response(*client->reply(std::get<Challenge>(step).bytes));
      const bool same = std::string_view(seen) == "this link";
      EXPECT_EQ(code_of(step), same ? ErrorCode::closed : ErrorCode::not_allowed);  // V-026
    }
  }
}

// As OpenLDAP's clients do.
TEST(ScramPlus, TakesTheBindingThatOpenLdapNamesAfterItself) {
  for (const auto* seen : {"tls-server-end-point:this link", "tls-unique:this link", "this link"}) {
    for (const auto* service : {"ldap", "imap"}) {
      Link link;
      link.service = service;
      link.tls_server_end_point = "this link";
      support::ClientFacts facts{"user", "pencil"};
      facts.binding_name = "ldap";
      facts.binding_data = seen;
      const bool named_plus = std::string_view(seen).starts_with("tls-u");
      Scram scram(named_plus ? sha256_plus : sha256, link, server_nonce);
      const auto client = support::sasl_client("SCRAM-SHA-256-PLUS", facts);
      auto step = support::settled(scram, scram.on_response(*client->first()), user);
      if (const auto* challenge = std::get_if<Challenge>(&step))
        step = scram.on_response(*client->reply(challenge->bytes));
      const bool right = seen == std::string_view("tls-server-end-point:this link") &&
                         service == std::string_view("ldap");
      const bool misnamed = !named_plus && service == std::string_view("imap");
      const auto refusal = misnamed ? ErrorCode::malformed : ErrorCode::not_allowed;
      EXPECT_EQ(code_of(step), right ? ErrorCode::closed : refusal) << seen << " on " << service;
    }
  }
}

class ScramFinal : public testing::Test {
 protected:
  ErrorCode refusal_of(const std::string& from, const std::string& to) {
    Scram scram(sha256, Link{}, server_nonce);
    const auto client = support::sasl_client("SCRAM-SHA-256", {"user", "pencil"});
    auto step = support::settled(scram, scram.on_response(*client->first()), user);
    auto final = *client->reply(std::get<Challenge>(step).bytes);
    const auto at = final.find(from);
    EXPECT_NE(at, final.npos) << from;
    final.replace(at, from.size(), to);
    return code_of(scram.on_response(final));
  }
};

// V-023, V-024
TEST_F(ScramFinal, IsRefusedWhenAnyPartIsNotItsOwn) {
  EXPECT_EQ(refusal_of("c=", "c="), ErrorCode::closed);
  struct Change {
    const char *from, *to;
    ErrorCode code;
  };
  for (const auto& [from, to, code] :
       {Change{server_nonce, "3rfcNHYJY1ZVvWVs7k", ErrorCode::malformed},
        Change{server_nonce, "", ErrorCode::malformed},
        Change{"c=biws", "c=eSws", ErrorCode::not_allowed},  // "y,,": not what came first
        Change{"c=biws", "c=biw", ErrorCode::malformed},
        Change{"c=biws", "c=", ErrorCode::malformed}, Change{"c=biws,", "", ErrorCode::malformed},
        Change{"c=biws,", "m=x,c=biws,", ErrorCode::malformed},
        Change{"c=biws", "c=biws,c=biws", ErrorCode::malformed},
        Change{",p=", ",x=1,x=1,p=", ErrorCode::malformed},
        Change{",p=", ",,p=", ErrorCode::malformed}, Change{",p=", ",q=", ErrorCode::malformed},
        Change{",p=", ",p=*", ErrorCode::malformed},
        Change{",p=", ",p=AAAA", ErrorCode::wrong_password},
        Change{",p=", ",x=1,p=", ErrorCode::wrong_password}})
    EXPECT_EQ(refusal_of(from, to), code) << from << " to " << to;
}

TEST_F(ScramFinal, IsRefusedWithAProofOfAnEarlierExchange) {
  const auto client = support::sasl_client("SCRAM-SHA-256", {"user", "pencil"});
  Scram earlier(sha256, Link{}, "earlier");
  auto step = support::settled(earlier, earlier.on_response(*client->first()), user);
  const auto old_final = *client->reply(std::get<Challenge>(step).bytes);
  EXPECT_EQ(code_of(earlier.on_response(old_final)), ErrorCode::closed);
  Scram later(sha256, Link{}, "later");
  (void)support::settled(later, later.on_response(*client->first()), user);
  EXPECT_EQ(code_of(later.on_response(old_final)), ErrorCode::malformed);
}

TEST(Scram, TakesASecretOfAnotherFormForAFaultOfOurs) {
  Scram scram(sha256, Link{}, server_nonce);
  (void)scram.on_response("n,,n=user,r=abc");
  EXPECT_EQ(code_of(scram.on_answer(Found{"user", Secret("short"), "salt", 1})),
            ErrorCode::unavailable);
}

TEST(ScramNames, AreDecodedStrictly) {
  EXPECT_EQ(decoded_name("a=2Cb=3Dc"), "a,b=c");
  EXPECT_EQ(decoded_name("=2C"), ",");
  EXPECT_EQ(decoded_name("plain"), "plain");
  for (const auto* text : {"=", "a=", "=2", "=2c", "=3d", "=41", "a==2C"})
    EXPECT_EQ(decoded_name(text), std::nullopt) << text;
}

}  // namespace
}  // namespace gatehouse::sasl
