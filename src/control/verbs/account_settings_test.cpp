#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

constexpr std::string_view joe = "joe@company2.test";

std::string line(std::string_view verb, std::string_view rest = {}) {
  return std::string(verb) + " joe@company2.test" + (rest.empty() ? "" : " ") + std::string(rest);
}

TEST(AccountSettings, AreChangedKeyByKeyAndReplacedAsAWhole) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(
      console.say(master, line("UPDATEACCOUNTSETTINGS", "{RealName=Joe;MaxAccountSize=10M;}")),
      "200 OK");
  EXPECT_EQ(console.say(master, line("UPDATEACCOUNTSETTINGS", "{RealName=default;OurKey=(1,2);}")),
            "200 OK");
  EXPECT_EQ(console.say(master, line("GETACCOUNTSETTINGS")),
            "201 {MaxAccountSize=10M;OurKey=(1,2);}");
  EXPECT_EQ(console.say(master, line("SETACCOUNTSETTINGS", "{RealName=Joe;}")), "200 OK");
  EXPECT_EQ(console.say(master, line("GETACCOUNTSETTINGS")), "201 {RealName=Joe;}");
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
}

TEST(AccountSettings, AreRefusedAsAWholeWhenOneIsNotOfItsKind) {
  ConsoleFixture console;
  console.add(joe);
  const auto answer =
      console.say(master, line("UPDATEACCOUNTSETTINGS", "{Password=x;PWDAllowed=sometimes;}"));
  EXPECT_TRUE(answer.starts_with("501 PWDAllowed must be ")) << answer;
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
}

TEST(AccountSettings, NeverShowThePassword) {
  ConsoleFixture console;
  console.add(joe);
  console.add("a@company2.test", "(Domain, BasicSettings)");
  for (const auto who : {owner, master, joe, std::string_view("a@company2.test")})
    for (const auto verb : {"GETACCOUNTSETTINGS", "GETACCOUNTEFFECTIVESETTINGS"}) {
      const auto outcome = console.run(who, line(verb));
      ASSERT_TRUE(outcome.data) << who << " " << verb;
      EXPECT_FALSE(outcome.data->dictionary()->contains("Password")) << who << " " << verb;
    }
  EXPECT_EQ(console.say(master, line("GETACCOUNTONESETTING", "Password")), "201 #NULL#");
}

TEST(AccountSettings, ShowOneSettingOrNull) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, line("UPDATEACCOUNTSETTINGS", "{RealName=Joe;}")), "200 OK");
  EXPECT_EQ(console.say(joe, "GETACCOUNTONESETTING * RealName"), "201 Joe");
  EXPECT_EQ(console.say(joe, "GETACCOUNTONESETTING * PWDAllowed"), "201 #NULL#");
}

TEST(AccountSettings, AreInheritedWhenEffectiveOnesAreAsked) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, "UPDATESERVERACCOUNTDEFAULTS {MinPasswordLength=9;LogLogin=YES;}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "SETACCOUNTDEFAULTS company2.test {MinPasswordLength=10;}"),
            "200 OK");
  const auto outcome = console.run(joe, "GETACCOUNTEFFECTIVESETTINGS *");
  ASSERT_TRUE(outcome.data);
  const auto& all = *outcome.data->dictionary();
  EXPECT_EQ(*settings::find(all, "MinPasswordLength"), "10");
  EXPECT_EQ(*settings::find(all, "LogLogin"), "YES");
  EXPECT_EQ(*settings::find(all, "PWDAllowed"), "YES");
}

