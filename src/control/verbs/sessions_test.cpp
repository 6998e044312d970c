#include <gmock/gmock.h>

#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Sessions : public testing::Test {
 protected:
  Sessions() {
    console_.add("mary@company2.test");
    console_.add("boss@company2.test");
    console_.give("boss@company2.test", "(Domain, CanCreateWebUserSessions, BasicSettings)");
    console_.add("admin@company2.test");
    console_.give("admin@company2.test", "(Domain, CanCreateWebUserSessions)");
  }
  std::string say(std::string_view line, std::string_view who = "admin@company2.test") {
    return console_.say(who, line);
  }

  ConsoleFixture console_;
};

TEST_F(Sessions, AreMadeForAnAddress) {
  EXPECT_EQ(say("CREATEWEBUSERSESSION mary ADDRESS 10.0.0.5 SKIN Basic"), "201 \"2-made\"");
  EXPECT_EQ(say("CREATEXIMSSSESSION mary ADDRESS ::1 FOR #I[10.1.2.3]"), "201 \"2-made\"");
  EXPECT_THAT(console_.sessions().done,
              ElementsAre("create mary@company2.test 10.0.0.5", "create mary@company2.test ::1"));
  for (const auto* line : {"CREATEWEBUSERSESSION mary", "CREATEWEBUSERSESSION mary ADDRESS here",
                           "CREATEXIMSSSESSION mary ADDRESS 10.0.0.5 SKIN Basic",
                           "CREATEWEBUSERSESSION mary ADDRESS 10.0.0.5 more"})
    EXPECT_THAT(say(line), HasSubstr("501 ")) << line;
}

TEST_F(Sessions, AreListedAndEndedByTheirNumbersWithoutARight) {
  const auto listed = say("LISTSESSIONNUMBERS *", "mary@company2.test");
  EXPECT_THAT(listed, HasSubstr("number=1"));
  EXPECT_THAT(listed, Not(HasSubstr("1-known")));
  EXPECT_THAT(say("LISTSESSIONNUMBERS mary", "boss@company2.test"), HasSubstr("number=1"));
  EXPECT_EQ(say("KILLACCOUNTSESSIONS * NUMBER 2", "mary@company2.test"), "501 no such session");
  EXPECT_EQ(say("KILLACCOUNTSESSIONS * NUMBER 1", "mary@company2.test"), "200 OK");
  EXPECT_EQ(say("KILLACCOUNTSESSIONS *", "mary@company2.test"), "200 OK");
  EXPECT_THAT(console_.sessions().done,
              ElementsAre("end 1-known", "end all of mary@company2.test but 0"));
}

TEST_F(Sessions, LeaveAHistoryThatTheAccountSees) {
  const auto listed = say("LISTACCOUNTLOGINS *", "mary@company2.test");
  EXPECT_THAT(listed, HasSubstr("id=" + std::to_string(console_.attempt())));
  EXPECT_EQ(say("LISTACCOUNTLOGINS mary 5", "boss@company2.test"), listed);
  EXPECT_EQ(say("LISTACCOUNTLOGINS *"), "201 ()");
  for (const auto* limit : {"0", "1001", "many", "5 5"})
    EXPECT_THAT(say("LISTACCOUNTLOGINS mary " + std::string(limit)), HasSubstr("501 ")) << limit;
}

TEST_F(Sessions, AreLetGoOfTheirAddressByTheirAccountAndByTheRight) {
  EXPECT_EQ(say("UNBINDSESSION 1-known", "mary@company2.test"), "200 OK");
  EXPECT_EQ(say("UNBINDSESSION 1-known DOMAIN company2.test"), "200 OK");
  EXPECT_THAT(say("UNBINDSESSION 1-known", "boss@company2.test"), HasSubstr("501 access denied"));
  EXPECT_EQ(say("UNBINDSESSION 9-none DOMAIN company2.test"), "501 no such session");
  EXPECT_THAT(console_.sessions().done, ElementsAre("unbind 1-known", "unbind 1-known"));
}

TEST_F(Sessions, AreFoundFromWhereTheyMayBeUsed) {
  EXPECT_EQ(say("FINDACCOUNTSESSION mary"), "201 \"1-known\"");
  EXPECT_EQ(say("FINDWEBUSERSESSION mary ADDRESS 10.0.0.5 PROTOCOL webuser"), "201 \"1-known\"");
  EXPECT_EQ(say("LISTACCOUNTSESSIONS mary TRANSPORT HTTP"), "201 (\"1-known\")");
  EXPECT_EQ(say("FINDACCOUNTSESSION mary ADDRESS 10.0.0.6"), "501 no such session");
  EXPECT_EQ(say("LISTACCOUNTSESSIONS mary ADDRESS 10.0.0.5 FOR 10.0.0.7"), "201 ()");
  EXPECT_EQ(say("LISTACCOUNTSESSIONS mary PROTOCOL XIMSS"), "201 ()");
  EXPECT_EQ(say("LISTACCOUNTSESSIONS mary CLIENT Samoware"), "201 ()");
}

