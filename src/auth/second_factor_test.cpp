// Logins in two steps, at either keeper.
#include "auth/second_factor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "auth/session_desk.h"
#include "credentials/second_factor.h"
#include "credentials/totp.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::HasSubstr;

constexpr std::string_view secret = "twenty bytes of a key";

class SecondFactorTest : public testing::TestWithParam<bool> {
 protected:
  SecondFactorTest() {
    must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT,CRAM-MD5,SESSIONID);}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "boss@company.com"})
      must(site().account(name, "secret"));
    must(site().rights("boss@company.com", "(Master)"));
    enrol("joe@company.com");
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  void enrol(std::string_view name) {
    const auto account = site().find(name);
    ASSERT_TRUE(account);
    const auto now = site().clock().now();
    const auto enrolled = [&](settings::Dictionary settings) -> Result<settings::Dictionary> {
      auto begun = factor_.begun(std::move(settings), **account, Secret(secret), now);
      if (!begun) return begun;
      return factor_.confirmed(std::move(*begun), **account, code(), recovery_, now);
    };
    must(site().directory().change_account(**account, enrolled));
    later();
  }
  Result<void> begin_with_our_secret(std::string_view name) {
    const auto account = site().find(name);
    if (!account) return std::unexpected(account.error());
    return site().directory().change_account(**account, [&](settings::Dictionary settings) {
      return factor_.begun(std::move(settings), **account, Secret(secret), site().clock().now());
    });
  }
  // A code that was not used yet.
  void later() { site().clock().advance(std::chrono::seconds{60}); }
  std::string code() {
    const auto step = credentials::totp_step(site().clock().now());
    return std::string(credentials::totp_code(secret, step)->reveal());
  }

  VisitId enter(std::string service = "WebMail", std::string_view remote = "127.0.0.1") {
    Peer peer{std::move(service),
              {*IpAddress::parse(remote), 4000},
              {*IpAddress::parse("10.0.0.1"), 8100},
              {},
              {}};
    OnEnd on_end = [ended = ended_] { ++*ended; };
    return runner_.run(runner_.keeper().welcome(std::move(peer), std::move(on_end))).value().visit;
  }
  Reply log_in(VisitId visit, std::string mechanism, Secret message) {
    return runner_.run(runner_.keeper().begin(visit, std::move(mechanism), std::move(message)));
  }
  Reply by_password(VisitId visit, std::string_view name = "joe") {
    return log_in(visit, "PLAIN", plain_message(name, "secret"));
  }
  // "whole", "half", or the number of the denial and its words.
  static std::string told(const Reply& reply) {
    if (const auto* session = std::get_if<Session>(&reply))
      return session->code_wanted ? "half" : "whole";
    const auto* denial = std::get_if<Denial>(&reply);
    return denial == nullptr ? "challenge"
                             : std::to_string(static_cast<int>(denial->kind)) + denial->words;
  }
  std::string at(std::string service, std::string_view name = "joe") {
    return told(by_password(enter(std::move(service)), name));
  }
  VisitId half(std::string_view name = "joe") {
    const auto visit = enter();
    EXPECT_EQ(told(by_password(visit, name)), "half");
    return visit;
  }
  std::string bless(VisitId visit, std::string_view code) {
    const auto blessed = runner_.run(runner_.keeper().bless(visit, Secret(code)));
    return blessed ? "blessed" : std::string(name_of(blessed.error().code));
  }
  std::string confirm(VisitId visit, std::string_view proof) {
    const auto confirmed = runner_.run(runner_.keeper().confirm(visit, Secret(proof)));
    return confirmed ? "confirmed" : std::string(name_of(confirmed.error().code));
  }
  std::string open(VisitId visit) {
    const auto id = runner_.run(runner_.keeper().open_session(visit, SessionKind::web));
    EXPECT_TRUE(id);
    return id ? std::string(id->reveal()) : "";
  }
  VisitId take_up(const std::string& id) {
    const auto visit = enter();
    last_ = told(log_in(visit, "SESSIONID", Secret("joe " + id)));
    return visit;
  }
  std::string session_is(const std::string& id) {
    take_up(id);
    return last_;
  }
  CommandReply say(VisitId visit, std::string_view line) {
    return runner_.run(runner_.keeper().command(visit, Secret(line)));
  }
  void wait_until(const std::function<bool()>& condition) {
    while (!condition()) runner_.loop().run_for(std::chrono::milliseconds{5});
  }

  support::KeeperRunner runner_{GetParam()};
  crypto::SystemEntropy entropy_;
  credentials::SecondFactor factor_{runner_.site().seal(), entropy_};
  std::vector<Secret> recovery_ = factor_.new_recovery_codes();
  std::shared_ptr<int> ended_ = std::make_shared<int>(0);
  std::string last_;
};

