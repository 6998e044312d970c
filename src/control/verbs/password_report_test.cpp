#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

constexpr std::string_view joe = "joe@company2.test";

TEST(AccountPasswordInfo, TellsHowPasswordsAreStored) {
  ConsoleFixture console;
  console.add(joe);
  const auto info = [&] { return console.say(joe, "GETACCOUNTPASSWORDINFO *"); };
  EXPECT_EQ(info(),
            "201 {CanServe=(CLRTXT,APOP,\"CRAM-MD5\",\"DIGEST-MD5\",NTLM,\"SCRAM-SHA-1\","
            "\"SCRAM-SHA-256\",\"SCRAM-SHA-512\");Outdated=NO;Scheme=clear;Tags={};Weak=YES;}");
  EXPECT_EQ(console.run(master, "IMPORTACCOUNTPASSWORD joe@company2.test rl.3StKT.4T8M").code, 200);
  EXPECT_EQ(info(),
            "201 {CanServe=(CLRTXT);FirstEightOnly=YES;Outdated=YES;Scheme=\"U-crpt DES\";Tags={};"
            "Weak=YES;}");
  EXPECT_EQ(console
                .run(master,
                     "IMPORTACCOUNTPASSWORD joe@company2.test "
                     "\"SCRAM-SHA-1$4096:wocSm0w9uVCnLRvozCe0qg==$"
                     "srp0zuKD8lQGAB9X89HoBPm2Gpw=:yOOMZdDPY2RfHsXmK4NInIYqiRE=\"")
                .code,
            200);
  EXPECT_EQ(info(),
            "201 {CanServe=(CLRTXT,\"SCRAM-SHA-1\");Outdated=YES;Scheme=\"U-crpt {SCRAM-SHA-1}\";"
            "Tags={};Weak=NO;}");
}

TEST(AccountPasswordInfo, TellsOfTagsToo) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, "SETACCOUNTPASSWORD joe@company2.test PASSWORD \"\""), "200 OK");
  EXPECT_EQ(console.say(joe, "GETACCOUNTPASSWORDINFO *"), "201 {Tags={};}");
  EXPECT_EQ(console.say(master,
                        "UPDATEACCOUNTSETTINGS joe@company2.test "
                        "{PasswordEncryption=\"UB-crpt\";}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "SETACCOUNTPASSWORD joe@company2.test PASSWORD Phone345 TAG phone"),
            "200 OK");
  EXPECT_EQ(console.say(joe, "GETACCOUNTPASSWORDINFO *"),
            "201 {Tags={phone={CanServe=(CLRTXT);Outdated=NO;Scheme=\"UB-crpt\";Weak=NO;};};}");
}

TEST(AccountPasswordInfo, HasNothingToServeWhereOwnPasswordsAreOff) {
  ConsoleFixture console;
  console.add(joe);
  EXPECT_EQ(console.say(master, "UPDATEACCOUNTSETTINGS joe@company2.test {UseAppPassword=NO;}"),
            "200 OK");
  EXPECT_TRUE(console.say(joe, "GETACCOUNTPASSWORDINFO *").starts_with("201 {CanServe=();"));
}

TEST(PasswordSchemes, AreCountedByDomain) {
  ConsoleFixture console;
  for (const auto name : {"a@company2.test", "b@company2.test", "c@company2.test"})
    console.add(name);
  EXPECT_EQ(console.run(master, "IMPORTACCOUNTPASSWORD a@company2.test rl.3StKT.4T8M").code, 200);
  EXPECT_EQ(console.run(master, "SETACCOUNTPASSWORD b@company2.test PASSWORD \"\"").code, 200);
  EXPECT_EQ(console.run(master, "CREATEACCOUNTTAG b@company2.test TAG phone").code, 200);
  EXPECT_EQ(console.run(master, "CREATEACCOUNTTAG c@company2.test TAG phone").code, 200);
  EXPECT_EQ(console.say(master, "LISTPASSWORDSCHEMES company2.test"),
            "201 {\"U-crpt DES\"={Accounts=#1;Tags=#0;Weak=YES;};"
            "clear={Accounts=#1;Tags=#2;Weak=YES;};none={Accounts=#1;Tags=#0;Weak=NO;};}");
  EXPECT_EQ(console.say(master, "LISTPASSWORDSCHEMES company3.test"), "201 {}");
}

}  // namespace
}  // namespace gatehouse::control
