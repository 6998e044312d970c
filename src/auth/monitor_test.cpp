// What a monitor is told of logins: how many, who is locked out, from where nobody is let in; and
// the end of one login.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/journal.h"
#include "auth/protection/protection.h"
#include "directory/temporary_folder.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::HasSubstr;
using testing::Not;

class Monitor : public testing::Test {
 protected:
  Monitor() {
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "postmaster@company.com"})
      must(site().account(name, "secret"));
    must(site().rights("postmaster@company.com", "(Master)"));
    admin_ = visit("127.0.0.1", "PWD");
    EXPECT_TRUE(is_login(begin(admin_, "postmaster", "secret")));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }
  auth::KeeperParts parts() {
    auto parts = site().parts();
    parts.trail = &journal_;
    return parts;
  }

  VisitId visit(std::string_view from, const std::string& service = "IMAP", OnEnd on_end = {}) {
    auto welcome = runner_.run(keeper_->welcome({.service = service,
                                                 .remote = {*IpAddress::parse(from), 40000},
                                                 .local = {*IpAddress::parse("127.0.0.1"), 143},
                                                 .local_user = {},
                                                 .tls = {}},
                                                std::move(on_end)));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  Reply begin(VisitId at, const std::string& name, const std::string& password) {
    return runner_.run(keeper_->begin(at, "PLAIN", plain_message(name, password)));
  }
  static bool is_login(const Reply& reply) { return std::holds_alternative<Session>(reply); }
  bool logs_in(const std::string& name, const std::string& password,
               std::string_view from = "10.1.1.1") {
    const auto at = visit(from);
    const bool done = is_login(begin(at, name, password));
    keeper_->leave(at);
    return done;
  }
  std::string ask(const std::string& line) {
    const auto reply = runner_.run(keeper_->command(admin_, Secret(line)));
    return reply.data ? *reply.data : std::to_string(reply.code) + " " + reply.words;
  }
  void exhaust(const std::string& name) {
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(logs_in(name, "guess" + std::to_string(i)));
  }

  support::KeeperRunner runner_{false};
  directory::TemporaryFolder folder_;
  audit::Journal journal_{site().seal(), site().clock(), {.folder = folder_.path()}};
  std::unique_ptr<Keeper> keeper_ = make_local_keeper(parts());
  VisitId admin_ = 0;
};

TEST_F(Monitor, SeesWhichAccountsAreLockedUntilTimeOpensThem) {
  for (const auto* rule : {"Sources", "Account"}) {
    must(site().set_server("{LoginProtection=" + std::string(rule) + ";}"));
    EXPECT_EQ(ask("LISTLOCKEDACCOUNTS"), "()") << rule;
    exhaust("joe");
    EXPECT_THAT(ask("LISTLOCKEDACCOUNTS"),
                HasSubstr("{Account=\"joe@company.com\";Address=\"10.1.1.1\";Since="))
        << rule;
    EXPECT_THAT(ask("GETSITESTATUS"), HasSubstr("LockedAccounts=#1;"));
    site().clock().advance(std::chrono::hours{30});
    EXPECT_EQ(ask("LISTLOCKEDACCOUNTS"), "()") << rule;
  }
}

TEST_F(Monitor, SeesNoLockThatWasTakenBackOrIsOfNobody) {
  exhaust("joe");
  exhaust("nobody");
  EXPECT_THAT(ask("LISTLOCKEDACCOUNTS"), Not(HasSubstr("nobody")));
  EXPECT_EQ(ask("RESETFAILEDLOGINS joe"), "200 OK");
  EXPECT_EQ(ask("LISTLOCKEDACCOUNTS"), "()");
}

TEST_F(Monitor, SeesFromWhereStrangersAreNotLetIn) {
  EXPECT_EQ(ask("LISTCLOSEDSOURCES"), "()");
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(logs_in("user" + std::to_string(i), "one"));
  EXPECT_EQ(ask("LISTCLOSEDSOURCES"),
            "({Address=\"10.1.1.0\";Source=\"10.1.1.0/24\";"
            "Why=\"too many accounts failed from there\";})");
  EXPECT_EQ(ask("RESETFAILEDLOGINADDRESS 10.1.1.0"), "200 OK");
  EXPECT_EQ(ask("LISTCLOSEDSOURCES"), "()") << "the address of an answer releases its network";
}

TEST_F(Monitor, IsToldHowManyLoginsThereWere) {
  EXPECT_TRUE(logs_in("joe", "secret"));
  EXPECT_FALSE(logs_in("joe", "wrong"));
  site().clock().advance(std::chrono::minutes{1});
  EXPECT_FALSE(logs_in("joe", "wrong"));
  EXPECT_THAT(ask("GETLOGINSTATISTICS LAST 3"),
              HasSubstr("{Granted=(#0,#1,#0);Method=PLAIN;Refused=(#0,#1,#1);Service=IMAP;}"));
  EXPECT_THAT(ask("GETLOGINSTATISTICS"),
              HasSubstr("{Count=#2;Method=PLAIN;Result=\"wrong password\";Service=IMAP;}"));
  site().clock().advance(std::chrono::hours{25});
  EXPECT_THAT(ask("GETLOGINSTATISTICS LAST 1440 STEP 5"), HasSubstr("Logins=();"));
}

TEST_F(Monitor, EndsTheOneLoginThatItNames) {
  int ended = 0;
  const auto first = visit("10.0.0.1", "IMAP", [&ended] { ended += 1; });
  const auto second = visit("10.0.0.2", "IMAP", [&ended] { ended += 10; });
  EXPECT_TRUE(is_login(begin(first, "joe", "secret")));
  EXPECT_TRUE(is_login(begin(second, "joe", "secret")));
  const auto found = ask("FINDLOGINS ADDRESS 10.0.0.2");
  const auto at = found.find("number=#");
  ASSERT_NE(at, found.npos) << found;
  const auto number = found.substr(at + 8, found.find(';', at) - at - 8);
  EXPECT_THAT(ask("KILLLOGIN ann NUMBER " + number), HasSubstr("no such login"));
  EXPECT_EQ(ask("KILLLOGIN joe NUMBER " + number), "200 OK");
  runner_.run_until([&ended] { return ended != 0; });
  EXPECT_EQ(ended, 10);
  EXPECT_THAT(ask("FINDLOGINS"), Not(HasSubstr("10.0.0.2")));
  EXPECT_THAT(ask("KILLLOGIN joe NUMBER " + number), HasSubstr("no such login"));
}

}  // namespace
}  // namespace gatehouse::auth