TEST_P(SecondFactorTest, AsksForACodeWhereItCanBeAskedFor) {
  const auto visit = half();
  EXPECT_EQ(bless(visit, "000000"), "wrong_password");
  EXPECT_EQ(bless(visit, code()), "blessed");
  EXPECT_EQ(say(visit, "NOOP").code, 200);
  EXPECT_EQ(bless(visit, code()), "not_found");
  EXPECT_EQ(at("WebMail", "ann"), "whole");
  EXPECT_EQ(bless(enter(), code()), "not_found");
}

TEST_P(SecondFactorTest, LeavesHalfALoginNothingButItsSession) {
  const auto visit = half();
  EXPECT_GE(say(visit, "NOOP").code, 500);
  EXPECT_GE(say(visit, "SETACCOUNTPASSWORD joe PASSWORD Another34x").code, 500);
  EXPECT_GE(say(visit, "REMOVESECONDFACTOR joe PASSWORD secret").code, 500);
  EXPECT_GE(say(visit, "BEGINSECONDFACTOR joe").code, 500);
  EXPECT_GE(say(visit, "GETSECONDFACTOR boss").code, 500);
  EXPECT_EQ(say(visit, "GETSECONDFACTOR joe").data, "{State=On;}");
  auto& keeper = runner_.keeper();
  EXPECT_FALSE(runner_.run(keeper.owner(visit, "")));
  EXPECT_FALSE(runner_.run(keeper.entries(visit, {})));
  EXPECT_FALSE(
      runner_.run(keeper.rights(visit, "joe@company.com", ObjectKind::mailbox, {"INBOX"})));
  EXPECT_FALSE(runner_.run(keeper.acl(visit, "joe@company.com", ObjectKind::mailbox, "INBOX")));
  EXPECT_EQ(confirm(visit, "secret"), "not_allowed");
  const auto id = open(visit);
  EXPECT_TRUE(runner_.run(keeper.close_session(visit, Secret(id))));
}

TEST_P(SecondFactorTest, KeepsHalfASessionFromOtherServices) {
  const auto first = half();
  const auto id = open(first);
  const auto wrong = told(log_in(enter("IMAP"), "SESSIONID", Secret("joe 1-nothing")));
  EXPECT_EQ(told(log_in(enter("IMAP"), "SESSIONID", Secret("joe " + id))), wrong);
  EXPECT_EQ(session_is(id), "half");
  EXPECT_EQ(bless(take_up(id), code()), "blessed");
  EXPECT_EQ(session_is(id), "whole");
  EXPECT_EQ(told(log_in(enter("IMAP"), "SESSIONID", Secret("joe " + id))), "whole");
}

TEST_P(SecondFactorTest, RefusesTheOwnPasswordWhereNobodyCanBeAsked) {
  must(site().set_server("{HideAccountUnknown=NO;}"));
  for (const auto* service :
       {"IMAP", "POP", "SMTP", "HTTP", "XIMSS", "PWD", "FTP", "XMPP", "LDAP"}) {
    EXPECT_THAT(at(service), HasSubstr("app password")) << service;
    EXPECT_EQ(at(service, "ann"), "whole") << service;
  }
}

TEST_P(SecondFactorTest, TellsARightPasswordThereAsAWrongOneWhereNamesAreHidden) {
  const auto wrong = told(log_in(enter("IMAP"), "PLAIN", plain_message("joe", "wrong")));
  EXPECT_EQ(at("IMAP"), wrong);
  EXPECT_THAT(site().audit().back(), HasSubstr("second factor"));
}

TEST_P(SecondFactorTest, TakesAppPasswordsAsBefore) {
  const auto boss = enter("PWD");
  ASSERT_EQ(told(by_password(boss, "boss")), "whole");
  ASSERT_EQ(say(boss, "SETACCOUNTPASSWORD joe PASSWORD Phone1234 TAG phone").code, 200);
  EXPECT_EQ(told(log_in(enter("IMAP"), "PLAIN", plain_message("joe$phone", "Phone1234"))), "whole");
}

TEST_P(SecondFactorTest, TakesNoCodeTwice) {
  const auto now = code();
  EXPECT_EQ(bless(half(), now), "blessed");
  EXPECT_EQ(bless(half(), now), "wrong_password");
  EXPECT_EQ(bless(half(), recovery_[3].reveal()), "blessed");
  EXPECT_EQ(bless(half(), recovery_[3].reveal()), "wrong_password");
  later();
  EXPECT_EQ(bless(half(), code()), "blessed");
}

