#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

constexpr std::string_view joe = "joe@company2.test";

TEST(SetAccountPassword, IsUnderstoodInAllItsForms) {
  for (const auto rest :
       {"PASSWORD Newer345", "PASSWORD \"Newer345\"", "TO Newer345", "password Newer345 check",
        "PASSWORD Newer345 METHOD CRAM-MD5", "PASSWORD Newer345 METHOD APOP CHECK"}) {
    ConsoleFixture console;
    console.add(joe);
    EXPECT_EQ(console.say(master, "SetAccountPassword joe@company2.test " + std::string(rest)),
              "200 OK")
        << rest;
    EXPECT_TRUE(console.has_password(joe, "Newer345")) << rest;
    EXPECT_EQ(console.changed(), std::vector<std::string>{"joe@company2.test"}) << rest;
  }
}

TEST(SetAccountPassword, RefusesOtherForms) {
  ConsoleFixture console;
  console.add(joe);
  for (const auto rest : {"", "PASSWORD", "Newer345", "PASSWORD Newer345 and more",
                          "PASSWORD {a=b;}", "PASSWORD (a)", "PASSWORD x METHOD",
                          "PASSWORD x METHOD SIP", "PASSWORD x METHOD radius", "PASSWORD \"open"}) {
    EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD joe@company2.test " + std::string(rest)).code,
              501)
        << rest;
  }
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
  EXPECT_TRUE(console.changed().empty());
}

// Clients send what looks like a number without quotes, and mean its characters.
TEST(SetAccountPassword, TakesANumberForItsCharacters) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, "SETACCOUNTPASSWORD joe@company2.test PASSWORD #00123"), "200 OK");
  EXPECT_TRUE(console.has_password(joe, "#00123"));
}

TEST(SetAccountPassword, RefusesWhatNoSchemeShouldHold) {
  ConsoleFixture console;
  console.add(joe);
  const auto over_long = "\"" + std::string(1025, 'x') + "\"";
  for (const auto& password : {std::string(R"("a\000b")"), std::string(R"("\002abc")"),
                               std::string("\"\xff\xfe\""), over_long})
    EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD joe@company2.test PASSWORD " + password).code,
              501);
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
}

TEST(SetAccountPassword, SaysThatAPasswordIsTooLongForItsEncryption) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(
      console.say(master,
                  "UPDATEACCOUNTSETTINGS joe@company2.test {PasswordEncryption=\"UB-crpt\";}"),
      "200 OK");
  const auto password = std::string(100, 'x');
  EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD joe@company2.test PASSWORD " + password).code,
            501);
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
}

TEST(SetAccountPassword, HoldsUsersToTheRulesOfTheirAccount) {
  struct Case {
    std::string_view settings;
    std::string_view password;
    int own;    // by the user
    int plain;  // by an administrator
  };
  for (const auto& [settings, password, own, plain] :
       {Case{"{}", "Newer345", 200, 200}, Case{"{}", "short", 501, 200},
        Case{"{MinPasswordLength=3;}", "short", 200, 200},
        Case{"{MinPasswordLength=4;}", "\"\xc3\xa4\xc3\xb6\xc3\xbc\"", 501, 200},
        Case{"{PWDAllowed=NO;}", "Newer345", 501, 200},
        Case{"{PasswordComplexity=MixedCaseDigit;}", "newer345", 501, 200},
        Case{"{PasswordComplexity=MixedCaseDigit;}", "Newer345", 200, 200},
        Case{"{MinPasswordLength=0;}", "\"\"", 501, 200}}) {
    const auto set = " PASSWORD " + std::string(password);
    ConsoleFixture console;
    console.add(joe);
    const auto prepared =
        console.say(master, "UPDATEACCOUNTSETTINGS joe@company2.test " + std::string(settings));
    ASSERT_EQ(prepared, "200 OK");
    EXPECT_EQ(console.run(joe, "SETACCOUNTPASSWORD *" + set).code, own) << settings << set;
    EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD joe@company2.test" + set + " CHECK").code,
              own)
        << settings << set;
    EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD joe@company2.test" + set).code, plain)
        << settings << set;
  }
}

TEST(SetAccountPassword, HoldsAdministratorsToTheRulesForTheirOwn) {
  ConsoleFixture console;
  EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD postmaster PASSWORD short").code, 501);
  EXPECT_EQ(console.run(owner, "SETACCOUNTPASSWORD postmaster PASSWORD short").code, 200);
  EXPECT_EQ(console.run(owner, "SETACCOUNTPASSWORD * PASSWORD Newer345").code, 501);
}

TEST(SetAccountPassword, SetsTheOwnOneUnderEveryNameOfTheAccount) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, "SETACCOUNTALIASES joe@company2.test (joseph)"), "200 OK");
  EXPECT_EQ(console.say(master, "SETDOMAINALIASES company2.test (other.test)"), "200 OK");
  for (const auto name : {"*", "joe", "JOE@company2.test", "joseph", "joe%other.test"})
    EXPECT_EQ(
        console.run(joe, "SETACCOUNTPASSWORD " + std::string(name) + " PASSWORD Newer345").code,
        200)
        << name;
}

TEST(SetAccountPassword, AsksForAPasswordThatIsHardToGuess) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, "UPDATEACCOUNTSETTINGS joe@company2.test {PasswordQuality=50;}"),
            "200 OK");
  for (const auto poor : {"Password", "Abcdefg1", "JoeJoe11"}) {
    EXPECT_EQ(console.run(joe, "SETACCOUNTPASSWORD * PASSWORD " + std::string(poor)).code, 501)
        << poor;
    EXPECT_FALSE(console.run(joe, "SETACCOUNTPASSWORD * PASSWORD " + std::string(poor))
                     .words.contains(poor));
  }
  EXPECT_EQ(console.say(joe, "SETACCOUNTPASSWORD * PASSWORD vq7Rk2mWz9pLx4"), "200 OK");
}

