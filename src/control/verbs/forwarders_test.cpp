#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(Forwarders, AreCreatedFoundRenamedAndDeleted) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "CREATEFORWARDER Info@company2.test TO joe"), "200 OK");
  EXPECT_EQ(console.say(master, "CREATEFORWARDER away@company2.test TO \"Ann@far.test\""),
            "200 OK");
  EXPECT_EQ(console.say(master, "LISTFORWARDERS company2.test"), "201 (away,info)");
  EXPECT_EQ(console.say(master, "LISTFORWARDERS"), "201 ()");
  EXPECT_EQ(console.say(master, "GETFORWARDER away@company2.test"), "201 \"Ann@far.test\"");
  EXPECT_EQ(console.say(master, "FINDFORWARDERS company2.test TO joe@company2.test"), "201 (info)");
  EXPECT_EQ(console.say(master, "FINDFORWARDERS company2.test TO JOE"), "201 (info)");
  EXPECT_EQ(console.say(master, "FINDFORWARDERS company2.test TO ann@FAR.test"), "201 (away)");
  EXPECT_EQ(console.say(master, "FINDFORWARDERS company2.test TO joe@far.test"), "201 ()");
  EXPECT_EQ(console.say(master, "RENAMEFORWARDER info@company2.test INTO post@company3.test"),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETFORWARDER post@company3.test"), "201 \"joe@company2.test\"");
  EXPECT_EQ(console.say(master, "DELETEFORWARDER post@company3.test"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTFORWARDERS company3.test"), "201 ()");
}

TEST(Forwarders, ThatAreNotThereAreUnknown) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  for (const auto* name : {"ghost@company2.test", "joe@company2.test"}) {
    const std::string text(name);
    EXPECT_EQ(console.run(master, "GETFORWARDER " + text).code, 513);
    EXPECT_EQ(console.run(master, "RENAMEFORWARDER " + text + " INTO x@company2.test").code, 513);
    EXPECT_EQ(console.run(master, "DELETEFORWARDER " + text).code, 513);
  }
}

TEST(Forwarders, LeadToAddressesOnly) {
  ConsoleFixture console;
  for (const auto* address : {"\"\"", "\"a b@far.test\"", "a@b@c", "@far.test", "\"a\\r\\nb@c\""})
    EXPECT_EQ(
        console.run(master, "CREATEFORWARDER x@company2.test TO " + std::string(address)).code, 501)
        << address;
  EXPECT_EQ(console.run(master, "CREATEFORWARDER x@company2.test").code, 501);
  EXPECT_EQ(console.run(master, "CREATEFORWARDER x@company2.test joe").code, 501);
  EXPECT_EQ(console.say(master, "LISTFORWARDERS company2.test"), "201 ()");
}

TEST(DomainObjects, AreOfThreeKinds) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  console.add_names("company2.test", "joe");
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES joe@company2.test (jj,zoe)"), "200 OK");
  const auto list = [&](const std::string& rest) {
    return console.say(master, "LISTDOMAINOBJECTS company2.test " + rest);
  };
  EXPECT_EQ(list("10 ACCOUNTS ALIASES FORWARDERS"),
            R"(201 (#1,{info=((joe));jj=(joe);joe=macnt;zoe=(joe);},#2,#1,""))");
  EXPECT_EQ(list("10 ALIASES"), R"(201 (#1,{jj=(joe);zoe=(joe);},#2,#1,""))");
  EXPECT_EQ(list("10 FORWARDERS"), R"(201 (#1,{info=((joe));},#2,#1,""))");
  EXPECT_EQ(list("2 ACCOUNTS ALIASES FORWARDERS"), R"(201 (#1,{info=((joe));jj=(joe);},#2,#1,jj))");
  EXPECT_EQ(list("2 ACCOUNTS ALIASES FORWARDERS COOKIE jj"),
            R"(201 (#1,{joe=macnt;zoe=(joe);},#2,#1,""))");
  EXPECT_EQ(list("FILTER J 10 ACCOUNTS ALIASES FORWARDERS"),
            R"(201 (#1,{jj=(joe);joe=macnt;},#2,#1,""))");
}

TEST(Domains, WithGroupsOrForwardersAreNotEmpty) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "CREATEFORWARDER info@company2.test TO joe@company.com"), "200 OK");
  EXPECT_EQ(console.say(master, "CREATEGROUP team@company3.test"), "200 OK");
  for (const auto* domain : {"company2.test", "company3.test"}) {
    EXPECT_EQ(console.run(master, "DELETEDOMAIN " + std::string(domain)).code, 501);
    EXPECT_EQ(console.say(master, "DELETEDOMAIN " + std::string(domain) + " FORCE"), "200 OK");
  }
}

}  // namespace
}  // namespace gatehouse::control
