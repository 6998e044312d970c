// Administrators' commands about failed logins, and what they cost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/protection/protection.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::HasSubstr;

class FailedLoginCommands : public testing::Test {
 protected:
  FailedLoginCommands() {
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "postmaster@company.com"})
      must(site().account(name, "secret"));
    must(site().rights("postmaster@company.com", "(Master)"));
    admin_ = visit("127.0.0.1", "PWD");
    auto begun = site().keeper().begin(admin_, "PLAIN", plain_message("postmaster", "secret"));
    EXPECT_TRUE(std::holds_alternative<Session>(runner_.run(std::move(begun))));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId visit(std::string_view from, const std::string& service = "IMAP") {
    auto welcome =
        runner_.run(site().keeper().welcome({.service = service,
                                             .remote = {*IpAddress::parse(from), 40000},
                                             .local = {*IpAddress::parse("127.0.0.1"), 143},
                                             .local_user = {},
                                             .tls = {}},
                                            {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  bool logs_in(const std::string& name, const std::string& password,
               std::string_view from = "10.1.1.1") {
    auto begun = site().keeper().begin(visit(from), "PLAIN", plain_message(name, password));
    return std::holds_alternative<Session>(runner_.run(std::move(begun)));
  }
  std::string say(const std::string& line) {
    const auto reply = runner_.run(site().keeper().command(admin_, Secret(line)));
    return std::to_string(reply.code) + " " + reply.words;
  }
  void exhaust(const std::string& name, std::string_view from = "10.1.1.1") {
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(logs_in(name, "guess" + std::to_string(i), from));
  }

  support::KeeperRunner runner_{false};
  VisitId admin_ = 0;
};

TEST_F(FailedLoginCommands, ReopenAnAccount) {
  for (const auto* rule : {"Sources", "Account"}) {
    must(site().set_server("{LoginProtection=" + std::string(rule) + ";}"));
    exhaust("joe");
    EXPECT_FALSE(logs_in("joe", "secret")) << rule;
    EXPECT_EQ(say("RESETFAILEDLOGINS joe"), "200 OK");
    EXPECT_TRUE(logs_in("joe", "secret")) << rule;
    EXPECT_EQ(say("RESETFAILEDLOGINS joe"), "200 OK") << "nothing to forget";
  }
  EXPECT_THAT(say("RESETFAILEDLOGINS nobody"), HasSubstr("513"));
}

TEST_F(FailedLoginCommands, ReopenAnAddressAndItsNetwork) {
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(logs_in("user" + std::to_string(i), "one"));
  EXPECT_FALSE(logs_in("ann", "secret"));
  EXPECT_FALSE(logs_in("ann", "secret", "10.1.1.99")) << "its network";
  EXPECT_EQ(say("RESETFAILEDLOGINADDRESS 10.1.1.1"), "200 OK");
  EXPECT_TRUE(logs_in("ann", "secret"));
  EXPECT_TRUE(logs_in("joe", "secret", "10.1.1.99"));
}

TEST_F(FailedLoginCommands, StopAnAddressThatFailsTooOften) {
  must(site().set_defaults("company.com", "{FailedLoginFlow=unlimited;}"));
  for (unsigned i = 0; i < Protection::most_of_address; ++i)
    EXPECT_FALSE(logs_in("joe", "guess" + std::to_string(i)));
  EXPECT_FALSE(logs_in("ann", "secret"));
  EXPECT_THAT(site().audit().back(), HasSubstr("too many failed logins from this address"));
  EXPECT_TRUE(logs_in("ann", "secret", "10.1.1.2")) << "a neighbour";
  site().clock().advance(Protection::address_period + std::chrono::minutes{1});
  EXPECT_TRUE(logs_in("ann", "secret"));
}

TEST_F(FailedLoginCommands, CountEveryPasswordThatAnAdministratorTries) {
  const auto verify = [this](const std::string& password) {
    return say("VERIFYACCOUNTPASSWORD joe PASSWORD " + password);
  };
  EXPECT_EQ(verify("secret"), "200 OK");
  for (int i = 0; i < 50; ++i) EXPECT_THAT(verify("old"), HasSubstr("515")) << "counts once";
  for (int i = 0; i < 9; ++i) EXPECT_THAT(verify("guess" + std::to_string(i)), HasSubstr("515"));
  const auto spent = verify("secret");
  EXPECT_THAT(spent, testing::Not(HasSubstr("200"))) << spent;
  EXPECT_THAT(spent, HasSubstr("too many wrong passwords"));
  EXPECT_EQ(say("VERIFYACCOUNTPASSWORD ann PASSWORD secret"), "200 OK");
  EXPECT_TRUE(logs_in("joe", "secret")) << "the owner and strangers have their own";
  EXPECT_EQ(say("RESETFAILEDLOGINS joe"), "200 OK");
  EXPECT_EQ(verify("secret"), "200 OK");
}

}  // namespace
}  // namespace gatehouse::auth
