#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(Accounts, AreCreatedListedRenamedAndDeleted) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "CREATEACCOUNT Joe@company2.test {RealName=\"Joe Doe\";}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "CREATEACCOUNT \"mary@company2.test\" MultiMailbox"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTACCOUNTS company2.test"), "201 {joe=macnt;mary=macnt;}");
  EXPECT_EQ(console.say(master, "GETACCOUNTSETTINGS joe@company2.test"),
            "201 {RealName=\"Joe Doe\";}");
  EXPECT_EQ(console.say(master, "RenameAccount joe@company2.test into joseph@company2.test"),
            "200 OK");
  EXPECT_EQ(console.say(master, "DELETEACCOUNT mary@company2.test"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTACCOUNTS company2.test"), "201 {joseph=macnt;}");
  EXPECT_EQ(console.say(master, "GETACCOUNTSETTINGS joe@company2.test"),
            "513 unknown user account");
}

TEST(Accounts, WithoutADomainAreOfTheCallersOwn) {
  ConsoleFixture console;
  console.add("admin@company2.test", "(Domain, CanCreateAccounts)");
  EXPECT_EQ(console.say("admin@company2.test", "CREATEACCOUNT joe"), "200 OK");
  EXPECT_EQ(console.say(master, "CREATEACCOUNT mary"), "200 OK");
  EXPECT_EQ(console.say(owner, "CREATEACCOUNT susan"), "200 OK");
  EXPECT_NE(console.account("joe@company2.test"), nullptr);
  EXPECT_NE(console.account("mary@company.com"), nullptr);
  EXPECT_NE(console.account("susan@company.com"), nullptr);
}

TEST(Accounts, AreRefusedUnderNamesThatAreTakenOrCannotBe) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES joe@company2.test (joseph)"), "200 OK");
  EXPECT_EQ(console.run(master, "CREATEACCOUNT JOE@company2.test").code, 520);
  EXPECT_EQ(console.run(master, "CREATEACCOUNT joseph@company2.test").code, 520);
  EXPECT_EQ(console.run(master, "CREATEACCOUNT joe@nowhere.test").code, 512);
  for (const auto name : {"\"\"", "a@b@company2.test", "\"two words@company2.test\"",
                          "joe$tag@company2.test", ".x@company2.test", "\"../x@company2.test\"",
                          "\"a/b@company2.test\"", "\"a\\000b@company2.test\""})
    EXPECT_EQ(console.run(master, "CREATEACCOUNT " + std::string(name)).code, 501) << name;
}

struct TypeCase {
  std::string_view words;
  int as_administrator;
  int as_special_administrator;
};

TEST(Accounts, TakeTheTypesTheGuideNames) {
  for (const auto& [words, plain, special] : {TypeCase{"", 200, 200},
                                              {"MultiMailbox", 200, 200},
                                              {"multimailbox {}", 200, 200},
                                              {"AGrade", 200, 200},
                                              {"external", 501, 200},
                                              {"MultiMailbox LEGACY {RealName=X;}", 501, 200},
                                              {"TextMailbox", 501, 501},
                                              {"PATH disk2", 501, 501},
                                              {"Unheard", 501, 501},
                                              {"{} {}", 501, 501}}) {
    ConsoleFixture console;
    console.add("a@company2.test", "(Domain, BasicSettings, CanCreateAccounts)");
    console.add("b@company2.test",
                "(Domain, BasicSettings, CanCreateAccounts, CanCreateSpecialAccounts)");
    const auto tail = words.empty() ? std::string() : " " + std::string(words);
    EXPECT_EQ(console.run("a@company2.test", "CREATEACCOUNT x" + tail).code, plain) << words;
    EXPECT_EQ(console.run("b@company2.test", "CREATEACCOUNT y" + tail).code, special) << words;
  }
}

TEST(Accounts, GetTheirFirstPasswordFromTheSettings) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "CREATEACCOUNT joe@company2.test {Password=\"Top secret\";}"),
            "200 OK");
  EXPECT_TRUE(console.has_password("joe@company2.test", "Top secret"));
  EXPECT_EQ(console.say(master,
                        "CREATEACCOUNT mary@company2.test {Password=x;PasswordEncryption=sealed;}"),
            "200 OK");
  EXPECT_TRUE(console.stored("mary@company2.test").starts_with('\004'));
  EXPECT_TRUE(console.has_password("mary@company2.test", "x"));
  EXPECT_EQ(console.say(master, "CREATEACCOUNT sue@company2.test {Password=\"\";}"), "200 OK");
  EXPECT_FALSE(console.has_password("sue@company2.test", ""));
}

