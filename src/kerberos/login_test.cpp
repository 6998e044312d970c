// The mechanisms of src/sasl over real tickets and MIT's own client halves.
#include <gtest/gtest.h>

#include "kerberos/domain_fixture.h"
#include "sasl/mechanism.h"
#include "sasl/negotiation_token.h"
#include "tests/support/sasl_gssapi.h"

namespace gatehouse::kerberos {
namespace {

using namespace std::string_literals;
using support::service_key;
using support::TicketClient;
using support::TicketFacts;

sasl::Answer given(Result<std::string> bytes) {
  if (!bytes) return std::move(bytes.error());
  return sasl::Processed{std::move(*bytes)};
}

sasl::Answer answer(Acceptor& acceptor, const sasl::Question& question) {
  if (const auto* accept = std::get_if<sasl::AcceptToken>(&question)) {
    auto accepted = acceptor.accept(accept->token);
    if (!accepted) return std::move(accepted.error());
    return sasl::Accepted{std::move(accepted->token), true, std::move(accepted->account)};
  }
  if (const auto* wrap = std::get_if<sasl::Wrap>(&question))
    return given(acceptor.wrap(wrap->bytes));
  if (const auto* unwrap = std::get_if<sasl::Unwrap>(&question))
    return given(acceptor.unwrap(unwrap->bytes));
  if (const auto* make = std::get_if<sasl::MakeMic>(&question))
    return given(acceptor.mic(make->bytes));
  if (const auto* check = std::get_if<sasl::CheckMic>(&question)) {
    auto right = acceptor.check_mic(check->bytes, check->mic);
    return right ? sasl::Answer(sasl::Processed{}) : sasl::Answer(std::move(right.error()));
  }
  return Error{ErrorCode::unavailable, "not asked here"};
}

class Login {
 public:
  Login(const AcceptorSite& site, std::string_view mechanism)
      : acceptor_(site),
        mechanism_(sasl::mechanism_named(mechanism)->make(sasl::Link{}, entropy_)) {}

  sasl::Step says(std::string_view words) {
    auto step = mechanism_->on_response(words);
    while (const auto* question = std::get_if<sasl::Question>(&step))
      step = mechanism_->on_answer(answer(acceptor_, *question));
    return step;
  }
  std::string challenge(std::string_view words) {
    auto step = says(words);
    const auto* challenge = std::get_if<sasl::Challenge>(&step);
    if (challenge != nullptr) return challenge->bytes;
    const auto* error = std::get_if<Error>(&step);
    ADD_FAILURE() << (error == nullptr ? "granted" : error->detail);
    return {};
  }

 private:
  crypto::SystemEntropy entropy_;
  Acceptor acceptor_;
  std::unique_ptr<sasl::Mechanism> mechanism_;
};

class RealTickets : public testing::TestWithParam<std::int32_t> {
 protected:
  RealTickets() {
    std::vector<ServiceKey> keys;
    keys.push_back({key_.service, key_.issued, key_.version, key_.type, key_.key.clone()});
    fixture_.keep("company.com", std::move(keys));
    facts_.session_type = GetParam();
  }

  DomainFixture fixture_;
  ServiceKey key_ = service_key("imap/company.com@REALM.TEST", 2, GetParam());
  TicketFacts facts_;
  AcceptorSite site_ = fixture_.site();
};

TEST_P(RealTickets, LogInByGssapi) {
  for (const bool mutual : {true, false}) {
    facts_.mutual = mutual;
    TicketClient client(key_, facts_);
    Login login(site_, "GSSAPI");
    auto said = login.challenge(client.token());
    if (mutual) {
      EXPECT_EQ(client.token(said), "");
      said = login.challenge("");
    }
    EXPECT_EQ(client.unwrap(said), "\x01\x00\x00\x00"s);
    auto last = login.says(client.wrap("\x01\x00\x00\x00"s + "bob"));
    const auto* grant = std::get_if<sasl::Grant>(&last);
    ASSERT_NE(grant, nullptr);
    EXPECT_EQ(grant->account, "alice@company.com");
    EXPECT_EQ(grant->acting_as, "bob");
  }
}

TEST_P(RealTickets, AreNotEnoughForALayerThatWasNotOffered) {
  TicketClient client(key_, facts_);
  Login login(site_, "GSSAPI");
  (void)client.token(login.challenge(client.token()));
  (void)login.challenge("");
  auto last = login.says(client.wrap("\x04\x00\x10\x00"s));
  EXPECT_EQ(std::get<Error>(last).code, ErrorCode::not_allowed);
}

TEST_P(RealTickets, LogInByWhatMitNegotiates) {
  facts_.negotiates = true;
  for (const bool mutual : {true, false}) {
    facts_.mutual = mutual;
    TicketClient client(key_, facts_);
    Login login(site_, "GSS-SPNEGO");
    auto last = login.says(client.token());
    const auto* grant = std::get_if<sasl::Grant>(&last);
    ASSERT_NE(grant, nullptr) << std::get<Error>(last).detail;
    EXPECT_EQ(grant->account, "alice@company.com");
    EXPECT_EQ(client.token(grant->last_words), "");
    EXPECT_TRUE(client.established());
  }
}

// RFC 4178, section 5, with the codes of real contexts.
TEST_P(RealTickets, SignTheListWhenAnotherMechanismStoodFirst) {
  const auto oids = "\x06\x03\x2a\x03\x04"s + std::string(support::kerberos_oid);
  for (const auto& seen_by_client : {oids, std::string(support::kerberos_oid)}) {
    TicketClient client(key_, facts_);
    Login login(site_, "GSS-SPNEGO");
    (void)login.challenge(support::negotiation_offer(oids, "for the first"));
    const auto answer =
        sasl::read_negotiation_answer(login.challenge(support::negotiation_answer(client.token())));
    ASSERT_TRUE(answer && answer->token && answer->mic);
    (void)client.token(*answer->token);
    EXPECT_TRUE(client.established());
    EXPECT_TRUE(client.accepts_mic(support::der(0x30, oids), *answer->mic));
    const auto mic = client.mic(support::der(0x30, seen_by_client));
    const auto last = login.says(support::negotiation_answer("", mic));
    EXPECT_EQ(std::holds_alternative<sasl::Grant>(last), seen_by_client == oids);
  }
}

TEST_P(RealTickets, LogInBareWhereTheyAreNegotiated) {
  TicketClient client(key_, facts_);
  Login login(site_, "GSS-SPNEGO");
  auto last = login.says(client.token());
  const auto* grant = std::get_if<sasl::Grant>(&last);
  ASSERT_NE(grant, nullptr);
  EXPECT_EQ(client.token(grant->last_words), "");
  EXPECT_TRUE(client.established());
}

INSTANTIATE_TEST_SUITE_P(OfEachStrength, RealTickets, testing::Values(17, 18, 20, 23));

}  // namespace
}  // namespace gatehouse::kerberos
