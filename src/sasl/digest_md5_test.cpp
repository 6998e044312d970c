#include "sasl/digest_md5.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_client.h"
#include "tests/vectors/sasl_vectors.h"

namespace gatehouse::sasl {
namespace {

const auto& example = vectors::digest_md5[0];

DigestMd5 of(const vectors::DigestExample& given) {
  return {std::string(given.service), std::string(given.realm), std::string(given.nonce)};
}

std::string response_to(const vectors::DigestExample& given) {
  return "charset=utf-8,username=" + quoted(given.name) + ",realm=" + quoted(given.realm) +
         ",nonce=" + quoted(given.nonce) + ",nc=00000001,cnonce=" + quoted(given.cnonce) +
         ",digest-uri=" + quoted(given.uri) + ",response=" + std::string(given.response) +
         ",qop=auth";
}

support::KnownAccount account_of(const vectors::DigestExample& given) {
  return {std::string(given.name), std::string(given.password)};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

ErrorCode refusal_of(std::string_view response) {
  auto digest = of(example);
  (void)digest.begin();
  const auto step = support::settled(digest, digest.on_response(response), account_of(example));
  if (!std::holds_alternative<Error>(step)) return ErrorCode::closed;
  return std::get<Error>(step).code;
}

TEST(DigestMd5, TakesThePublishedExamples) {
  for (const auto& given : vectors::digest_md5) {
    auto digest = of(given);
    (void)digest.begin();
    auto step = support::settled(digest, digest.on_response(response_to(given)), account_of(given));
    ASSERT_TRUE(std::holds_alternative<Challenge>(step)) << given.origin;
    EXPECT_EQ(std::get<Challenge>(step).bytes, "rspauth=" + std::string(given.rspauth));
    step = digest.on_response("");
    ASSERT_TRUE(std::holds_alternative<Grant>(step));
    EXPECT_EQ(std::get<Grant>(step).account, "chris");
  }
}

// Gotcha 1: some clients give up on quotes around these two.
TEST(DigestMd5, SendsAlgorithmAndCharsetWithoutQuotes) {
  auto digest = of(example);
  EXPECT_EQ(std::get<Challenge>(digest.begin()).bytes,
            "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",charset=utf-8,"
            "algorithm=md5-sess");
}

TEST(DigestMd5, RefusesWordsAfterTheProof) {
  auto digest = of(example);
  (void)support::settled(digest, digest.on_response(response_to(example)), account_of(example));
  const auto step = digest.on_response(response_to(example));  // V-029: sent twice
  ASSERT_TRUE(std::holds_alternative<Error>(step));
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::malformed);
}

// Gotcha 2: in place of the host stands the realm, an address or any of our names.
TEST(DigestMd5, TakesAnyHostInTheUri) {
  for (const auto* host : {"elwood.innosoft.com", "127.0.0.1", "company.com", "h/service"}) {
    support::ClientFacts facts{"chris", "secret"};
    facts.host = host;
    auto digest = of(example);
    const auto client = support::sasl_client("DIGEST-MD5", facts);
    const auto response = client->reply(std::get<Challenge>(digest.begin()).bytes);
    const auto step = support::settled(digest, digest.on_response(*response), account_of(example));
    EXPECT_TRUE(std::holds_alternative<Challenge>(step)) << host;
  }
}

// V-029, V-030
TEST(DigestMd5, RefusesWhatDoesNotFitTheChallenge) {
  const auto good = response_to(example);
  ASSERT_EQ(refusal_of(good), ErrorCode::closed);
  struct Change {
    const char *from, *to;
  };
  for (const auto& [from, to] : {Change{"nc=00000001", "nc=00000002"},
                                 Change{"nc=00000001", "nc=1"},
                                 Change{"nc=00000001,", ""},
                                 Change{"imap/elwood", "smtp/elwood"},
                                 Change{"imap/elwood.innosoft.com", "imap"},
                                 Change{"imap/elwood.innosoft.com", "imap/"},
                                 Change{"imap/elwood.innosoft.com", "imap//x"},
                                 Change{"realm=\"elwood.innosoft.com\"", "realm=\"other.com\""},
                                 Change{"OA6MG9tEQGm2hh", "OA6MG9tEQGm2hi"},
                                 Change{"nonce=\"OA6MG9tEQGm2hh\",", ""},
                                 Change{"cnonce=\"OA6MHXh6VqTrRk\",", ""},
                                 Change{"OA6MHXh6VqTrRk", ""},
                                 Change{"username=\"chris\",", ""},
                                 Change{"\"chris\"", "\"\""},
                                 Change{"\"chris\"", "\"ch\nris\""},
                                 Change{"qop=auth", "qop=auth-int"},
                                 Change{"charset=utf-8", "charset=latin1"},
                                 Change{"response=d388", "response=D388"},
                                 Change{"response=d388", "response=388"},
                                 Change{"qop=auth", "qop=auth,qop=auth"},
                                 Change{"username=", "Username=\"x\",username="},
                                 Change{"\"chris\"", "\"chris"},
                                 Change{"\"chris\"", "chris\""},
                                 Change{"\"chris\"", "\"chris\\"},
                                 Change{",nc", " nc"},
                                 Change{",nc=", ",nc "},
                                 Change{",nc=00000001", ",nc="},
                                 Change{",nc=", ",=nc,nc="}})
    EXPECT_EQ(refusal_of(replaced(good, from, to)), ErrorCode::malformed) << from << " to " << to;
}

TEST(DigestMd5, RefusesAWrongDigestAsAWrongPassword) {
  const auto good = response_to(example);
  EXPECT_EQ(refusal_of(replaced(good, "response=d388", "response=d389")),
            ErrorCode::wrong_password);
  // The realm left out is an empty one, which enters the digest.
  EXPECT_EQ(refusal_of(replaced(good, "realm=\"elwood.innosoft.com\",", "")),
            ErrorCode::wrong_password);
}

TEST(DigestMd5, AllowsLinearSpaceAndEmptyListElements) {
  EXPECT_EQ(refusal_of(" ,, " + replaced(response_to(example), ",nc=", " ,\t, NC = ") + " , "),
            ErrorCode::closed);
}

TEST(DigestMd5, RefusesTooManyDirectivesAndTooManyBytes) {
  std::string many = response_to(example);
  for (int i = 0; i < 41; ++i) many += ",x" + std::to_string(i) + "=1";
  EXPECT_EQ(refusal_of(many), ErrorCode::closed);  // fifty
  EXPECT_EQ(refusal_of(many + ",y=1,z=1"), ErrorCode::malformed);
  EXPECT_EQ(refusal_of(response_to(example) + ",x=\"" + std::string(4096, 'x') + "\""),
            ErrorCode::malformed);
  EXPECT_EQ(refusal_of(std::string(4095, ',')), ErrorCode::malformed);
}

TEST(DigestMd5, ReadsAnIsoNameWhenNoCharsetIsGiven) {
  auto digest = of(example);
  const auto response =
      replaced(replaced(response_to(example), "charset=utf-8,", ""), "chris", "J\xfcrgen");
  const auto step = digest.on_response(response);
  ASSERT_TRUE(std::holds_alternative<Question>(step));
  EXPECT_EQ(std::get<FetchSecret>(std::get<Question>(step)).name, "Jürgen");
}

TEST(DigestMd5, AsksForTheRealmTheClientUsed) {
  auto digest = of(example);
  const auto step = digest.on_response(response_to(example));
  const auto& asked = std::get<FetchSecret>(std::get<Question>(step));
  EXPECT_EQ(asked.realm, "elwood.innosoft.com");
  EXPECT_EQ(asked.form, SecretForm::digest_md5);
}

TEST(DigestMd5, LetsNoRealmBreakOutOfItsQuotes) {
  DigestMd5 digest("imap", "a\"b\\c", "nonce");
  EXPECT_TRUE(std::get<Challenge>(digest.begin()).bytes.starts_with("realm=\"a\\\"b\\\\c\","));
}

}  // namespace
}  // namespace gatehouse::sasl