TEST_F(Sessions, AreShownWithoutTheirIdAndCountAsUsed) {
  const auto data = say("GETSESSION 1-known DOMAIN company2.test");
  EXPECT_THAT(data, HasSubstr("accountName=\"mary@company2.test\";"));
  EXPECT_THAT(data, HasSubstr("protocol=WebUser;"));
  EXPECT_THAT(data, Not(HasSubstr("1-known")));
  EXPECT_THAT(console_.sessions().done, ElementsAre("touch 1-known"));
}

TEST_F(Sessions, AreReachedInOneDomainOrByThoseWhoAdministerAll) {
  EXPECT_EQ(say("KILLSESSION 1-known"), "501 access denied: the right User is needed for this");
  EXPECT_EQ(say("KILLSESSION 1-known", master), "200 OK");
  EXPECT_EQ(say("KILLWEBUSERSESSION 1-known DOMAIN company2.test"), "200 OK");
  EXPECT_EQ(say("GETSESSION 9-none DOMAIN company2.test"), "501 no such session");
  console_.add("joe@company3.test");
  console_.give("joe@company3.test", "(Domain, CanCreateWebUserSessions)");
  EXPECT_EQ(say("GETSESSION 1-known DOMAIN company3.test", "joe@company3.test"),
            "501 no such session");
}

TEST_F(Sessions, AreNotHandedToThoseWithFewerRights) {
  for (const auto* line : {"CREATEWEBUSERSESSION boss ADDRESS 10.0.0.5", "FINDACCOUNTSESSION boss",
                           "LISTACCOUNTSESSIONS boss"})
    EXPECT_THAT(say(line), HasSubstr("501 access denied")) << line;
}

TEST_F(Sessions, EndTogether) {
  EXPECT_EQ(say("KILLACCOUNTSESSIONS mary"), "200 OK");
  EXPECT_EQ(say("KILLACCOUNTSESSIONS admin"), "200 OK");
  EXPECT_THAT(console_.sessions().done, ElementsAre("end all of mary@company2.test but 0",
                                                    "end all of admin@company2.test but 0"));
}

// Nobody ends what a Master is doing, nor learns from where he does it.
TEST_F(Sessions, OfThoseWithMoreRightsAreNotEnded) {
  EXPECT_THAT(say("KILLACCOUNTSESSIONS boss"), HasSubstr("501 access denied"));
  EXPECT_THAT(console_.sessions().done, ElementsAre());
}

TEST_F(Sessions, HaveSettingsOfTheirOwn) {
  EXPECT_EQ(say("SETSESSIONSETTINGS {SessionIdleTime=5m;SessionFixedIP=NO;}", master), "200 OK");
  EXPECT_EQ(say("GETSESSIONSETTINGS", master), "201 {SessionFixedIP=NO;SessionIdleTime=5m;}");
  EXPECT_EQ(say("SETSESSIONSETTINGS {SessionLifeTime=1h;}", master), "200 OK");
  EXPECT_EQ(say("GETSESSIONSETTINGS", master), "201 {SessionLifeTime=1h;}");
  EXPECT_THAT(say("SETSESSIONSETTINGS {LogLevel=5;}", master), HasSubstr("501 "));
  EXPECT_THAT(say("SETSESSIONSETTINGS {SessionIdleTime=soon;}", master), HasSubstr("501 "));
}

TEST_F(Sessions, AndConnectionsAreListedByDomain) {
  const auto domain = console_.directory().find_domain("company2.test");
  console_.sessions().there = {{.account = "mary@company2.test",
                                .domain_id = domain->id,
                                .acting = "mary@company2.test",
                                .service = "IMAP",
                                .mechanism = "PLAIN",
                                .source = "own",
                                .tag = "phone",
                                .client = *IpAddress::parse("10.0.0.5"),
                                .tls = true},
                               {.account = "postmaster@company.com", .domain_id = "other"}};
  const auto own = say("LISTLOGINS");
  EXPECT_THAT(own, HasSubstr("account=\"mary@company2.test\";"));
  EXPECT_THAT(own, HasSubstr("tag=phone;tls=YES;"));
  EXPECT_THAT(own, Not(HasSubstr("acting=")));
  EXPECT_THAT(own, Not(HasSubstr("postmaster")));
  EXPECT_THAT(say("LISTLOGINS", master), HasSubstr("postmaster"));
  EXPECT_THAT(say("LISTLOGINS company2.test", master), Not(HasSubstr("postmaster")));
}

}  // namespace
}  // namespace gatehouse::control