TEST(Accounts, CanBeGivenAPasswordByWhoeverMayCreateThem) {
  ConsoleFixture console;
  console.add("a@company2.test", "(Domain, CanCreateAccounts)");
  EXPECT_EQ(console.say("a@company2.test", "CREATEACCOUNT joe {Password=First1;PWDAllowed=NO;}"),
            "200 OK, but not changed: PWDAllowed");
  EXPECT_TRUE(console.has_password("joe@company2.test", "First1"));
}

TEST(Accounts, AreNotCreatedWithSettingsOfTheWrongKind) {
  ConsoleFixture console;
  EXPECT_EQ(console.run(master, "CREATEACCOUNT joe@company2.test {PWDAllowed=perhaps;}").code, 501);
  EXPECT_EQ(console.run(master, "CREATEACCOUNT joe@company2.test {Password=(a);}").code, 501);
  EXPECT_EQ(console.run(master, "CREATEACCOUNT joe@company2.test {Password=#123;}").code, 501);
  EXPECT_EQ(console.account("joe@company2.test"), nullptr);
}

TEST(Accounts, KeepThePasswordWhenRenamed) {
  ConsoleFixture console;
  for (const auto scheme : {"clear", "sealed"}) {
    const auto made =
        "CREATEACCOUNT joe@company2.test {Password=Abc1;PasswordEncryption=" + std::string(scheme) +
        ";}";
    EXPECT_EQ(console.say(master, made), "200 OK");
    EXPECT_EQ(console.say(master, "RENAMEACCOUNT joe@company2.test INTO jim@company3.test"),
              "200 OK");
    EXPECT_TRUE(console.has_password("jim@company3.test", "Abc1")) << scheme;
    EXPECT_EQ(console.say(master, "DELETEACCOUNT jim@company3.test"), "200 OK");
  }
}

TEST(Accounts, AreNotRenamedOntoOthersNorIntoForeignDomains) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  console.add("mary@company2.test");
  console.add("a@company2.test", "(Domain, CanCreateAccounts)");
  EXPECT_EQ(console.run(master, "RENAMEACCOUNT joe@company2.test INTO mary@company2.test").code,
            520);
  EXPECT_EQ(console.run(master, "RENAMEACCOUNT joe@company2.test INTO x@nowhere.test").code, 512);
  EXPECT_EQ(console.run(master, "RENAMEACCOUNT joe@company2.test x@company2.test").code, 501);
  EXPECT_EQ(console.say("a@company2.test", "RENAMEACCOUNT joe INTO joe@company3.test"),
            "501 access denied: the right CanCreateAccounts is needed for this");
  EXPECT_NE(console.account("joe@company2.test"), nullptr);
}

TEST(Accounts, KeepThePostmasterOfTheMainDomain) {
  ConsoleFixture console;
  console.add("postmaster@company2.test");
  const auto kept = "501 postmaster of the Main Domain can be neither renamed nor deleted";
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES postmaster (root)"), "200 OK");
  EXPECT_EQ(console.say(owner, "DELETEACCOUNT postmaster"), kept);
  EXPECT_EQ(console.say(owner, "DELETEACCOUNT root"), kept);
  EXPECT_EQ(console.say(owner, "RENAMEACCOUNT postmaster INTO boss"), kept);
  EXPECT_EQ(console.say(master, "DELETEACCOUNT *"), kept);
  EXPECT_EQ(console.say(master, "DELETEACCOUNT postmaster@company2.test"), "200 OK");
}

TEST(Accounts, TakeTheirRightsWithThem) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain)");
  EXPECT_EQ(console.say(master, "RENAMEACCOUNT joe@company2.test INTO jim@company2.test"),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS jim@company2.test"), "201 (Domain)");
  EXPECT_EQ(console.say(master, "CREATEACCOUNT joe@company2.test"), "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS joe@company2.test"), "201 ()");
  EXPECT_EQ(console.say(master, "DELETEACCOUNT jim@company2.test"), "200 OK");
  EXPECT_EQ(console.say(master, "CREATEACCOUNT jim@company2.test"), "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS jim@company2.test"), "201 ()");
}