TEST(AccountSettings, StoreAPasswordAsTheNewEncryptionSays) {
  struct Case {
    std::string_view sent;
    char mark;
  };
  for (const auto& [sent, mark] : {Case{"{Password=Abc12;PasswordEncryption=sealed;}", '\004'},
                                   Case{"{Password=Abc12;PasswordEncryption=\"U-crpt\";}", '\002'},
                                   Case{"{Password=Abc12;}", 'A'}})
    for (const auto verb : {"UPDATEACCOUNTSETTINGS", "SETACCOUNTSETTINGS"}) {
      ConsoleFixture console;
      console.add(joe);
      EXPECT_EQ(console.say(master, line(verb, sent)), "200 OK");
      EXPECT_TRUE(console.stored(joe).starts_with(mark)) << sent;
      EXPECT_TRUE(console.has_password(joe, "Abc12")) << sent;
      EXPECT_EQ(console.changed(), std::vector<std::string>{"joe@company2.test"});
    }
}

TEST(AccountSettings, LeaveAPasswordAsItWasStoredWhenTheEncryptionChanges) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, line("UPDATEACCOUNTSETTINGS", "{PasswordEncryption=sealed;}")),
            "200 OK");
  EXPECT_EQ(console.stored(joe), "Secret12");
  EXPECT_EQ(console.say(master, line("SETACCOUNTPASSWORD", "PASSWORD Secret12")), "200 OK");
  EXPECT_TRUE(console.stored(joe).starts_with('\004'));
}

TEST(AccountSettings, TakeAwayThePasswordWithAnEmptyOne) {
  for (const auto sent : {"{Password=\"\";}", "{Password=default;}", "{Password=#NULL#;}"}) {
    ConsoleFixture console;
    console.add(joe);
    EXPECT_EQ(console.say(master, line("UPDATEACCOUNTSETTINGS", sent)), "200 OK");
    EXPECT_FALSE(console.account(joe)->settings.contains("Password")) << sent;
    EXPECT_FALSE(console.has_password(joe, "")) << sent;
  }
}

TEST(ImportedPasswords, AreKeptAsTheyAre) {
  ConsoleFixture console;
  console.add(joe);
  // A crypt(3) value of the MD5 form.
  const auto sent = R"({Password="\002$1$xy$OHIFdAqSFVSxRIKnbZHLM0";})";
  const auto answer = console.say(master, line("UPDATEACCOUNTSETTINGS", sent));
  EXPECT_EQ(answer, "200 OK");
  EXPECT_EQ(console.stored(joe), "\002$1$xy$OHIFdAqSFVSxRIKnbZHLM0");
}

TEST(ImportedPasswords, AreRefusedWhenTheyCouldNeverBeChecked) {
  ConsoleFixture console;
  console.add(joe);
  for (const auto value : {R"("\002*")", R"("\003$2b$31$abcdefghijklmnopqrstuv")", R"("\003")",
                           R"("\004AAAA")", R"("\005AAAA")", R"("\001AAAA")"}) {
    const auto sent = "{Password=" + std::string(value) + ";}";
    EXPECT_EQ(console.run(master, line("UPDATEACCOUNTSETTINGS", sent)).code, 501) << value;
    EXPECT_EQ(console.stored(joe), "Secret12") << value;
  }
}

TEST(DomainAdministrators, ChangeOnlyTheSettingsOfTheirRights) {
  ConsoleFixture console;
  console.add(joe);
  console.add("a@company2.test", "(Domain, BasicSettings)");
  console.add("b@company2.test", "(Domain, RulesAllowed)");
  EXPECT_EQ(console.say("a@company2.test",
                        line("UPDATEACCOUNTSETTINGS", "{RealName=J;RulesAllowed=Any;Unheard=x;}")),
            "200 OK, but not changed: RulesAllowed, Unheard");
  EXPECT_EQ(console.say("b@company2.test", line("UPDATEACCOUNTSETTINGS", "{RulesAllowed=Any;}")),
            "200 OK");
  EXPECT_EQ(console.say("b@company2.test", line("UPDATEACCOUNTSETTINGS", "{Password=mine;}")),
            "501 access denied: no right to change Password");
  EXPECT_EQ(console.say(master, line("GETACCOUNTSETTINGS")), "201 {RealName=J;RulesAllowed=Any;}");
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
}

}  // namespace
}  // namespace gatehouse::control
