#include "auth/explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "settings/text.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

class ExplainTest : public testing::Test {
 protected:
  ExplainTest() {
    must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT,SCRAM);}"));
    must(site().account("joe@company.com", "secret"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  static control::LoginQuestion question(std::string name) {
    return {.name = std::move(name),
            .service = "IMAP",
            .from = *IpAddress::parse("10.0.0.5"),
            .method = "PLAIN",
            .tls = true};
  }
  std::vector<control::Rule> explained(const control::LoginQuestion& asked) {
    return explain_login(parts_, authenticator_, asked);
  }
  // "Rule: answer [from]" of the first rule with that name; empty: it was not asked.
  std::string rule(const control::LoginQuestion& asked, std::string_view name) {
    const auto rules = explained(asked);
    const auto found = std::ranges::find(rules, name, &control::Rule::rule);
    if (found == rules.end()) return {};
    return found->answer + (found->from.empty() ? "" : " [" + found->from + "]");
  }
  // The rule that stopped it; "" when it would be let in.
  std::string stopped_by(const control::LoginQuestion& asked) {
    const auto rules = explained(asked);
    const auto found = std::ranges::find(rules, true, &control::Rule::stops);
    return found == rules.end() ? std::string() : found->rule;
  }

  support::KeeperRunner runner_{false};
  KeeperParts parts_ = runner_.site().parts();
  Authenticator authenticator_{parts_};
};

TEST_F(ExplainTest, NamesEachRuleAndWhereItsSettingComesFrom) {
  must(site().set_account("joe@company.com", "{UseExtPassword=YES;}"));
  must(site().set_defaults("company.com", "{FailedLoginFlow=(3,1m);}"));
  const auto joe = question("joe");
  EXPECT_EQ(rule(joe, "Domain"), "company.com [the Main Domain, for a name without one]");
  EXPECT_EQ(rule(joe, "Account"), "joe@company.com");
  EXPECT_EQ(rule(joe, "Login Methods"),
            "CLRTXT is on (AUTHMethods=(CLRTXT,SCRAM)) [domain company.com]");
  EXPECT_EQ(rule(joe, "Secure Method Required"), "RequireAPOP=Remote, PLAIN with TLS [built in]");
  EXPECT_EQ(
      rule(joe, "Failed Logins"),
      "0 of 3 in 15 minutes, 0 of 30 until the owner comes [account defaults of company.com]");
  EXPECT_EQ(rule(joe, "Password source own"), "UseAppPassword=YES: compared here [built in]");
  EXPECT_EQ(rule(joe, "Password source OS"), "UseSysPassword=NO: not asked [built in]");
  EXPECT_EQ(rule(joe, "Password source external"),
            "UseExtPassword=YES: asked [account joe@company.com]");
  EXPECT_EQ(rule(joe, "Outcome"), "let in as joe@company.com if the secret is right");
  EXPECT_EQ(stopped_by(joe), "");
}

TEST_F(ExplainTest, SaysWhichRuleEndsALogin) {
  must(site().account("none@company.com", ""));
  must(site().account("off@company.com", "secret", "{AccessModes=(POP);}"));
  auto elsewhere = question("joe@nowhere.net");
  EXPECT_EQ(stopped_by(elsewhere), "Domain");
  EXPECT_EQ(stopped_by(question("@@")), "Name");
  EXPECT_EQ(stopped_by(question("nobody")), "Unknown name");
  EXPECT_EQ(stopped_by(question("none")), "Password");
  EXPECT_EQ(stopped_by(question("off")), "Enabled Services");
  EXPECT_EQ(stopped_by(question("joe$phone")), "Tag");
  auto clear = question("joe");
  clear.tls = false;
  EXPECT_EQ(stopped_by(clear), "Secure Method Required");
  auto other = question("joe");
  other.method = "CRAM-MD5";
  EXPECT_EQ(stopped_by(other), "Login Methods");
  other.method = "NOTHING";
  EXPECT_EQ(stopped_by(other), "Method");
  must(site().set_domain("company.com", "{DomainAccessModes=(POP);}"));
  EXPECT_EQ(stopped_by(question("joe")), "Enabled Services of the domain");
}

TEST_F(ExplainTest, SaysWhereASecondFactorIsAsked) {
  auto joe = question("joe");
  EXPECT_EQ(rule(joe, "Second factor"), "SecondFactor=Optional: not asked [built in]");
  must(site().set_account("joe@company.com", "{SecondFactor=Required;}"));
  EXPECT_EQ(stopped_by(joe), "Second factor");
  joe.service = "WebMail";
  EXPECT_EQ(rule(joe, "Second factor"),
            "SecondFactor=Required: has to be set up before anything else [account "
            "joe@company.com]");
  EXPECT_EQ(stopped_by(joe), "");
}

TEST_F(ExplainTest, SaysWhatTheAddressDecides) {
  const auto joe = question("joe");
  EXPECT_EQ(rule(joe, "Denied Addresses"), "10.0.0.5 is not denied [DeniedIPs]");
  EXPECT_EQ(rule(joe, "Logins from Non-Client Addresses"),
            "10.0.0.5 is no client address; all may log in [NonClientLogins]");
  EXPECT_EQ(rule(joe, "Blacklisted Addresses"), "10.0.0.5 is not blocked [BlacklistedIPs]");
  must(site().set_server("{BlacklistedIPs=\"10.0.0.5\";}"));
  EXPECT_EQ(stopped_by(joe), "Blacklisted Addresses");
  must(site().set_server("{NonClientLogins=prohibit;}"));
  EXPECT_EQ(stopped_by(joe), "Logins from Non-Client Addresses");
  must(site().set_server("{DeniedIPs=\"10.0.0.0/8\";}"));
  EXPECT_EQ(stopped_by(joe), "Denied Addresses");
  auto here = joe;
  here.from = *IpAddress::parse("127.0.0.1");
  EXPECT_EQ(stopped_by(here), "");
}

TEST_F(ExplainTest, SaysThatAnAddressIsBlockedForATime) {
  access::LiveAddresses addresses(site().directory(), site().clock());
  parts_.addresses = &addresses;
  addresses.temporary().block(*IpAddress::parse("10.0.0.5"), std::chrono::minutes{1},
                              site().clock().moment());
  EXPECT_EQ(stopped_by(question("joe")), "Temporarily Blocked Addresses");
  site().clock().advance(std::chrono::minutes{1});
  EXPECT_EQ(stopped_by(question("joe")), "");
}

TEST_F(ExplainTest, SaysWhichSocketsAreOpenToTheAddress) {
  const access::Listening listening{
      .from_the_start = *settings::read_dictionary(
          "{IMAP={Listener={Ports=({PortNumber=143;},{PortNumber=993;RemoteRestriction=Deny;"
          "RestrictionList=\"10.0.0.5\";});};};}")};
  parts_.listening = &listening;
  EXPECT_EQ(rule(question("joe"), "Listener"),
            "port 143: open to 10.0.0.5; port 993: not [Listener of IMAP]");
  must(
      site().set_server("{Modules={IMAP={Listener={Ports=({PortNumber=143;"
                        "RemoteRestriction=Grant;RestrictionList=\"10.0.0.6\";});};};};}"));
  EXPECT_EQ(stopped_by(question("joe")), "Listener");
}

TEST_F(ExplainTest, SaysWhichMeansAreNotEnabled) {
  const auto joe = question("joe");
  EXPECT_EQ(rule(joe, "Roaming"),
            "a login from no client address needs Mobile, which is enabled [built in]");
  must(site().set_account("joe@company.com", "{AccessModes=(IMAP,TLS);}"));
  EXPECT_EQ(stopped_by(joe), "Roaming");
  must(site().set_account("joe@company.com", "{AccessModes=(IMAP,Mobile);}"));
  EXPECT_EQ(stopped_by(joe), "TLS");
  must(site().set_server("{ClientIPs=\"10.0.0.5\";}"));
  must(site().set_account("joe@company.com", "{AccessModes=(IMAP,TLS);}"));
  EXPECT_EQ(stopped_by(joe), "");
}

TEST_F(ExplainTest, SaysWhatAStoredPasswordCanServe) {
  must(site().set_domain("company.com", "{AUTHMethods=All;}"));
  must(site().account("hashed@company.com", "secret", "{PasswordEncryption=UB-crpt;}"));
  auto asked = question("hashed");
  asked.method = "SCRAM-SHA-256";
  EXPECT_EQ(stopped_by(asked), "Password");
  must(site().set_account("hashed@company.com", "{UseExtPassword=YES;}"));
  EXPECT_EQ(stopped_by(asked), "");
  asked.name = "joe";
  EXPECT_EQ(stopped_by(asked), "");
}

TEST_F(ExplainTest, CountsAndForgetsNothing) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(1,1m);}"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(stopped_by(question("joe")), "");
  auto who = runner_.run(authenticator_.identify("joe", site().directory().main_domain()));
  auto reserved = runner_.run(authenticator_.reserve(*who, *IpAddress::parse("10.0.0.5")));
  ASSERT_TRUE(reserved);
  authenticator_.failed(reserved->attempt, *who);
  EXPECT_EQ(stopped_by(question("joe")), "Failed Logins");
  EXPECT_EQ(rule(question("joe"), "Failed Logins"),
            "1 of FailedLoginFlow=(1,1m): locked for now [account joe@company.com]");
  site().clock().advance(std::chrono::minutes{1});
  EXPECT_EQ(stopped_by(question("joe")), "");
}

