#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

class Monitoring : public testing::Test {
 protected:
  Monitoring() {
    console.add("mon@company.com", "(Monitor)");
    console.add("mary@company2.test");
    console.add("joe@company2.test", "(Domain)");
  }
  std::string ask(const std::string& line) { return console.say("mon@company.com", line); }
  Presence presence(std::uint64_t number, std::string account, std::string service,
                    std::string_view from) {
    return {.number = number,
            .account = account,
            .acting = account,
            .service = std::move(service),
            .mechanism = "PLAIN",
            .client = *IpAddress::parse(from)};
  }
  ConsoleFixture console;
};

TEST_F(Monitoring, CountsLoginsByServiceAndMethod) {
  const auto said = ask("GETLOGINSTATISTICS LAST 2 STEP 1");
  EXPECT_EQ(said,
            "201 {Begin=#T31-12-2025_23:59:00;Logins=({Granted=(#0,#0);Method=none;"
            "Refused=(#0,#1);Service=\"\";});Periods=#2;StepMinutes=#1;"
            "Totals=({Count=#1;Method=none;Result=\"wrong password\";Service=\"\";});}");
  EXPECT_TRUE(ask("GETLOGINSTATISTICS").contains("Periods=#60;"));
  EXPECT_TRUE(ask("GETLOGINSTATISTICS LAST 1440 STEP 5").contains("Periods=#288;"));
  for (const auto* rest : {"LAST 0", "LAST 1441", "LAST x", "STEP 61", "LAST 1440", "STEP 0",
                           "LAST", "HOURS 1", "LAST 10 STEP 1 more"})
    EXPECT_EQ(console.run("mon@company.com", "GETLOGINSTATISTICS " + std::string(rest)).code, 501)
        << rest;
}

TEST_F(Monitoring, TellsHowTheServerIs) {
  console.sessions().there = {presence(1, "mary@company2.test", "IMAP", "10.0.0.5"),
                              presence(2, "mary@company2.test", "IMAP", "10.0.0.6")};
  console.add_certificate();
  const auto said = ask("GETSITESTATUS");
  EXPECT_TRUE(said.contains("Logins={IMAP=#2;};MainDomain=\"company.com\";")) << said;
  EXPECT_TRUE(said.contains("Domain=\"company2.test\";")) << said;
  EXPECT_TRUE(said.contains("Domains=#3;")) << said;
  EXPECT_TRUE(said.contains("TrailWritable=YES;")) << said;
}

TEST_F(Monitoring, FindsWhoIsLoggedInPageByPage) {
  console.sessions().there = {presence(1, "Ann@company.com", "IMAP", "10.0.0.5"),
                              presence(2, "mary@company2.test", "POP", "10.0.0.6"),
                              presence(3, "mary@company2.test", "IMAP", "10.0.0.5")};
  console.sessions().there.push_back(
      {.number = 4, .account = "zoe@company.com", .service = "WebMail", .source = "session"});
  const auto numbers = [this](const std::string& rest) {
    auto said = ask("FINDLOGINS " + rest);
    std::string found;
    for (auto at = said.find("number=#"); at != said.npos; at = said.find("number=#", at + 1))
      found += said.substr(at + 8, 1);
    return found + " " + said.substr(said.find("Next="));
  };
  EXPECT_EQ(numbers(""), "1234 Next=\"\";}");
  EXPECT_EQ(numbers("LIMIT 2"), "12 Next=2;}");
  EXPECT_EQ(numbers("LIMIT 2 AFTER 2"), "34 Next=\"\";}");
  EXPECT_EQ(numbers("SERVICE imap"), "13 Next=\"\";}");
  EXPECT_EQ(numbers("ACCOUNT MARY ADDRESS 10.0.0.6"), "2 Next=\"\";}");
  EXPECT_EQ(numbers("SESSIONS"), "4 Next=\"\";}");
  EXPECT_EQ(numbers("CONNECTIONS AFTER 9"), " Next=\"\";}");
  for (const auto* rest : {"LIMIT x", "LIMIT 501", "ADDRESS nowhere", "HOW", "ACCOUNT"})
    EXPECT_EQ(console.run("mon@company.com", "FINDLOGINS " + std::string(rest)).code, 501) << rest;
}

TEST_F(Monitoring, EndsOneLoginOfTheAccountThatIsNamed) {
  console.sessions().there = {presence(7, "mary@company2.test", "IMAP", "10.0.0.5"),
                              presence(8, "joe@company2.test", "IMAP", "10.0.0.5")};
  EXPECT_EQ(console.say("joe@company2.test", "KILLLOGIN mary@company2.test NUMBER 7"), "200 OK");
  EXPECT_EQ(console.sessions().done, std::vector<std::string>{"end login 7"});
  for (const auto* line :
       {"KILLLOGIN mary@company2.test NUMBER 8", "KILLLOGIN mary@company2.test NUMBER 9",
        "KILLLOGIN mary@company2.test NUMBER x", "KILLLOGIN mary@company2.test 7"})
    EXPECT_EQ(console.run("joe@company2.test", line).code, 501) << line;
  EXPECT_EQ(console.sessions().done.size(), 1U);
}

TEST_F(Monitoring, EndsNoLoginOfOneWhoMayDoMore) {
  console.sessions().there = {presence(7, "postmaster@company.com", "IMAP", "10.0.0.5")};
  console.add("helper@company.com", "(User)");
  EXPECT_EQ(console.run("helper@company.com", "KILLLOGIN postmaster@company.com NUMBER 7").code,
            501);
  EXPECT_TRUE(console.sessions().done.empty());
}

TEST_F(Monitoring, HasNobodyLockedWhereNothingIsKept) {
  EXPECT_EQ(ask("LISTLOCKEDACCOUNTS"), "201 ()");
  EXPECT_EQ(ask("LISTCLOSEDSOURCES"), "201 ()");
}

}  // namespace
}  // namespace gatehouse::control