TEST_P(SecondFactorTest, EndsASessionAfterFiveWrongCodes) {
  const auto id = open(half());
  for (int wrong = 0; wrong < 4; ++wrong)
    EXPECT_EQ(bless(take_up(id), "00000" + std::to_string(wrong)), "wrong_password");
  EXPECT_EQ(bless(take_up(id), "000009"), "locked");
  EXPECT_NE(session_is(id), "half");
  const auto visit = half();
  for (int wrong = 0; wrong < 4; ++wrong) EXPECT_EQ(bless(visit, "x"), "wrong_password");
  EXPECT_EQ(bless(visit, "x"), "locked");
  EXPECT_NE(bless(visit, code()), "blessed");
}

TEST_P(SecondFactorTest, CountsWrongCodesAsWrongPasswords) {
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(3,1m);}"));
  for (int wrong = 0; wrong < 3; ++wrong) EXPECT_EQ(bless(half(), "000000"), "wrong_password");
  EXPECT_NE(at("WebMail"), "half") << "the same code counts each time";
}

TEST_P(SecondFactorTest, ForgetsHalfASessionAfterTenMinutes) {
  const auto id = open(half());
  site().clock().advance(std::chrono::minutes{10});
  EXPECT_EQ(session_is(id), "half");
  site().clock().advance(std::chrono::seconds{1});
  EXPECT_NE(session_is(id), "half");
}

TEST_P(SecondFactorTest, DoesNotTakeTheFirstHalfForTheOwner) {
  half();
  for (const auto& line : site().audit()) EXPECT_THAT(line, testing::Not(HasSubstr("success")));
  EXPECT_EQ(bless(half(), code()), "blessed");
  EXPECT_THAT(site().audit().back(), HasSubstr("SECOND-FACTOR"));
}

TEST_P(SecondFactorTest, MayBeOff) {
  must(site().set_account("joe@company.com", "{SecondFactor=Off;}"));
  EXPECT_EQ(at("IMAP"), "whole");
  EXPECT_EQ(at("WebMail"), "whole");
}

TEST_P(SecondFactorTest, MayBeRequiredAndIsSetUpInTheHalfLogin) {
  must(site().set_defaults("company.com", "{SecondFactor=Required;}"));
  EXPECT_NE(at("IMAP", "ann"), "whole");
  const auto visit = half("ann");
  const auto id = open(visit);
  EXPECT_EQ(say(visit, "GETSECONDFACTOR *").data, "{State=Off;}");
  EXPECT_EQ(bless(visit, "000000"), "not_allowed");
  EXPECT_EQ(say(visit, "BEGINSECONDFACTOR joe").code, 501);
  EXPECT_EQ(say(visit, "BEGINSECONDFACTOR *").code, 200);
  must(begin_with_our_secret("ann@company.com"));
  EXPECT_EQ(say(visit, "CONFIRMSECONDFACTOR * 000000").code, 515);
  EXPECT_GE(say(visit, "NOOP").code, 500);
  EXPECT_EQ(say(visit, "CONFIRMSECONDFACTOR * " + code()).code, 200);
  EXPECT_EQ(say(visit, "NOOP").code, 200);
  const auto again = enter();
  EXPECT_EQ(told(log_in(again, "SESSIONID", Secret("ann " + id))), "whole");
}

TEST_P(SecondFactorTest, MayBeRequiredOfAdministrators) {
  must(site().set_server("{SecondFactorForAdministrators=YES;}"));
  EXPECT_EQ(at("WebMail", "boss"), "half");
  EXPECT_NE(at("PWD", "boss"), "whole");
  EXPECT_EQ(at("WebMail", "ann"), "whole");
  must(site().set_account("boss@company.com", "{SecondFactor=Off;}"));
  EXPECT_EQ(at("WebMail", "boss"), "half");
}

TEST_P(SecondFactorTest, EndsSessionsWhenItIsChanged) {
  const auto web = enter();
  ASSERT_EQ(told(by_password(web, "ann")), "whole");
  const auto mail = enter("IMAP");
  ASSERT_EQ(told(by_password(mail, "ann")), "whole");
  enrol("ann@company.com");
  wait_until([&] { return *ended_ == 2; });
  EXPECT_GE(say(web, "NOOP").code, 500);
}

