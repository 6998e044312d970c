#include "auth/sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/keeper_runner.h"
#include "tests/support/sasl_client.h"

namespace gatehouse::auth {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view all_kinds =
    "{PasswordEncryption=sealed;UseSysPassword=YES;OSUserName=\"*%comp1\";UseExtPassword=YES;"
    "AuthURI=\"ldap://directory.test/uid=*\";}";

class SourcesTest : public testing::Test {
 protected:
  SourcesTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;}"));
    must(site().account("joe@company.com", "own", all_kinds));
    outside().knows("os", "joe%comp1", "os");
    outside().knows("uri", "joe@company.com", "uri");
    outside().knows("external", "joe@company.com", "external");
  }

  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }
  support::ScriptedOutside& outside() { return site().outside(); }

  Welcome visit(std::string service = "POP") {
    auto welcome =
        runner_.run(site().keeper().welcome({.service = std::move(service),
                                             .remote = {*IpAddress::parse("10.0.0.5"), 40000},
                                             .local = {*IpAddress::parse("127.0.0.1"), 110},
                                             .local_user = {},
                                             .tls = {}},
                                            {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{});
  }

  // "account by source", or the kind of denial.
  std::string told(const Reply& reply) {
    if (const auto* session = std::get_if<Session>(&reply)) {
      const auto line = site().audit().back();
      const auto at = line.find(" source=");
      return session->account + (at == line.npos ? "" : " by " + line.substr(at + 8));
    }
    const auto* denial = std::get_if<Denial>(&reply);
    if (denial == nullptr) return "challenged";
    if (denial->kind == DenialKind::unavailable) return "unavailable";
    return denial->kind == DenialKind::refused ? "refused" : denial->words;
  }
  std::string log_in(std::string_view name, std::string_view password) {
    auto begun = site().keeper().begin(visit().visit, "PLAIN", plain_message(name, password));
    return told(runner_.run(std::move(begun)));
  }
  std::string play(const std::string& mechanism, std::string name, std::string password) {
    const auto at = visit();
    support::ClientFacts facts{
        .name = std::move(name), .password = std::move(password), .service = "pop"};
    facts.challenge = at.offer.apop_challenge;
    auto client = support::sasl_client(mechanism, std::move(facts));
    std::optional<Secret> first;
    if (const auto initial = client->first()) first = Secret(*initial);
    auto begun = site().keeper().begin(at.visit, mechanism, std::move(first));
    auto reply = runner_.run(std::move(begun));
    while (const auto* challenge = std::get_if<Challenge>(&reply)) {
      const auto response = client->reply(challenge->bytes);
      if (!response) return "the client gave up";
      auto fed = site().keeper().feed(at.visit, Secret(*response));
      reply = runner_.run(std::move(fed));
    }
    return told(reply);
  }

  support::KeeperRunner runner_{false};
};

TEST_F(SourcesTest, TakesAnyOfTheAccountsPasswords) {
  EXPECT_EQ(log_in("joe", "own"), "joe@company.com by own");
  EXPECT_EQ(log_in("joe", "os"), "joe@company.com by OS");
  EXPECT_EQ(log_in("joe", "uri"), "joe@company.com by URI");
  EXPECT_EQ(log_in("joe", "external"), "joe@company.com by external");
  EXPECT_EQ(log_in("joe", "another"), "refused");
}

TEST_F(SourcesTest, AsksInTheGuidesOrderAndStopsAtTheFirstMatch) {
  const std::string os = "os joe%comp1 from 10.0.0.5";
  const std::string uri = "uri ldap://directory.test/uid=* joe@company.com";
  const std::string external = "external VRFY (POP) joe@company.com";
  (void)log_in("joe", "own");
  EXPECT_THAT(outside().asked(), IsEmpty());
  (void)log_in("joe", "os");
  EXPECT_THAT(outside().asked(), ElementsAre(os));
  (void)log_in("joe", "uri");
  EXPECT_THAT(outside().asked(), ElementsAre(os, os, uri));
  (void)log_in("joe", "wrong");
  EXPECT_THAT(outside().asked(), ElementsAre(os, os, uri, os, uri, external));
}

TEST_F(SourcesTest, AsksOnlyWhatTheSettingsSay) {
  must(site().account("none@company.com", "own", "{PasswordEncryption=sealed;}"));
  EXPECT_EQ(log_in("none", "wrong"), "refused");
  EXPECT_THAT(outside().asked(), IsEmpty());
  must(
      site().set_account("joe@company.com", "{UseAppPassword=NO;UseSysPassword=NO;AuthURI=\"\";}"));
  EXPECT_EQ(log_in("joe", "own"), "refused");
  EXPECT_EQ(log_in("joe", "external"), "joe@company.com by external");
  EXPECT_THAT(outside().asked(), testing::Each(HasSubstr("external VRFY")));
}

TEST_F(SourcesTest, InheritsTheSwitches) {
  must(site().set_defaults("company.com", "{UseExtPassword=YES;}"));
  must(site().account("heir@company.com", ""));
  outside().knows("external", "heir@company.com", "external");
  EXPECT_EQ(log_in("heir", "external"), "heir@company.com by external");
  must(site().set_account("heir@company.com", "{UseExtPassword=NO;}"));
  EXPECT_EQ(log_in("heir", "external"), "refused");
}

TEST_F(SourcesTest, ShowsAnEmptyPasswordToNobody) {
  outside().knows("uri", "joe@company.com", "");
  EXPECT_EQ(log_in("joe", ""), "Malformed login data");
  EXPECT_EQ(play("LOGIN", "joe", ""), "Malformed login data");
  EXPECT_THAT(outside().asked(), IsEmpty());
}

TEST_F(SourcesTest, CountsOneAttemptOnce) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(3,1m);}"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(log_in("joe", "wrong"), "refused");
  const auto asked = outside().asked().size();
  EXPECT_EQ(log_in("joe", "external"), "refused");
  EXPECT_EQ(outside().asked().size(), asked);
  site().clock().advance(minutes{1});
  EXPECT_EQ(log_in("joe", "external"), "joe@company.com by external");
}