TEST_F(ExplainTest, SaysWhereANameThatIsNoAccountLeads) {
  auto& directory = site().directory();
  must(directory.create_forwarder(*directory.main_domain(), "old", "joe@company.com"));
  must(directory.create_group(*directory.main_domain(), "all", {}));
  EXPECT_NE(rule(question("old"), "Account").find("forwarder to joe@company.com"),
            std::string::npos);
  EXPECT_NE(rule(question("all"), "Account").find("is a group"), std::string::npos);
  must(site().set_domain("company.com", "{ExternalOnUnknown=YES;}"));
  EXPECT_NE(rule(question("nobody"), "Consult External for Unknown"), "");
}

TEST_F(ExplainTest, GivesTheLimitsOfATag) {
  auto at = runner_.run(site().keeper().welcome({.service = "PWD",
                                                 .remote = {*IpAddress::parse("127.0.0.1"), 1},
                                                 .local = {*IpAddress::parse("127.0.0.1"), 106},
                                                 .local_user = 0U,
                                                 .tls = {}},
                                                {}));
  ASSERT_TRUE(at);
  (void)runner_.run(site().keeper().begin(at->visit, "EXTERNAL", Secret("")));
  auto line = Secret("SETACCOUNTPASSWORD joe PASSWORD Phone1234 TAG phone SERVICES (POP)");
  auto set = runner_.run(site().keeper().command(at->visit, std::move(line)));
  ASSERT_EQ(set.code, 200) << set.words;
  EXPECT_EQ(stopped_by(question("joe$phone")), "Tag");
  auto by_pop = question("joe$phone");
  by_pop.service = "POP";
  EXPECT_EQ(stopped_by(by_pop), "");
  EXPECT_NE(rule(by_pop, "Tag"), "");
}

}  // namespace
}  // namespace gatehouse::auth