// Whoever finds a device must not be able to lock its owner out.
TEST(SetAccountPassword, IsNotForSessionsOpenedWithATaggedPassword) {
  ConsoleFixture console;
  console.add(joe);
  console.add("mary@company2.test");
  console.give(joe, "(Domain, BasicSettings)");
  for (const auto line :
       {"SETACCOUNTPASSWORD * PASSWORD Newer345", "SETACCOUNTPASSWORD joe PASSWORD Newer345 TAG tv",
        "SETACCOUNTPASSWORD * PASSWORD \"\" TAG phone", "CREATEACCOUNTTAG * TAG tv",
        "UPDATEACCOUNTSETTINGS * {Password=Newer345;}", "IMPORTACCOUNTPASSWORD * rl.3StKT.4T8M"}) {
    const auto outcome = console.run_by_tag(joe, line);
    EXPECT_EQ(outcome.code, 501) << line;
    EXPECT_TRUE(outcome.words.contains("tagged")) << outcome.words;
  }
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
  EXPECT_EQ(console.run_by_tag(joe, "SETACCOUNTPASSWORD mary PASSWORD Newer345").code, 200);
}

TEST(ImportAccountPassword, TakesWhatAnotherProgramStored) {
  ConsoleFixture console;
  console.add(joe);
  for (const auto encoded :
       {"\"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\"", "\"\\002{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\"",
        "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1", "\"{PLAIN}secret\"",
        "\"\\003$2b$05$QcVAWmAMVwFmHiDCnzVIiObbnklccptSeiT4jYQn6qAWSxYLWWrhO\""}) {
    const auto outcome =
        console.run(master, "IMPORTACCOUNTPASSWORD joe@company2.test " + std::string(encoded));
    EXPECT_EQ(outcome.code, 200) << outcome.words;
    EXPECT_TRUE(console.has_password(joe, "secret")) << encoded;
    EXPECT_TRUE(console.stored(joe).starts_with('\002') || console.stored(joe) == "secret" ||
                console.stored(joe).starts_with('\003'));
  }
  EXPECT_EQ(console.changed().size(), 5U);
}

TEST(ImportAccountPassword, SaysWhatIsWeakAboutIt) {  // V-055
  ConsoleFixture console;
  console.add(joe);
  const auto import = [&](std::string_view encoded) {
    return console.say(master, "IMPORTACCOUNTPASSWORD joe@company2.test " + std::string(encoded));
  };
  EXPECT_EQ(import("rl.3StKT.4T8M"),
            "200 OK, but a weak form: U-crpt DES, only eight characters of the password count");
  EXPECT_TRUE(console.has_password(joe, "rasmusle and more"));
  EXPECT_EQ(import("\"{NT}878d8014606cda29677a44efa1353fc7\""),
            "200 OK, but a weak form: U-crpt {NT}");
  EXPECT_EQ(import("$5$.9Z/3D/V0HpQbZO9$NPabM9BZNp4ZeO4QW6NdIw38lgIliBW0/C4XAw7Wh7A"), "200 OK");
  EXPECT_EQ(console.say(master, "SETACCOUNTPASSWORD joe@company2.test PASSWORD Newer345"),
            "200 OK");
  EXPECT_EQ(console.stored(joe), "Newer345");  // never again in an imported form
}

TEST(ImportAccountPassword, RefusesWhatCouldNeverBeChecked) {
  ConsoleFixture console;
  console.add(joe);
  for (const auto rest :
       {"", "\"\"", "Secret12", "\"{SSHA}x\"", "\"{ROT13}frperg\"", "\"{PLAIN}\"", "{SHA=x;}",
        "\"\\004AAAA\"", "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "rl.3StKT.4T8M TAG phone", "rl.3StKT.4T8M more"})
    EXPECT_EQ(
        console.run(master, "IMPORTACCOUNTPASSWORD joe@company2.test " + std::string(rest)).code,
        501)
        << rest;
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
}

TEST(ImportAccountPassword, IsNotForAccountsAboveTheCaller) {
  ConsoleFixture console;
  console.add("boss@company2.test", "(Domain, CanImpersonate)");
  console.add(joe, "(Domain, BasicSettings)");
  EXPECT_EQ(console.run(joe, "IMPORTACCOUNTPASSWORD boss rl.3StKT.4T8M").code, 501);
  EXPECT_TRUE(console.has_password("boss@company2.test", "Secret12"));
}

TEST(VerifyAccountPassword, TellsRightFromWrong) {
  ConsoleFixture console;
  console.add(joe);
  console.add("a@company2.test", "(Domain)");
  const auto verify = [&](std::string_view password) {
    return console.say("a@company2.test",
                       "VERIFYACCOUNTPASSWORD joe PASSWORD " + std::string(password));
  };
  EXPECT_EQ(verify("Secret12"), "200 OK");
  EXPECT_EQ(verify("secret12"), "515 incorrect password");
  EXPECT_EQ(verify("\"\""), "515 incorrect password");
  EXPECT_TRUE(verify("(a)").starts_with("501 "));
  EXPECT_EQ(console.say("a@company2.test", "VERIFYACCOUNTPASSWORD nobody PASSWORD x"),
            "513 unknown user account");
}

}  // namespace
}  // namespace gatehouse::control