TEST_F(SourcesTest, NeverTakesSilenceForAWrongPassword) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(3,1m);}"));
  outside().is_down("os");
  EXPECT_EQ(log_in("joe", "own"), "joe@company.com by own");
  EXPECT_EQ(log_in("joe", "uri"), "joe@company.com by URI");
  EXPECT_EQ(log_in("joe", "os"), "unavailable");
  outside().is_down("os", false);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(log_in("joe", "wrong"), "refused");
  EXPECT_EQ(log_in("joe", "os"), "joe@company.com by OS");
}

// Otherwise an outage would let anybody try own passwords without end.
TEST_F(SourcesTest, LimitsGuessesAlsoWhileNothingCanBeDecided) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(3,1m);}"));
  outside().is_down("external");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(log_in("joe", "wrong"), "unavailable");
  const auto asked = outside().asked().size();
  EXPECT_EQ(log_in("joe", "own"), "unavailable");
  EXPECT_EQ(outside().asked().size(), asked);
  site().clock().advance(minutes{1});
  EXPECT_EQ(log_in("joe", "own"), "joe@company.com by own");
}

TEST_F(SourcesTest, LetsTheProgramJudgeResponses) {
  for (const auto* mechanism : {"CRAM-MD5", "APOP"}) {
    EXPECT_EQ(play(mechanism, "joe", "own"), "joe@company.com") << mechanism;
    EXPECT_EQ(play(mechanism, "joe", "external"), "joe@company.com by external") << mechanism;
    EXPECT_EQ(play(mechanism, "joe", "wrong"), "refused") << mechanism;
  }
  EXPECT_THAT(outside().asked(),
              testing::Contains("external SASL(CRAM-MD5) (POP) joe@company.com"));
  outside().is_down("external");
  EXPECT_EQ(play("CRAM-MD5", "joe", "own"), "joe@company.com");
  EXPECT_EQ(play("CRAM-MD5", "joe", "external"), "unavailable");
}

TEST_F(SourcesTest, ServesEveryMethodFromAProgramThatGivesPasswords) {
  must(site().account("far@company.com", "", "{UseExtPassword=YES;}"));
  outside().knows("external", "far@company.com", "external");
  EXPECT_EQ(play("SCRAM-SHA-256", "far", "external"), "refused");
  outside().gives_passwords();
  for (const auto* mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256", "DIGEST-MD5", "CRAM-MD5", "APOP"}) {
    EXPECT_EQ(play(mechanism, "far", "external").substr(0, 15), "far@company.com") << mechanism;
    EXPECT_EQ(play(mechanism, "far", "wrong"), "refused") << mechanism;
    site().clock().advance(minutes{2});
  }
  outside().is_down("external");
  EXPECT_EQ(play("SCRAM-SHA-256", "far", "external"), "unavailable");
}

TEST_F(SourcesTest, AsksTheProgramAboutUnknownNames) {
  EXPECT_EQ(log_in("newcomer", "x"), "refused");
  EXPECT_THAT(outside().asked(), IsEmpty());
  must(site().set_domain("company.com", "{ExternalOnUnknown=YES;}"));
  EXPECT_EQ(log_in("newcomer", "x"), "refused");
  EXPECT_THAT(outside().asked(), ElementsAre("external NEW newcomer@company.com [ACCESS]"));
  outside().answers_new("newcomer@company.com", "ROUTED joe@company.com");
  EXPECT_EQ(log_in("newcomer", "own"), "joe@company.com by own");
  outside().answers_new("newcomer@company.com", "FAILURE");
  EXPECT_EQ(log_in("newcomer", "own"), "unavailable");
  outside().answers_new("newcomer@company.com", "OK");
  EXPECT_EQ(log_in("newcomer", "own"), "refused");
}

TEST_F(SourcesTest, FollowsForwardersAndReroutesToAccounts) {
  auto& directory = site().directory();
  must(directory.create_forwarder(*directory.main_domain(), "old", "joe@company.com"));
  EXPECT_EQ(log_in("old", "own"), "joe@company.com by own");
  EXPECT_EQ(log_in("old@company.com", "wrong"), "refused");
  must(site().set_domain("company.com",
                         "{AccessToUnknown=\"Rerouted to\";AccessRerouteAddress=joe;}"));
  EXPECT_EQ(log_in("anybody", "own"), "joe@company.com by own");
}

TEST_F(SourcesTest, CountsFailuresOfAForwarderForItsAccount) {
  must(site().set_server("{LoginProtection=Account;}"));
  auto& directory = site().directory();
  must(directory.create_forwarder(*directory.main_domain(), "old", "joe@company.com"));
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(2,1m);}"));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(log_in("old", "wrong"), "refused");
  EXPECT_EQ(log_in("joe", "own"), "refused");
}

TEST(Sources, AreATableInTheGuidesOrder) {
  std::vector<std::string_view> names;
  for (const auto& source : sources()) names.push_back(source.name);
  EXPECT_THAT(names, ElementsAre("own", "OS", "URI", "external"));
}

}  // namespace
}  // namespace gatehouse::auth
