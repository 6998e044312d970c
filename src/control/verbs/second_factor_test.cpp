#include "credentials/second_factor.h"

#include <gmock/gmock.h>

#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr std::string_view mary = "mary@company2.test";
constexpr std::string_view admin = "admin@company2.test";

class SecondFactorVerbs : public testing::Test {
 protected:
  SecondFactorVerbs() {
    console_.add(mary);
    console_.add(admin, "(Domain, BasicSettings)");
  }
  std::string say(std::string_view line, std::string_view who = mary) {
    return console_.say(who, line);
  }
  std::string say_with(std::string_view line, void (*change)(Caller& caller)) {
    auto caller = console_.caller(mary);
    change(caller);
    const auto outcome = console_.run_as(caller, line);
    return std::to_string(outcome.code) + " " + outcome.words;
  }

  ConsoleFixture console_;
};

TEST_F(SecondFactorVerbs, SetOneUpInTwoSteps) {
  EXPECT_EQ(say("GETSECONDFACTOR *"), "201 {RecoveryCodes=#0;State=Off;}");
  EXPECT_THAT(say("BEGINSECONDFACTOR *"),
              MatchesRegex("201 \\{Secret=[A-Z2-7]{32};URI=\"otpauth://totp/company2.test:"
                           "mary%40company2.test.*\";\\}"));
  EXPECT_THAT(say("GETSECONDFACTOR *"), HasSubstr("State=Begun"));
  console_.begin_second_factor(mary);
  EXPECT_EQ(say("CONFIRMSECONDFACTOR * 000000"), "515 incorrect password");
  EXPECT_THAT(say("CONFIRMSECONDFACTOR * " + sample_code()),
              MatchesRegex("201 \\((\"?[a-z2-9]{5}-[a-z2-9]{5}\"?,?){10}\\)"));
  EXPECT_THAT(say("GETSECONDFACTOR *"), HasSubstr("RecoveryCodes=#10"));
  EXPECT_THAT(say("GETSECONDFACTOR *"), HasSubstr("State=On"));
  EXPECT_THAT(say("BEGINSECONDFACTOR *"), HasSubstr("501 there is a second factor already"));
  EXPECT_THAT(say("CONFIRMSECONDFACTOR * " + sample_code()), HasSubstr("501 "));
}

TEST_F(SecondFactorVerbs, NeverShowWhatIsStored) {
  console_.add_second_factor(mary);
  for (const auto* line : {"GETACCOUNTSETTINGS mary", "GETACCOUNTEFFECTIVESETTINGS mary",
                           "GETACCOUNTONESETTING mary SecondFactorKey"})
    EXPECT_THAT(say(line, admin), Not(HasSubstr("SecondFactorKey"))) << line;
  EXPECT_THAT(say("UPDATEACCOUNTSETTINGS mary@company2.test {SecondFactorKey=default;}", master),
              HasSubstr("501 SecondFactorKey"));
  EXPECT_THAT(say("SETACCOUNTSETTINGS mary@company2.test {RealName=Mary;}", master),
              HasSubstr("200"));
  EXPECT_THAT(say("GETSECONDFACTOR *"), HasSubstr("State=On"));
}

TEST_F(SecondFactorVerbs, TakeOnesOwnAwayForAPasswordOrACode) {
  console_.add_second_factor(mary);
  EXPECT_THAT(say("REMOVESECONDFACTOR *"), HasSubstr("501 PASSWORD and your password"));
  EXPECT_EQ(say("REMOVESECONDFACTOR * PASSWORD wrong"), "515 incorrect password");
  EXPECT_EQ(say("REMOVESECONDFACTOR * PASSWORD 000000"), "515 incorrect password");
  EXPECT_EQ(say("REMOVESECONDFACTOR * PASSWORD " + sample_code()), "200 OK");
  EXPECT_THAT(say("GETSECONDFACTOR *"), HasSubstr("State=Off"));
  console_.add_second_factor(mary);
  EXPECT_EQ(say("REMOVESECONDFACTOR * PASSWORD Secret12"), "200 OK");
  console_.add_second_factor(mary);
  EXPECT_EQ(say("REMOVESECONDFACTOR mary", admin), "200 OK");
}

TEST_F(SecondFactorVerbs, MakeOtherRecoveryCodesForAPasswordOrACode) {
  EXPECT_EQ(say("NEWRECOVERYCODES * PASSWORD Secret12"), "501 there is no second factor");
  console_.add_second_factor(mary);
  EXPECT_THAT(say("NEWRECOVERYCODES *"), HasSubstr("501 "));
  const auto first = say("NEWRECOVERYCODES * PASSWORD Secret12");
  EXPECT_THAT(first, HasSubstr("201 ("));
  EXPECT_NE(say("NEWRECOVERYCODES mary", admin), first);
}