TEST(AccountObjects, AreListedPageByPage) {
  ConsoleFixture console;
  for (const auto name : {"anna", "bert", "berta", "carl"})
    console.add(std::string(name) + "@company2.test");
  EXPECT_EQ(console.say(master, "LISTDOMAINOBJECTS company2.test 2 ACCOUNTS"),
            R"(201 (#4,{anna=macnt;bert=macnt;},#0,#0,bert))");
  EXPECT_EQ(console.say(master, "ListDomainObjects company2.test 2 ACCOUNTS COOKIE bert"),
            R"(201 (#4,{berta=macnt;carl=macnt;},#0,#0,""))");
  EXPECT_EQ(console.say(master, "LISTDOMAINOBJECTS company2.test FILTER BERT 10 ACCOUNTS"),
            R"(201 (#4,{bert=macnt;berta=macnt;},#0,#0,""))");
  EXPECT_EQ(console.say(master, "LISTDOMAINOBJECTS company2.test 10"), R"(201 (#4,{},#0,#0,""))");
  EXPECT_EQ(console.run(master, "LISTDOMAINOBJECTS company2.test many").code, 501);
  EXPECT_EQ(console.run(master, "LISTDOMAINOBJECTS company2.test -1 ACCOUNTS").code, 501);
}

TEST(AccountAliases, AreReplacedAsAWhole) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  console.add("mary@company2.test");
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES joe@company2.test (JJ,joseph)"), "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTALIASES joseph@company2.test"), "201 (jj,joseph)");
  EXPECT_EQ(console.run(master, "SETACCOUNTALIASES mary@company2.test (jj)").code, 520);
  EXPECT_EQ(console.run(master, "SETACCOUNTALIASES mary@company2.test (joe)").code, 520);
  EXPECT_EQ(console.run(master, "SETACCOUNTALIASES mary@company2.test (\"a b\")").code, 501);
  EXPECT_EQ(console.run(master, "SETACCOUNTALIASES mary@company2.test {a=b;}").code, 501);
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES joe@company2.test ()"), "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTALIASES joe@company2.test"), "201 ()");
}

TEST(AccountInfo, IsShownWholeOrInPart) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  ASSERT_TRUE(console.directory().note(
      *console.account("joe@company2.test"),
      {{"LastLogin", settings::TimeStamp{}}, {"LastAddress", "10.0.0.5"}}));
  EXPECT_EQ(console.say(master, "GETACCOUNTINFO joe@company2.test Key LastAddress"),
            R"(201 "10.0.0.5")");
  EXPECT_EQ(console.say(master, "GETACCOUNTINFO joe@company2.test (LastAddress,Unheard)"),
            R"(201 {LastAddress="10.0.0.5";})");
  EXPECT_EQ(console.say(master, "GETACCOUNTINFO joe@company2.test KEY Unheard"), R"(201 "")");
  EXPECT_EQ(console.say(master, "GETACCOUNTINFO joe@company2.test"),
            R"(201 {LastAddress="10.0.0.5";LastLogin=#T01-01-1970_00:00:00;})");
  EXPECT_EQ(console.run(master, "GETACCOUNTINFO joe@company2.test LastAddress").code, 501);
}

TEST(AccountLocation, IsRelative) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  const auto outcome = console.run(master, "GETACCOUNTLOCATION joe@company2.test");
  ASSERT_TRUE(outcome.data);
  EXPECT_EQ(*outcome.data->string(), console.account("joe@company2.test")->location);
}

struct MovedNames : testing::Test, ConsoleFixture {
  MovedNames() {
    site_.name_moved = [this](const std::string& from, const std::string& to) {
      moved_.push_back(from + ">" + to);
    };
  }
  std::vector<std::string> moved_;
};

TEST_F(MovedNames, AreToldOnceTheyAreMoved) {
  add("mary@company2.test");
  EXPECT_EQ(run(owner, "RENAMEACCOUNT mary@company2.test INTO postmaster@company.com").code, 520);
  EXPECT_EQ(run(owner, "RENAMEACCOUNT mary@company2.test INTO maria@company3.test").code, 200);
  EXPECT_EQ(run(owner, "DELETEACCOUNT maria@company3.test").code, 200);
  EXPECT_EQ(run(owner, "RENAMEDOMAIN company3.test INTO company4.test").code, 200);
  EXPECT_EQ(run(owner, "DELETEDOMAIN company4.test").code, 200);
  EXPECT_EQ(moved_, (std::vector<std::string>{"mary@company2.test>maria@company3.test",
                                              "maria@company3.test>", "company3.test>company4.test",
                                              "company4.test>"}));
}

}  // namespace
}  // namespace gatehouse::control
