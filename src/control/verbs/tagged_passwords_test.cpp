#include "control/console_fixture.h"
#include "credentials/tagged.h"

namespace gatehouse::control {
namespace {

constexpr std::string_view joe = "joe@company2.test";
constexpr std::string_view set_joe = "SETACCOUNTPASSWORD joe@company2.test PASSWORD ";

std::string set(std::string_view rest) { return std::string(set_joe) + std::string(rest); }

TEST(TaggedPasswords, AreSetAndRemovedBesideTheMainOne) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, set("Phone345 TAG phone")), "200 OK");
  EXPECT_EQ(console.say(master, set("\"\" TAG unknown")), "200 OK");
  EXPECT_EQ(console.say(master, set("Laptop345 name LapTop check")), "200 OK");
  EXPECT_TRUE(console.has_password(joe, "Phone345", "phone"));
  EXPECT_TRUE(console.has_password(joe, "Laptop345", "laptop"));
  EXPECT_TRUE(console.has_password(joe, "Secret12"));
  for (const auto tag : {"", "laptop"})
    EXPECT_FALSE(console.has_password(joe, "Phone345", tag)) << tag;
  EXPECT_EQ(console.say(master, set("\"\" TAG phone")), "200 OK");
  EXPECT_FALSE(console.has_password(joe, "Phone345", "phone"));
  EXPECT_TRUE(console.has_password(joe, "Laptop345", "laptop"));
  EXPECT_TRUE(console.changed().empty());  // nothing that others wait for
}

TEST(TaggedPasswords, RefuseOtherForms) {
  ConsoleFixture console;
  console.add(joe);
  for (const auto rest : {"Phone345 TAG",
                          "Phone345 TAG \"\"",
                          "Phone345 TAG a$b",
                          "Phone345 TAG \"a b\"",
                          "Phone345 TAG (a)",
                          "Phone345 METHOD APOP TAG phone",
                          "Phone345 TAG phone METHOD APOP",
                          "Phone345 TAG phone more",
                          "Phone345 TAG phone LABEL",
                          "Phone345 TAG phone SERVICES",
                          "Phone345 TAG phone SERVICES (Gopher)",
                          "Phone345 TAG phone SERVICES All",
                          "Phone345 TAG phone NETWORKS 10.0.0.1/8",
                          "Phone345 TAG phone NETWORKS \";\"",
                          "Phone345 TAG phone EXPIRES",
                          "Phone345 TAG phone EXPIRES soon",
                          "Phone345 TAG phone EXPIRES -5",
                          "Phone345 TAG phone EXPIRES #TPAST",
                          "Phone345 TAG phone EXPIRES #T01-01-2020_00:00:00",
                          "Phone345 TAG phone TAG laptop"})
    EXPECT_EQ(console.run(master, set(rest)).code, 501) << rest;
  EXPECT_EQ(console.say(master, "LISTACCOUNTTAGS joe@company2.test"), "201 {}");
}

TEST(TaggedPasswords, KeepTheirLimits) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, set("Phone345 TAG phone EXPIRES 7d LABEL \"My phone\" NETWORKS "
                                    "\"10.0.0.0/8\\e!10.0.7.1\" SERVICES (imap, Mail)")),
            "200 OK");
  EXPECT_EQ(console.say(joe, "LISTACCOUNTTAGS *"),
            "201 {phone={Created=#T01-01-2026_00:00:00;Expires=#T08-01-2026_00:00:00;"
            "Label=\"My phone\";Networks=\"10.0.0.0/8\\n!10.0.7.1\";Services=(imap,Mail);};}");
  // What a later command does not name stays.
  EXPECT_EQ(console.say(master, set("Phone345 TAG phone EXPIRES NEVER LABEL Old SERVICES ()")),
            "200 OK");
  EXPECT_EQ(console.say(joe, "LISTACCOUNTTAGS *"),
            "201 {phone={Created=#T01-01-2026_00:00:00;Label=Old;"
            "Networks=\"10.0.0.0/8\\n!10.0.7.1\";};}");
  for (const auto when : {"#TFUTURE", "#T01-01-2026_00:00:00", "#T31-12-2030_12:00:00", "15"})
    EXPECT_EQ(console.say(master, set("Phone345 TAG phone EXPIRES " + std::string(when))), "200 OK")
        << when;
}

