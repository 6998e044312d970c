// Own client against own server: every mechanism with every kind of name, password and outcome.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "sasl/mechanism.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_client.h"

namespace gatehouse::sasl {
namespace {

constexpr int most_rounds = 8;

using Spoil = std::function<std::string(std::string, int round)>;

struct Outcome {
  Step last;
  int rounds = 0;
  bool believed = false;
};

Link sample_link() {
  Link link{"imap", "mail.company.com", "company.com", "<1.2@mail.company.com>", {}, {}, {}, false};
  link.tls_exporter = "32 bytes that TLS exported to us";
  return link;
}

support::ClientFacts facts_for(const MechanismInfo& info, std::string name, std::string password) {
  support::ClientFacts facts{std::move(name), std::move(password)};
  facts.challenge = "<1.2@mail.company.com>";
  if (info.traits.binds_channel) {
    facts.binding_name = "tls-exporter";
    facts.binding_data = sample_link().tls_exporter;
  }
  return facts;
}

// As a gate would run it; `spoil` may change what the client says.
Outcome play(const MechanismInfo& info, const support::ClientFacts& facts,
             const support::KnownAccount& account, const Spoil& spoil = {}) {
  crypto::SystemEntropy entropy;
  const auto server = info.make(sample_link(), entropy);
  const auto client = support::sasl_client(info.name, facts);
  Outcome outcome{server->begin()};
  auto words = client->first();
  while (outcome.rounds < most_rounds) {
    if (!words) words = client->reply(std::get<Challenge>(outcome.last).bytes);
    if (!words) return outcome;  // the client gave up
    const auto said = spoil ? spoil(*words, outcome.rounds) : *words;
    outcome.last = support::settled(*server, server->on_response(said), account);
    ++outcome.rounds;
    words.reset();
    if (!std::holds_alternative<Challenge>(outcome.last)) break;
  }
  if (const auto* grant = std::get_if<Grant>(&outcome.last))
    outcome.believed = client->believes(grant->last_words);
  return outcome;
}

bool needs_password(const MechanismInfo& info) { return info.name != "EXTERNAL"; }

class EveryMechanism : public testing::TestWithParam<MechanismInfo> {};

TEST_P(EveryMechanism, LogsInWithEveryNameAndPassword) {
  for (const std::string name :
       {"joe", "joe@company.com", "jürgen", "用户", "o=brien,the\"second\"", "back\\slash", "a b"})
    for (const std::string password : {"secret", " with spaces ", "comma,and=equals", "pässwörd",
                                       "пароль", "quote\"back\\", "😀😀", "a"}) {
      const auto outcome =
          play(GetParam(), facts_for(GetParam(), name, password), {name, password});
      ASSERT_TRUE(std::holds_alternative<Grant>(outcome.last)) << name << " " << password;
      EXPECT_EQ(std::get<Grant>(outcome.last).account, name);
      EXPECT_TRUE(outcome.believed);
    }
}

TEST_P(EveryMechanism, RefusesAWrongPasswordAndAnUnknownNameAlike) {
  if (!needs_password(GetParam())) return;
  const support::KnownAccount joe{"joe", "secret"};
  for (const auto& [name, password] : {std::pair("joe", "Secret"), std::pair("jim", "secret")}) {
    const auto outcome = play(GetParam(), facts_for(GetParam(), name, password), joe);
    ASSERT_TRUE(std::holds_alternative<Error>(outcome.last)) << name;
    EXPECT_EQ(std::get<Error>(outcome.last).code, ErrorCode::wrong_password);
  }
}

TEST_P(EveryMechanism, CarriesTheNameToActAs) {
  const support::KnownAccount joe{"joe", "secret"};
  auto facts = facts_for(GetParam(), "joe", "secret");
  facts.acting_as = "bob";
  const auto outcome = play(GetParam(), facts, joe);
  ASSERT_TRUE(std::holds_alternative<Grant>(outcome.last));
  const bool carries =
      std::set<std::string_view>{"APOP", "CRAM-MD5",         "GSS-SPNEGO", "LOGIN",  "MSN",
                                 "NTLM", "REQUEST-CRAM-MD5", "SESSIONID",  "WEBUSER"}
          .count(GetParam().name) == 0;
  EXPECT_EQ(std::get<Grant>(outcome.last).acting_as, carries ? "bob" : "");
}

TEST_P(EveryMechanism, NeverGrantsAMessageCutShort) {
  if (!needs_password(GetParam())) return;
  const support::KnownAccount joe{"joe", "secret"};
  const auto facts = facts_for(GetParam(), "joe", "secret");
  const int rounds = play(GetParam(), facts, joe).rounds;
  for (int round = 0; round < rounds; ++round)
    for (std::size_t length = 0; length < 200; ++length) {  // V-016
      bool shortened = false;
      const Spoil cut = [&](std::string words, int at) {
        if (at != round || length >= words.size()) return words;
        shortened = true;
        return words.substr(0, length);
      };
      const auto outcome = play(GetParam(), facts, joe, cut);
      if (!shortened) break;
      EXPECT_FALSE(std::holds_alternative<Grant>(outcome.last)) << round << " " << length;
    }
}

TEST_P(EveryMechanism, NeverGrantsAChangedByteThatMatters) {
  if (!needs_password(GetParam())) return;
  const support::KnownAccount joe{"joe", "secret"};
  const auto facts = facts_for(GetParam(), "joe", "secret");
  const int last = play(GetParam(), facts, joe).rounds - 1;
  // The last byte that is not empty: the end of a password, a digest or a proof.
  const int proof_round = GetParam().name == "DIGEST-MD5" ? last - 1 : last;
  const Spoil change = [&](std::string words, int at) {
    if (at != proof_round) return words;
    const auto digest = words.find("response=");
    const auto position = digest == words.npos ? words.size() - 3 : digest + 9;
    words[position] = words[position] == 'a' ? 'b' : 'a';
    return words;
  };
  EXPECT_FALSE(std::holds_alternative<Grant>(play(GetParam(), facts, joe, change).last));
}

TEST_P(EveryMechanism, SurvivesRubbishInEveryRound) {
  const support::KnownAccount joe{"joe", "secret"};
  const auto facts = facts_for(GetParam(), "joe", "secret");
  for (const auto& rubbish : {std::string(10000, 'x'), std::string("*"), std::string(5, '\0'),
                              std::string("\xff\xfe\r\n"), std::string(4000, ',')})
    for (int round = 0; round < 3; ++round) {
      const Spoil spoil = [&](std::string words, int at) { return at == round ? rubbish : words; };
      const auto outcome = play(GetParam(), facts, joe, spoil);
      if (outcome.rounds > round && needs_password(GetParam()))
        EXPECT_FALSE(std::holds_alternative<Grant>(outcome.last)) << round;
    }
}

TEST_P(EveryMechanism, FollowsItsTraits) {
  crypto::SystemEntropy entropy;
  const auto server = GetParam().make(sample_link(), entropy);
  const auto step = server->begin();
  ASSERT_TRUE(std::holds_alternative<Challenge>(step));
  const bool speaks_first = GetParam().traits.server_first || GetParam().name == "LOGIN";
  EXPECT_EQ(!std::get<Challenge>(step).bytes.empty(), speaks_first);
}

TEST_P(EveryMechanism, IsFoundByItsNameInAnyCase) {
  std::string lower(GetParam().name);
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(mechanism_named(lower)->name, GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(All, EveryMechanism,
                         testing::ValuesIn(mechanisms().begin(), mechanisms().end()),
                         [](const auto& info) {
                           std::string name(info.param.name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(Mechanisms, AreSortedAndUnique) {
  const auto all = mechanisms();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i - 1].name, all[i].name);
  EXPECT_EQ(mechanism_named("OTP"), nullptr);
  EXPECT_EQ(mechanism_named(""), nullptr);
}

}  // namespace
}  // namespace gatehouse::sasl
