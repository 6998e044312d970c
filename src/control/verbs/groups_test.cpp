#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(Groups, AreCreatedSetRenamedAndDeleted) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "CREATEGROUP Team@company2.test {Members=(joe,ann@far.test);}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "CREATEGROUP empty@company2.test"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTGROUPS company2.test"), "201 (empty,team)");
  EXPECT_EQ(console.say(master, "LISTGROUPS"), "201 ()") << "of the caller's own domain";
  EXPECT_EQ(console.say(master, "GETGROUP team@company2.test"),
            "201 {Members=(joe,\"ann@far.test\");}");
  EXPECT_EQ(console.say(master, "GETGROUP empty@company2.test"), "201 {}");
  EXPECT_EQ(console.say(master,
                        "SETGROUP team@company2.test {Members=(joe);RealName=\"The Team\";"
                        "SetReplyTo=YES;RejectAuto=NO;RemoveAuthor=default;Unheard=(a,b);}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETGROUP team@company2.test"),
            "201 {Members=(joe);RealName=\"The Team\";RejectAuto=NO;SetReplyTo=YES;"
            "Unheard=(a,b);}");
  EXPECT_EQ(console.say(master, "RENAMEGROUP team@company2.test INTO crew@company3.test"),
            "200 OK");
  EXPECT_EQ(console.say(master, "LISTGROUPS company2.test"), "201 (empty)");
  EXPECT_EQ(console.say(master, "GETGROUP crew@company3.test").substr(0, 36),
            "201 {Members=(\"joe@company2.test\");R");
  EXPECT_EQ(console.say(master, "DELETEGROUP crew@company3.test"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTGROUPS company3.test"), "201 ()");
}

TEST(Groups, ThatAreNotThereAreUnknown) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  for (const auto* name : {"ghost@company2.test", "joe@company2.test"}) {
    const std::string text(name);
    EXPECT_EQ(console.run(master, "GETGROUP " + text).code, 513);
    EXPECT_EQ(console.run(master, "SETGROUP " + text + " {}").code, 513);
    EXPECT_EQ(console.run(master, "RENAMEGROUP " + text + " INTO x@company2.test").code, 513);
    EXPECT_EQ(console.run(master, "DELETEGROUP " + text).code, 513);
  }
  EXPECT_EQ(console.run(master, "GETGROUP team@nowhere.test").code, 512);
}

TEST(Groups, ShareTheirNamesWithEverythingElse) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  console.add_names("company2.test", "joe");
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES joe@company2.test (joseph)"), "200 OK");
  for (const auto* name : {"joe", "joseph", "team", "info"}) {
    const auto full = std::string(name) + "@company2.test";
    EXPECT_EQ(console.run(master, "CREATEGROUP " + full).code, 520) << name;
    EXPECT_EQ(console.run(master, "CREATEFORWARDER " + full + " TO x").code, 520) << name;
    EXPECT_EQ(console.run(master, "CREATEACCOUNT " + full).code, 520) << name;
    EXPECT_EQ(console.run(master, "RENAMEGROUP team@company2.test INTO " + full).code, 520);
    EXPECT_EQ(console.run(master, "RENAMEFORWARDER info@company2.test INTO " + full).code, 520);
  }
  for (const auto* name : {"team", "info"})
    EXPECT_EQ(
        console.run(master, "SETACCOUNTALIASES joe@company2.test (" + std::string(name) + ")").code,
        520);
  EXPECT_EQ(console.say(master, "GETACCOUNTALIASES joe@company2.test"), "201 (joseph)");
}

TEST(Groups, TakeOnlySettingsThatFit) {
  ConsoleFixture console;
  console.add_names("company2.test", "joe");
  for (const auto* settings :
       {"{Members=#5;}", "{Members=(#5);}", "{Members=(\"a b\");}", "{Members=(a@b@c);}",
        "{Members={a=b;};}", "{SetReplyTo=maybe;}", "{RemoveAuthor=(YES);}", "{RealName=(a);}"}) {
    EXPECT_EQ(console.run(master, "CREATEGROUP x@company2.test " + std::string(settings)).code, 501)
        << settings;
    EXPECT_EQ(console.run(master, "SETGROUP team@company2.test " + std::string(settings)).code, 501)
        << settings;
  }
  EXPECT_EQ(console.say(master, "GETGROUP team@company2.test"), "201 {Members=(joe);}");
  EXPECT_EQ(console.run(master, "SETGROUP team@company2.test").code, 501);
  EXPECT_EQ(console.run(master, "CREATEGROUP \"a b@company2.test\"").code, 501);
  EXPECT_EQ(console.run(master, "CREATEGROUP x$tag@company2.test").code, 501);
}

TEST(Groups, AreMovedByThoseWithTheRightInBothDomains) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain, CanCreateGroups)");
  console.add_names("company2.test", "joe");
  EXPECT_EQ(
      console.run("joe@company2.test", "RENAMEGROUP team@company2.test INTO team@company3.test")
          .code,
      501);
  EXPECT_EQ(console.say("joe@company2.test", "RENAMEGROUP team INTO crew"), "200 OK");
  EXPECT_EQ(console.say("joe@company2.test", "LISTGROUPS"), "201 (crew)");
}

}  // namespace
}  // namespace gatehouse::control