TEST_F(SecondFactorVerbs, AreNotForThoseWhoHoldLessThanThePassword) {
  const auto by_device = [](Caller& caller) { caller.by_tag = true; };
  const auto by_session = [](Caller& caller) { caller.by_tag = caller.by_session = true; };
  EXPECT_THAT(say_with("BEGINSECONDFACTOR *", by_device), HasSubstr("501 a session opened with"));
  EXPECT_THAT(say_with("BEGINSECONDFACTOR *", by_session), HasSubstr("501 PASSWORD"));
  EXPECT_EQ(say_with("BEGINSECONDFACTOR * PASSWORD Secret12", by_session), "200 OK");
  console_.add_second_factor(mary);
  EXPECT_THAT(say_with("REMOVESECONDFACTOR * PASSWORD Secret12", by_device), HasSubstr("501 "));
  EXPECT_EQ(say_with("REMOVESECONDFACTOR *", [](Caller& caller) { caller.confirmed = true; }),
            "200 OK");
}

TEST_F(SecondFactorVerbs, LeaveHalfALoginOnlyItsOwnSecondFactor) {
  const auto half = [](Caller& caller) { caller.half = true; };
  const std::string wanted = "501 a code of the second factor is wanted first";
  EXPECT_EQ(say_with("NOOP", half), wanted);
  EXPECT_EQ(say_with("GETACCOUNTSETTINGS *", half), wanted);
  EXPECT_EQ(say_with("BEGINSECONDFACTOR *", half), "200 OK");
  std::vector<std::string_view> allowed;
  for (const auto& verb : verbs())
    if (verb.half_too) allowed.push_back(verb.name);
  EXPECT_THAT(allowed, testing::ElementsAre("BEGINSECONDFACTOR", "CONFIRMSECONDFACTOR",
                                            "GETSECONDFACTOR", "UNBINDSESSION"));
}

TEST_F(SecondFactorVerbs, LeaveHalfTheLoginOfAnAdministratorNothingOfOthers) {
  auto caller = console_.caller(admin);
  caller.half = true;
  for (const auto* line :
       {"BEGINSECONDFACTOR mary", "CONFIRMSECONDFACTOR mary 000000", "GETSECONDFACTOR mary"})
    EXPECT_EQ(console_.run_as(caller, line).words, "a code of the second factor is wanted first")
        << line;
  EXPECT_EQ(console_.run_as(caller, "UNBINDSESSION 1-known DOMAIN company2.test").words,
            "no such session");
}

TEST_F(SecondFactorVerbs, DoNotReachAboveTheCaller) {
  console_.add("boss@company2.test", "(Domain, CanCreateAccounts)");
  EXPECT_THAT(say("BEGINSECONDFACTOR boss", admin), HasSubstr("501 access denied"));
  EXPECT_THAT(say("REMOVESECONDFACTOR boss", admin), HasSubstr("501 access denied"));
}

TEST_F(SecondFactorVerbs, BlessASessionForACodeOrForAMaster) {
  console_.add_second_factor(mary);
  console_.give(admin, "(Domain, CanCreateWebUserSessions)");
  EXPECT_THAT(say("BLESSSESSION 1-known DOMAIN company2.test", admin),
              HasSubstr("501 access denied: the right Master"));
  EXPECT_THAT(say("BLESSSESSION 1-known PASSWORD 000000 DOMAIN company2.test", admin),
              HasSubstr("515 "));
  EXPECT_EQ(say("BLESSSESSION 1-known PASSWORD Secret12 DOMAIN company2.test", admin),
            "515 incorrect password");
  EXPECT_EQ(say("BLESSSESSION 1-known PASSWORD " + sample_code() + " DOMAIN company2.test", admin),
            "200 OK");
  EXPECT_EQ(say("BLESSSESSION 1-known", master), "200 OK");
  EXPECT_EQ(say("BLESSSESSION 2-other", master), "501 no such session");
  EXPECT_THAT(console_.sessions().done,
              testing::ElementsAre("wrong code 1-known", "wrong code 1-known", "bless 1-known",
                                   "bless 1-known"));
}

TEST_F(SecondFactorVerbs, AreToldToTheAuditWithoutACode) {
  say("BEGINSECONDFACTOR *");
  EXPECT_THAT(say("CONFIRMSECONDFACTOR * 000000"), Not(HasSubstr("000000")));
}

}  // namespace
}  // namespace gatehouse::control
