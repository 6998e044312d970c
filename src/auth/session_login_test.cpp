// Logins by the ID of a session, at either keeper.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class SessionLoginTest : public testing::TestWithParam<bool> {
 protected:
  SessionLoginTest() {
    must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT,SESSIONID,WEBUSER);}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "postmaster@company.com"})
      must(site().account(name, "secret"));
    must(site().alias("joe@company.com", "joseph"));
    must(site().rights("postmaster@company.com", "(Master)"));
    admin_ = enter("127.0.0.1", "PWD");
    EXPECT_EQ(log_in(admin_, "PLAIN", std::string("\0postmaster\0secret", 18)), "postmaster");
  }

  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId enter(std::string_view remote = "127.0.0.1", std::string service = "IMAP") {
    Peer peer{.service = std::move(service),
              .remote = {*IpAddress::parse(remote), 40000},
              .local = {*IpAddress::parse("10.0.0.1"), 143},
              .local_user = {},
              .tls = {}};
    OnEnd on_end = [ended = ended_] { ++*ended; };
    const auto welcome = runner_.run(runner_.keeper().welcome(std::move(peer), std::move(on_end)));
    EXPECT_TRUE(welcome);
    for (const auto& offered : welcome->offer.mechanisms)
      EXPECT_TRUE(offered != "SESSIONID" && offered != "WEBUSER");
    return welcome->visit;
  }
  // The account without its domain, or why not.
  std::string log_in(VisitId at, std::string mechanism, const std::string& message) {
    std::optional<Secret> initial = Secret(message);
    const auto reply =
        runner_.run(runner_.keeper().begin(at, std::move(mechanism), std::move(initial)));
    if (const auto* session = std::get_if<Session>(&reply))
      return session->account.substr(0, session->account.find('@'));
    const auto* denied = std::get_if<Denial>(&reply);
    return denied == nullptr ? "challenged"
                             : "denied " + std::to_string(static_cast<int>(denied->kind));
  }
  std::string log_in(const std::string& message, std::string_view from = "127.0.0.1") {
    return log_in(enter(from), "SESSIONID", message);
  }
  static std::string denied(DenialKind kind) {
    return "denied " + std::to_string(static_cast<int>(kind));
  }
  CommandReply say(std::string_view line) {
    return runner_.run(runner_.keeper().command(admin_, Secret(line)));
  }
  std::string made(std::string_view words = "CREATEWEBUSERSESSION joe ADDRESS 10.1.2.3") {
    const auto reply = say(words);
    EXPECT_EQ(reply.code, 200) << reply.words;
    auto id = reply.data.value_or("");
    std::erase(id, '"');
    return id;
  }
  void wait_for_an_end() {
    const int before = seen_++;
    runner_.run_until([&] { return *ended_ > before; });
  }

  support::KeeperRunner runner_{GetParam()};
  std::shared_ptr<int> ended_ = std::make_shared<int>(0);
  int seen_ = 0;
  VisitId admin_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Both, SessionLoginTest, testing::Values(false, true),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

TEST_P(SessionLoginTest, OpensTheAccountOfTheSession) {
  const auto id = made();
  EXPECT_THAT(id, MatchesRegex("[0-9]+-[A-Za-z0-9]{22,}"));
  EXPECT_EQ(log_in("joe " + id), "joe");
  EXPECT_EQ(log_in("joe@company.com " + id, "10.0.0.1"), "joe") << "from the address it reached";
  EXPECT_EQ(log_in("joseph " + id), "joe") << "an alias";
  EXPECT_EQ(log_in(enter(), "WEBUSER", "joe " + id), "joe");
  const auto ximss = made("CREATEXIMSSSESSION joe ADDRESS 10.1.2.3");
  EXPECT_NE(ximss, id);
  EXPECT_EQ(log_in("joe " + ximss), "joe");
}

TEST_P(SessionLoginTest, OpensNothingElse) {
  const auto id = made();
  const auto no = denied(DenialKind::refused);
  EXPECT_EQ(log_in("ann " + id), no) << "another account";
  EXPECT_EQ(log_in("nobody " + id), no);
  EXPECT_EQ(log_in("joe$tag " + id), no);
  EXPECT_EQ(log_in("joe 1-aaaaaaaaaaaaaaaaaaaaaa"), no);
  EXPECT_EQ(log_in("joe " + id.substr(0, id.size() - 1)), no);
  EXPECT_EQ(log_in("joe " + id + "a"), no);
  EXPECT_EQ(log_in("joe"), denied(DenialKind::malformed));
  EXPECT_EQ(log_in("joe " + id), "joe");
}

TEST_P(SessionLoginTest, IsOnlyTakenWhereTheDomainListsIt) {
  const auto id = made();
  must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT,WEBUSER);}"));
  EXPECT_EQ(log_in("joe " + id), denied(DenialKind::unknown_mechanism));
  EXPECT_EQ(log_in(enter(), "WEBUSER", "joe " + id), "joe");
  must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT);PermitOnlyAdvertised=NO;}"));
  EXPECT_EQ(log_in("joe " + id), denied(DenialKind::unknown_mechanism));
}

TEST_P(SessionLoginTest, IsTakenFromThisServerUnlessTheDomainSaysOtherwise) {
  const auto id = made();
  EXPECT_EQ(log_in("joe " + id, "10.1.2.3"), denied(DenialKind::unknown_mechanism));
  must(site().set_domain("company.com", "{SessionIDRemote=YES;}"));
  EXPECT_EQ(log_in("joe " + id, "10.1.2.3"), "joe");
  EXPECT_EQ(log_in("joe " + id, "10.1.2.4"), denied(DenialKind::refused)) << "fixed IP";
  must(site().set_server("{SessionFixedIP=NO;}"));
  EXPECT_EQ(log_in("joe " + made(), "10.1.2.4"), "joe");
}

