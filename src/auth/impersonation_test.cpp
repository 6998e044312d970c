// One account opened with another's credentials: by whom, onto whom, and as what it counts.
#include <gtest/gtest.h>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

class ImpersonationTest : public testing::Test {
 protected:
  ImpersonationTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().domain("other.test", "{AUTHMethods=All;}"));
    for (const auto* name : {"admin", "joe", "boss"})
      must(site().account(std::string(name) + "@company.com", "secret"));
    must(site().account("ann@other.test", "secret", "{PasswordEncryption=sealed;RequireAPOP=NO;}"));
    must(site().rights("admin@company.com", "(Domain, CanImpersonate)"));
    must(site().rights("boss@company.com", "(Domain, CanImpersonate, BasicSettings)"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId visit(std::string service = "IMAP") {
    auto welcome =
        runner_.run(site().keeper().welcome({.service = std::move(service),
                                             .remote = {*IpAddress::parse("10.0.0.5"), 40000},
                                             .local = {*IpAddress::parse("127.0.0.1"), 143},
                                             .local_user = {},
                                             .tls = {}},
                                            {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  Reply plain(VisitId at, const std::string& acting_as, const std::string& name) {
    auto message = acting_as + std::string(1, '\0') + name + std::string(1, '\0') + "secret";
    return runner_.run(site().keeper().begin(at, "PLAIN", Secret(message)));
  }
  // "account by acting", or the denial's words.
  std::string told(const Reply& reply) {
    if (const auto* session = std::get_if<Session>(&reply))
      return session->account + " by " + session->acting;
    const auto* denial = std::get_if<Denial>(&reply);
    return denial == nullptr ? "challenged" : denial->words;
  }
  std::string as(const std::string& acting_as, const std::string& name) {
    return told(plain(visit(), acting_as, name));
  }

  support::KeeperRunner runner_{false};
  const std::string denied_ = "This login is not allowed";
};

TEST_F(ImpersonationTest, NeedsTheRightInTheDomainOfTheOtherAccount) {
  EXPECT_EQ(as("joe", "admin"), "joe@company.com by admin@company.com");
  EXPECT_EQ(as("joe@company.com", "admin@company.com"), "joe@company.com by admin@company.com");
  EXPECT_EQ(as("ann@other.test", "admin"), denied_);
  EXPECT_EQ(as("admin", "joe"), denied_);
  EXPECT_EQ(as("nobody", "admin"), denied_);
  EXPECT_EQ(as("joe", "joe"), "joe@company.com by joe@company.com");
}

TEST_F(ImpersonationTest, NeverReachesAnAccountWithMoreRights) {
  EXPECT_EQ(as("boss", "admin"), denied_);
  EXPECT_EQ(as("admin", "boss"), "admin@company.com by boss@company.com");
  must(site().rights("joe@company.com", "(Settings)"));
  EXPECT_EQ(as("joe", "boss"), denied_);
}

TEST_F(ImpersonationTest, NeedsTheServiceForBoth) {
  must(site().set_account("joe@company.com", "{AccessModes=(POP);}"));
  EXPECT_EQ(as("joe", "admin"), denied_);
  must(site().set_account("joe@company.com", "{AccessModes=All;}"));
  must(site().set_account("admin@company.com", "{AccessModes=(POP);}"));
  EXPECT_EQ(as("joe", "admin"), denied_);
}

TEST_F(ImpersonationTest, IsWrittenDownWithBothNames) {
  (void)as("joe", "admin");
  const auto line = site().audit().back();
  EXPECT_NE(line.find("joe@company.com"), std::string::npos) << line;
  EXPECT_NE(line.find("admin@company.com"), std::string::npos) << line;
}

// Whoever may read another's mail may not take the account over.
TEST_F(ImpersonationTest, ChangesNoPasswords) {
  const auto at = visit("PWD");
  ASSERT_EQ(told(plain(at, "joe", "admin")), "joe@company.com by admin@company.com");
  auto run = site().keeper().command(at, Secret("SETACCOUNTPASSWORD * PASSWORD Another123"));
  EXPECT_EQ(runner_.run(std::move(run)).code, 501);
}

TEST_F(ImpersonationTest, CountsAWrongPasswordForWhoTypedIt) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().set_account("admin@company.com", "{FailedLoginFlow=(2,1m);}"));
  for (int i = 0; i < 2; ++i) {
    auto message = std::string("joe\0admin\0wrong", 15);
    (void)runner_.run(site().keeper().begin(visit(), "PLAIN", Secret(message)));
  }
  EXPECT_NE(as("", "admin"), "admin@company.com by admin@company.com");
  EXPECT_EQ(as("", "joe"), "joe@company.com by joe@company.com");
}

}  // namespace
}  // namespace gatehouse::auth
