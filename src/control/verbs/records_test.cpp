#include <fstream>

#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

class Records : public testing::Test {
 protected:
  std::string ask(std::string_view line) { return console.say(master, line); }
  ConsoleFixture console;
};

TEST_F(Records, AreReadFromTheTrail) {
  console.start_trail();
  EXPECT_EQ(console.run(master, "CREATEACCOUNT joe@company2.test").code, 200);
  EXPECT_EQ(console.run(master, "CREATEACCOUNT jim@company2.test").code, 200);
  const auto said = ask("LISTTRAIL KIND change LIMIT 1");
  EXPECT_TRUE(said.starts_with("201 {Entries=({Account=\"postmaster@company.com\";")) << said;
  EXPECT_TRUE(said.contains("Target=\"jim@company2.test\";")) << said;
  const auto next = said.find("Next=\"");
  ASSERT_NE(next, said.npos) << said;
  const auto place = said.substr(next + 6, said.rfind('"') - next - 6);
  const auto second = ask("LISTTRAIL KIND change LIMIT 1 AFTER \"" + place + "\"");
  EXPECT_TRUE(second.contains("Target=\"joe@company2.test\";")) << second;
  EXPECT_TRUE(ask("LISTTRAIL RESULT failed").contains("wrong password"));
  EXPECT_TRUE(ask("LISTTRAIL ACCOUNT mary@company2.test").contains("wrong password"));
  EXPECT_TRUE(ask("LISTTRAIL ACCOUNT nobody@company2.test").starts_with("201 {Entries=();"));
}

TEST_F(Records, AreAskedForInOneWay) {
  for (const auto* rest : {"KIND", "KIND other", "LIMIT 0", "LIMIT 501", "LIMIT x",
                           "SINCE yesterday", "ADDRESS nowhere", "TAG IMAP", "other"})
    EXPECT_EQ(console.run(master, "LISTTRAIL " + std::string(rest)).code, 501) << rest;
  for (const auto* rest : {"LEVEL 0", "LEVEL 12", "KIND login", "AFTER x", "LIMIT 9999"})
    EXPECT_EQ(console.run(master, "READLOG " + std::string(rest)).code, 501) << rest;
}

TEST_F(Records, OfTheLogComeFromTheEnd) {
  console.write_log(
      "2026-01-01 10:00:00.000 2 SYSTEM started\n"
      "2026-01-01 10:01:00.000 1 IMAP login=\"wrong password\" name=\"Joe\"\n"
      "2026-01-01 10:02:00.000 4 CLI joe NOOP 200\n"
      "no line of ours\n"
      "2026-01-01 10:03:00.000 1 POP half");
  EXPECT_EQ(ask("READLOG LIMIT 1"),
            "201 {Entries=({Level=4;Tag=CLI;Time=\"2026-01-01 10:02:00.000\";"
            "Words=\"joe NOOP 200\";});Next=106;}");
  EXPECT_TRUE(ask("READLOG LIMIT 1 AFTER 106").contains("wrong password"));
  EXPECT_FALSE(ask("READLOG LEVEL 2").contains("NOOP"));
  EXPECT_TRUE(ask("READLOG TAG imap").contains("wrong password"));
  EXPECT_TRUE(ask("READLOG TEXT \"NAME=\\\"joe\"").contains("wrong password"));
  EXPECT_EQ(ask("READLOG SINCE 2026-01-01T10:03"), "201 {Entries=();Next=\"\";}");
  EXPECT_TRUE(ask("READLOG UNTIL 2026-01-01T10:00").contains("started"));
  EXPECT_FALSE(ask("READLOG UNTIL 2026-01-01T10:00").contains("NOOP"));
}

TEST_F(Records, OfALogThatWasNotBegunAreNone) {
  EXPECT_EQ(ask("READLOG"), "201 {Entries=();Next=\"\";}");
}

}  // namespace
}  // namespace gatehouse::control
