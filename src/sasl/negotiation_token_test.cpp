#include "sasl/negotiation_token.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/text.h"
#include "tests/support/sasl_gssapi.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;
using support::der;
using support::kerberos_oid;
using support::negotiation_offer;

std::string list(std::initializer_list<std::string_view> oids) {
  std::string all;
  for (const auto oid : oids) all += oid;
  return all;
}

TEST(NegotiationToken, GivesTheOfferOfAClient) {
  const auto oids = list({support::windows_kerberos_oid, kerberos_oid, support::ntlm_oid});
  const auto offer = read_negotiation_offer(negotiation_offer(oids, "token", "mic"));
  ASSERT_TRUE(offer) << offer.error().detail;
  EXPECT_EQ(offer->mechanisms,
            (std::vector<std::string>{"1.2.840.48018.1.2.2", "1.2.840.113554.1.2.2",
                                      "1.3.6.1.4.1.311.2.2.10"}));
  EXPECT_EQ(offer->list, der(0x30, oids));
  EXPECT_EQ(offer->token, "token");
  EXPECT_EQ(offer->mic, "mic");
  EXPECT_EQ(read_negotiation_offer(negotiation_offer(oids, ""))->token, std::nullopt);
}

TEST(NegotiationToken, WritesAnswersThatReadTheSame) {
  for (const auto& token : {""s, "token"s, std::string(40'000, 't')}) {
    const NegotiationAnswer said{NegotiationState::request_mic, "1.2.840.113554.1.2.2", token,
                                 "mic"};
    const auto read = read_negotiation_answer(write_negotiation_answer(said));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->state, said.state);
    EXPECT_EQ(read->mechanism, said.mechanism);
    EXPECT_EQ(read->token, said.token);
    EXPECT_EQ(read->mic, said.mic);
  }
  const auto nothing = read_negotiation_answer(write_negotiation_answer({}));
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->state || nothing->mechanism || nothing->token || nothing->mic);
}

// As Windows and MIT write it.
TEST(NegotiationToken, WritesTheBytesThatOthersWrite) {
  EXPECT_EQ(to_hex(write_negotiation_answer(
                {NegotiationState::accept_completed, "1.2.840.113554.1.2.2", "abc", {}})),
            "a11b3019a0030a0100a10b06092a864886f712010202a2050403616263");
  EXPECT_EQ(to_hex(write_negotiation_answer({NegotiationState::accept_completed, {}, {}, {}})),
            "a1073005a0030a0100");
}

TEST(NegotiationToken, IsRefusedWhereverItIsCutOrLengthened) {
  const auto offer = negotiation_offer(kerberos_oid, "token", "mic");
  const auto answer = write_negotiation_answer({NegotiationState::reject, "1.2.3", "token", "mic"});
  for (std::size_t length = 0; length < offer.size(); ++length)
    EXPECT_FALSE(read_negotiation_offer(offer.substr(0, length))) << length;
  for (std::size_t length = 0; length < answer.size(); ++length)
    EXPECT_FALSE(read_negotiation_answer(answer.substr(0, length))) << length;
  EXPECT_FALSE(read_negotiation_offer(offer + "x"));
  EXPECT_FALSE(read_negotiation_answer(answer + "x"));
}

// V-038, V-039.
TEST(NegotiationToken, IsRefusedWithListsAndLengthsThatNobodyMeans) {
  std::string many;
  for (std::size_t count = 0; count < most_offered_mechanisms; ++count) many += kerberos_oid;
  EXPECT_TRUE(read_negotiation_offer(negotiation_offer(many, "token")));
  EXPECT_FALSE(read_negotiation_offer(negotiation_offer(many + std::string(kerberos_oid), "t")));
  for (int count = 0; count < 5000; ++count) many += kerberos_oid;
  std::string nested;
  for (int depth = 0; depth < 10'000; ++depth) nested += "\x30\x80"s;
  const auto start = std::chrono::steady_clock::now();
  for (const auto& bytes :
       {negotiation_offer("", "token"), negotiation_offer(many, "token"),
        negotiation_offer("\x04\x01x"s, "token"), negotiation_offer(nested, "token"),
        der(0x60, "\x06\x06\x2b\x06\x01\x05\x05\x02"s + nested),
        der(0x60, der(0x06, std::string(1000, '\x01'))), negotiation_offer(der(0x06, ""), "t"),
        der('\xa1', nested), der('\xa1', der(0x30, "\xa0\x03\x0a\x01\x09"s)),
        "\x60\x84\x80\x00\x00\x00"s, "\x60\x88\x7f\xff\xff\xff\xff\xff\xff\xff"s,
        "\xa1\x84\x7f\xff\xff\xff\x30"s, "\xa1\x00"s, "\x60\x00"s}) {
    EXPECT_FALSE(read_negotiation_offer(bytes));
    EXPECT_FALSE(read_negotiation_answer(bytes));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace gatehouse::sasl