TEST_P(SessionLoginTest, CountsWrongIdsAgainstTheAccount) {
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(3, 1m);}"));
  must(site().set_server("{LoginProtection=Account;}"));
  const auto id = made();
  for (int i = 0; i < 3; ++i) (void)log_in("joe 1-wrong" + std::to_string(i));
  EXPECT_NE(log_in("joe " + id), "joe");
  site().clock().advance(std::chrono::minutes{2});
  EXPECT_EQ(log_in("joe " + id), "joe");
}

// The program that shows it is known to its own server, not to the account.
TEST_P(SessionLoginTest, MakesNoAddressKnownToTheAccount) {
  must(site().set_domain("company.com", "{SessionIDRemote=YES;}"));
  must(site().set_server("{SessionFixedIP=NO;}"));
  constexpr auto webmail = "10.7.7.7";
  EXPECT_EQ(log_in("joe " + made(), webmail), "joe");
  const auto guess = [this](std::string_view from, const std::string& password) {
    return log_in(enter(from), "PLAIN", std::string("\0joe\0", 5) + password);
  };
  for (int i = 0; i < 10; ++i) EXPECT_NE(guess("10.1.1.1", "guess" + std::to_string(i)), "joe");
  EXPECT_NE(guess(webmail, "secret"), "joe") << "a stranger like all others";
}

TEST_P(SessionLoginTest, EndsWithTheSession) {
  const auto id = made();
  EXPECT_EQ(log_in("joe " + id), "joe");
  EXPECT_EQ(say("KILLSESSION " + id).code, 200);
  wait_for_an_end();
  EXPECT_EQ(log_in("joe " + id), denied(DenialKind::refused));
  EXPECT_EQ(say("GETSESSION " + id).code, 501);
}

TEST_P(SessionLoginTest, EndsWhenTheSessionRunsOut) {
  const auto used = made();
  const auto id = made();
  EXPECT_EQ(log_in("joe " + id), "joe");
  site().clock().advance(std::chrono::minutes{19});
  EXPECT_EQ(say("GETSESSION " + used).code, 200) << "counts as use";
  site().clock().advance(std::chrono::minutes{2});
  wait_for_an_end();
  EXPECT_EQ(say("LISTACCOUNTSESSIONS joe").data, "(\"" + used + "\")");
  for (int hours = 0; hours < 72; ++hours) {
    site().clock().advance(std::chrono::minutes{10});
    (void)say("GETSESSION " + used);
  }
  EXPECT_EQ(say("GETSESSION " + used).code, 501) << "the absolute limit";
}

TEST_P(SessionLoginTest, EndsWithWhatTheSessionRestsOn) {
  const auto id = made();
  EXPECT_EQ(log_in("joe " + id), "joe");
  must(site().password("joe@company.com", "another"));
  wait_for_an_end();
  EXPECT_EQ(say("GETSESSION " + id).code, 501);
  const auto second = made();
  EXPECT_EQ(log_in("joe " + second), "joe");
  must(site().set_account("joe@company.com", "{AccessModes=(IMAP,PWD);}"));
  wait_for_an_end();
  EXPECT_EQ(say("CREATEWEBUSERSESSION joe ADDRESS 10.1.2.3").code, 501) << "WebMail is off";
}

TEST_P(SessionLoginTest, AreKilledWithAllOthersOfTheAccount) {
  const auto id = made();
  EXPECT_EQ(log_in(enter(), "PLAIN", std::string("\0joe\0secret", 11)), "joe");
  EXPECT_EQ(say("KILLACCOUNTSESSIONS joe").code, 200);
  wait_for_an_end();
  EXPECT_EQ(say("GETSESSION " + id).code, 501);
  EXPECT_EQ(say("KILLACCOUNTSESSIONS *").code, 200);
  EXPECT_EQ(say("NOOP").code, 200) << "but the caller's own";
}

TEST_P(SessionLoginTest, HaveLimits) {
  must(site().set_server("{SessionsPerAccount=2;SessionsInAll=3;}"));
  (void)made();
  (void)made();
  EXPECT_EQ(say("CREATEWEBUSERSESSION joe ADDRESS 10.1.2.3").code, 501);
  (void)made("CREATEWEBUSERSESSION ann ADDRESS 10.1.2.3");
  EXPECT_EQ(say("CREATEWEBUSERSESSION postmaster ADDRESS 10.1.2.3").code, 501);
}

TEST_P(SessionLoginTest, ChangesNoPassword) {
  const auto id = made();
  const auto at = enter("127.0.0.1", "PWD");
  EXPECT_EQ(log_in(at, "SESSIONID", "joe " + id), "joe");
  const auto reply =
      runner_.run(runner_.keeper().command(at, Secret("SETACCOUNTPASSWORD * PASSWORD Another34")));
  EXPECT_EQ(reply.code, 501);
}

TEST_P(SessionLoginTest, AreListedWithTheConnections) {
  (void)made();
  EXPECT_EQ(log_in(enter("10.0.0.9"), "PLAIN", std::string("\0ann\0secret", 11)), "ann");
  const auto listed = say("LISTLOGINS").data.value_or("");
  EXPECT_THAT(listed, HasSubstr("account=\"ann@company.com\";address=#I[10.0.0.9];"));
  EXPECT_THAT(listed, HasSubstr("service=WebMail"));
  EXPECT_THAT(listed, HasSubstr("account=\"postmaster@company.com\""));
}

}  // namespace
}  // namespace gatehouse::auth
