#include "sasl/spnego.h"

#include <gtest/gtest.h>

#include "sasl/negotiation_token.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_gssapi.h"
#include "tests/support/sasl_ntlm.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;
using support::der;
using support::in_answer;
using support::kerberos_oid;
using support::negotiation_answer;
using support::negotiation_offer;
using support::ntlm_oid;
using support::Side;

const std::string accept_completed = der(0x0a, "\0"s);
const std::string accept_incomplete = der(0x0a, "\1"s);
const std::string request_mic = der(0x0a, "\3"s);

const support::ToyContext& context() {
  static const support::ToyContext joe("joe", "secret");
  return joe;
}

std::string ticket() { return context().token(Side::client); }
std::string octets(std::string_view bytes) { return der(0x04, bytes); }
std::string mic_over(std::string_view oids, Side from = Side::client) {
  return context().mic(from, der(0x30, oids));
}

class Login {
 public:
  Step says(std::string_view words) {
    return support::settled(*spnego_, spnego_->on_response(words), {"joe", "secret"});
  }
  std::string told(std::string_view words) { return std::get<Challenge>(says(words)).bytes; }
  // The answer that comes with the grant.
  std::string granted(std::string_view words) {
    auto step = says(words);
    const auto* grant = std::get_if<Grant>(&step);
    if (grant == nullptr) {
      ADD_FAILURE() << (std::holds_alternative<Error>(step) ? std::get<Error>(step).detail : "");
      return {};
    }
    EXPECT_EQ(grant->account, "joe");
    return grant->last_words;
  }
  ErrorCode refusal(std::string_view words) {
    auto step = says(words);
    const auto* error = std::get_if<Error>(&step);
    EXPECT_NE(error, nullptr);
    return error == nullptr ? ErrorCode{} : error->code;
  }

 private:
  crypto::SystemEntropy entropy_;
  std::unique_ptr<Mechanism> spnego_ = make_spnego(
      Link{"imap", "mail.company.com", "company.com", {}, {}, {}, {}, false, {}}, entropy_);
};

TEST(Spnego, TakesATicketThatComesWithTheOffer) {
  for (const auto oid : {kerberos_oid, support::windows_kerberos_oid}) {
    const auto answer =
        Login().granted(negotiation_offer(std::string(oid) + std::string(ntlm_oid), ticket()));
    EXPECT_EQ(in_answer(answer, '\xa0'), accept_completed);
    EXPECT_EQ(in_answer(answer, '\xa1'), oid);
    EXPECT_EQ(in_answer(answer, '\xa2'), octets(context().token(Side::server)));
    EXPECT_EQ(in_answer(answer, '\xa3'), "");
  }
}

TEST(Spnego, AsksForATicketThatDidNotCome) {
  Login login;
  const auto answer = login.told(negotiation_offer(kerberos_oid, ""));
  EXPECT_EQ(in_answer(answer, '\xa0'), accept_incomplete);
  EXPECT_EQ(in_answer(answer, '\xa1'), kerberos_oid);
  const auto last = login.granted(negotiation_answer(ticket()));
  EXPECT_EQ(in_answer(last, '\xa0'), accept_completed);
  EXPECT_EQ(in_answer(last, '\xa1'), "");
}

// RFC 4178, section 5: somebody may have taken better mechanisms off the list.
TEST(Spnego, DemandsIntegrityCodesWhenTheTicketWasNotTheFirstWish) {
  const auto oids = "\x06\x03\x2a\x03\x04"s + std::string(kerberos_oid);
  const auto offer = negotiation_offer(oids, "for the first");
  Login login;
  EXPECT_EQ(in_answer(login.told(offer), '\xa0'), request_mic);
  const auto answer = login.told(negotiation_answer(ticket()));
  EXPECT_EQ(in_answer(answer, '\xa0'), accept_incomplete);
  EXPECT_EQ(in_answer(answer, '\xa2'), octets(context().token(Side::server)));
  EXPECT_EQ(in_answer(answer, '\xa3'), octets(mic_over(oids, Side::server)));
  const auto last = login.granted(negotiation_answer("", mic_over(oids)));
  EXPECT_EQ(in_answer(last, '\xa0'), accept_completed);
  EXPECT_EQ(in_answer(last, '\xa2') + in_answer(last, '\xa3'), "");

  for (const auto& wrong :
       {negotiation_answer("", mic_over(kerberos_oid)), negotiation_answer(""),
        negotiation_answer("token", mic_over(oids)), negotiation_answer(ticket())}) {
    Login cheated;
    (void)cheated.told(offer);
    (void)cheated.told(negotiation_answer(ticket()));
    EXPECT_TRUE(std::holds_alternative<Error>(cheated.says(wrong)));
  }
}