TEST_P(SecondFactorTest, LeavesTheSessionThatChangesItAlone) {
  const auto first = enter();
  ASSERT_EQ(told(by_password(first, "ann")), "whole");
  const auto id = open(first);
  const auto visit = enter();
  ASSERT_EQ(told(log_in(visit, "SESSIONID", Secret("ann " + id))), "whole");
  EXPECT_EQ(say(visit, "BEGINSECONDFACTOR *").code, 501) << "a session alone proves nothing";
  EXPECT_EQ(say(visit, "BEGINSECONDFACTOR * PASSWORD wrong").code, 515);
  EXPECT_EQ(say(visit, "BEGINSECONDFACTOR * PASSWORD secret").code, 200);
  must(begin_with_our_secret("ann@company.com"));
  EXPECT_EQ(say(visit, "CONFIRMSECONDFACTOR * " + code()).code, 200);
  wait_until([&] { return *ended_ == 1; });
  EXPECT_EQ(say(visit, "NOOP").code, 200);
  EXPECT_GE(say(first, "NOOP").code, 500) << "it was logged in by the password alone";
  EXPECT_EQ(say(visit, "REMOVESECONDFACTOR *").code, 501);
  later();
  EXPECT_EQ(say(visit, "REMOVESECONDFACTOR * PASSWORD " + code()).code, 200);
  EXPECT_EQ(say(visit, "NOOP").code, 200);
}

TEST_P(SecondFactorTest, IsShownAgainToConfirm) {
  const auto visit = half();
  ASSERT_EQ(bless(visit, code()), "blessed");
  EXPECT_EQ(confirm(visit, code()), "wrong_password") << "it was used";
  later();
  EXPECT_EQ(confirm(visit, code()), "confirmed");
  EXPECT_EQ(confirm(visit, "secret"), "confirmed");
  EXPECT_EQ(confirm(visit, "wrong"), "wrong_password");
  EXPECT_EQ(confirm(enter(), "secret"), "not_allowed");
}

TEST_P(SecondFactorTest, LetsASessionChangeThePasswordOnceItsOwnerIsConfirmed) {
  const auto first = enter();
  ASSERT_EQ(told(by_password(first, "ann")), "whole");
  const auto id = open(first);
  const auto visit = enter();
  ASSERT_EQ(told(log_in(visit, "SESSIONID", Secret("ann " + id))), "whole");
  EXPECT_EQ(say(visit, "SETACCOUNTPASSWORD * PASSWORD Another34x").code, 501);
  EXPECT_EQ(confirm(visit, "secret"), "confirmed");
  EXPECT_EQ(say(visit, "SETACCOUNTPASSWORD * PASSWORD Another34x").code, 200);
  EXPECT_EQ(say(visit, "NOOP").code, 200);
  EXPECT_EQ(told(log_in(enter(), "SESSIONID", Secret("ann " + id))), "whole");
  site().clock().advance(std::chrono::minutes{6});
  EXPECT_EQ(say(visit, "SETACCOUNTPASSWORD * PASSWORD Another56x").code, 501);
}

TEST_P(SecondFactorTest, CountsWhatIsWrongWhenConfirming) {
  must(site().set_account("ann@company.com", "{FailedLoginFlow=(3,1m);}"));
  const auto visit = enter();
  ASSERT_EQ(told(by_password(visit, "ann")), "whole");
  for (const auto* wrong : {"one", "two", "three"})
    EXPECT_EQ(confirm(visit, wrong), "wrong_password");
  EXPECT_EQ(confirm(visit, "secret"), "locked");
}

TEST_P(SecondFactorTest, IsCompletedByAnAdministratorsCommand) {
  const auto id = open(half());
  const auto boss = enter("PWD");
  ASSERT_EQ(told(by_password(boss, "boss")), "whole");
  EXPECT_EQ(say(boss, "BLESSSESSION \"" + id + "\" PASSWORD 000000").code, 515);
  EXPECT_EQ(say(boss, "BLESSSESSION \"" + id + "\" PASSWORD secret").code, 515);
  EXPECT_THAT(say(boss, "GETSESSION \"" + id + "\"").data.value_or(""),
              HasSubstr("codeWanted=YES"));
  EXPECT_EQ(say(boss, "BLESSSESSION \"" + id + "\" PASSWORD " + code()).code, 200);
  EXPECT_EQ(session_is(id), "whole");
  EXPECT_EQ(say(boss, "BLESSSESSION \"" + id + "\"").code, 501);
  const auto other = open(half());
  EXPECT_EQ(say(boss, "BLESSSESSION \"" + other + "\"").code, 200) << "a Master needs no code";
  EXPECT_EQ(session_is(other), "whole");
}

INSTANTIATE_TEST_SUITE_P(Keepers, SecondFactorTest, testing::Bool(), [](const auto& info) {
  return info.param ? "BehindASocket" : "InThisProcess";
});

}  // namespace
}  // namespace gatehouse::auth