TEST(TaggedPasswords, AreTheOwnersAsLongAsHeMayChangePasswords) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.run(joe, "SETACCOUNTPASSWORD * PASSWORD short TAG phone").code, 501);
  EXPECT_EQ(console.say(joe, "SETACCOUNTPASSWORD * PASSWORD Phone345 TAG phone"), "200 OK");
  EXPECT_TRUE(console.run(joe, "CREATEACCOUNTTAG * TAG tv").data.has_value());
  EXPECT_EQ(console.say(joe, "SETACCOUNTPASSWORD * PASSWORD \"\" TAG phone"), "200 OK");
  EXPECT_EQ(console.say(master, "UPDATEACCOUNTSETTINGS joe@company2.test {PWDAllowed=NO;}"),
            "200 OK");
  for (const auto line :
       {"SETACCOUNTPASSWORD * PASSWORD Phone345 TAG phone",
        "SETACCOUNTPASSWORD * PASSWORD \"\" TAG tv", "CREATEACCOUNTTAG * TAG phone"})
    EXPECT_EQ(console.run(joe, line).code, 501) << line;
  EXPECT_EQ(console.say(master, set("short TAG phone")), "200 OK");
}

TEST(TaggedPasswords, ShowTheirLastUseUntilTheyAreRemoved) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, set("Phone345 TAG phone")), "200 OK");
  const auto use = *settings::read(
      "{phone={LastUse=#T02-01-2026_00:00:00;LastAddress=#I[10.0.0.1];};other={};}");
  ASSERT_TRUE(console.directory().note(*console.account(joe), {{"TagUse", use}}).has_value());
  EXPECT_EQ(console.say(joe, "LISTACCOUNTTAGS joe"),
            "201 {phone={Created=#T01-01-2026_00:00:00;LastAddress=#I[10.0.0.1];"
            "LastUse=#T02-01-2026_00:00:00;};}");
  EXPECT_EQ(console.say(master, set("\"\" TAG phone")), "200 OK");
  EXPECT_EQ(console.say(joe, "GETACCOUNTINFO joe KEY TagUse"), "201 {other={};}");
}

TEST(TaggedPasswords, AreMadeUpWhenAsked) {
  ConsoleFixture console;
  console.add(joe);
  const auto made =
      console.run(master, "CREATEACCOUNTTAG joe@company2.test TAG phone LABEL Phone EXPIRES 1d");
  ASSERT_TRUE(made.data && made.data->string() != nullptr) << made.words;
  EXPECT_EQ(made.data->string()->size(), 23U);
  EXPECT_TRUE(console.has_password(joe, *made.data->string(), "phone"));
  EXPECT_EQ(console.run(master, "CREATEACCOUNTTAG joe@company2.test TAG Phone").code, 520);
  EXPECT_TRUE(console.has_password(joe, *made.data->string(), "phone"));
  for (const auto rest : {"", " phone", " TAG", " TAG tv CHECK", " PASSWORD x TAG tv"})
    EXPECT_EQ(console.run(master, "CREATEACCOUNTTAG joe@company2.test" + std::string(rest)).code,
              501)
        << rest;
}

TEST(TaggedPasswords, AreNeitherShownNorBroughtInAsSettings) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, set("Phone345 TAG phone")), "200 OK");
  const std::string name(" joe@company2.test");
  for (const auto verb : {"GETACCOUNTSETTINGS", "GETACCOUNTEFFECTIVESETTINGS"})
    EXPECT_FALSE(console.say(master, verb + name).contains("Tagged")) << verb;
  EXPECT_EQ(console.say(master, "GETACCOUNTONESETTING" + name + " TaggedPasswords"), "201 #NULL#");
  const std::string settings(" {RealName=J;TaggedPasswords={phone={Password=Known345;};};}");
  for (const auto& line :
       {"UPDATEACCOUNTSETTINGS" + name + settings, "SETACCOUNTSETTINGS" + name + settings,
        "UPDATEACCOUNTSETTINGS" + name + " {TaggedPasswords=default;}",
        "CREATEACCOUNT new@company2.test" + settings,
        "UPDATEACCOUNTDEFAULTS company2.test" + settings,
        "SETACCOUNTDEFAULTS company2.test" + settings, "UPDATESERVERACCOUNTDEFAULTS" + settings}) {
    EXPECT_EQ(console.run(master, line).code, 501) << line;
  }
  EXPECT_EQ(console.say(master, "SETACCOUNTSETTINGS" + name + " {RealName=J;}"), "200 OK");
  EXPECT_TRUE(console.has_password(joe, "Phone345", "phone"));
}

TEST(TaggedPasswords, GoWithTheirAccount) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master,
                        "UPDATEACCOUNTSETTINGS joe@company2.test "
                        "{PasswordEncryption=sealed;}"),
            "200 OK");
  EXPECT_EQ(console.say(master, set("Phone345 TAG phone")), "200 OK");
  EXPECT_EQ(console.say(master, "RENAMEACCOUNT joe@company2.test INTO jim@company3.test"),
            "200 OK");
  EXPECT_TRUE(console.has_password("jim@company3.test", "Phone345", "phone"));
}

}  // namespace
}  // namespace gatehouse::control