TEST(Spnego, ChecksIntegrityCodesWhereverTheyAreSent) {
  const auto oids = std::string(kerberos_oid) + std::string(ntlm_oid);
  const auto answer = Login().granted(negotiation_offer(oids, ticket(), mic_over(oids)));
  EXPECT_EQ(in_answer(answer, '\xa3'), octets(mic_over(oids, Side::server)));
  EXPECT_EQ(in_answer(answer, '\xa2'), octets(context().token(Side::server)));
  EXPECT_EQ(Login().refusal(negotiation_offer(oids, ticket(), mic_over(kerberos_oid))),
            ErrorCode::wrong_password);
}

TEST(Spnego, CarriesNtlm) {
  const auto negotiate = support::ntlm_negotiate();
  Login login;
  const auto answer = login.told(negotiation_offer(ntlm_oid, negotiate));
  EXPECT_EQ(in_answer(answer, '\xa0'), accept_incomplete);
  EXPECT_EQ(in_answer(answer, '\xa1'), ntlm_oid);
  const auto challenge = read_negotiation_answer(answer)->token.value();
  support::NtlmV2 client;
  client.user = "joe";
  client.password = "secret";
  const auto last = login.granted(
      negotiation_answer(support::ntlm_v2_authenticate(client, negotiate, challenge)));
  EXPECT_EQ(last, "\xa1\x07\x30\x05\xa0\x03\x0a\x01\x00"s);
}

TEST(Spnego, CarriesNtlmThatWasNotTheFirstWish) {
  const auto negotiate = support::ntlm_negotiate();
  Login login;
  const auto first = login.told(
      negotiation_offer("\x06\x03\x2a\x03\x04"s + std::string(ntlm_oid), "for the first"));
  EXPECT_EQ(in_answer(first, '\xa1'), ntlm_oid);
  const auto challenge =
      read_negotiation_answer(login.told(negotiation_answer(negotiate)))->token.value();
  support::NtlmV2 client;
  client.user = "joe";
  client.password = "wrong";
  const auto authenticate = support::ntlm_v2_authenticate(client, negotiate, challenge);
  EXPECT_EQ(login.refusal(negotiation_answer(authenticate)), ErrorCode::wrong_password);
}

TEST(Spnego, TakesBareTokensOfEitherMechanism) {
  EXPECT_EQ(Login().granted(ticket()), context().token(Side::server));
  const auto negotiate = support::ntlm_negotiate();
  Login login;
  const auto challenge = login.told(negotiate);
  EXPECT_TRUE(challenge.starts_with("NTLMSSP"));
  support::NtlmV2 client;
  client.user = "joe";
  client.password = "secret";
  EXPECT_EQ(login.granted(support::ntlm_v2_authenticate(client, negotiate, challenge)), "");
}

TEST(Spnego, RefusesWhatNobodyMeans) {
  EXPECT_EQ(Login().refusal(""), ErrorCode::malformed);
  EXPECT_EQ(Login().refusal(negotiation_answer(ticket())), ErrorCode::malformed);
  EXPECT_EQ(Login().refusal(std::string(longest_token + 1, '\x60')), ErrorCode::malformed);
  EXPECT_EQ(Login().refusal(negotiation_offer("\x06\x03\x2a\x03\x04"s, "token")),
            ErrorCode::not_allowed);
  EXPECT_EQ(Login().refusal(negotiation_offer(kerberos_oid, "another's ticket")),
            ErrorCode::wrong_password);
  for (const auto& second :
       {""s, negotiation_answer(""), negotiation_offer(kerberos_oid, ticket()), "x"s}) {
    Login login;
    (void)login.told(negotiation_offer(kerberos_oid, ""));
    EXPECT_EQ(login.refusal(second), ErrorCode::malformed);
  }
  Login rejected;
  (void)rejected.told(negotiation_offer(kerberos_oid, ""));
  EXPECT_EQ(rejected.refusal(der('\xa1', der(0x30, der('\xa0', der(0x0a, "\2"))))),
            ErrorCode::aborted);
}

}  // namespace
}  // namespace gatehouse::sasl
