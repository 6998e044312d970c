#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(Domains, AreListedCreatedRenamedAndDeleted) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "MAINDOMAINNAME"), R"(201 "company.com")");
  EXPECT_EQ(console.say(master, "CREATEDOMAIN company4.test {AUTHMethods=All;}"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTDOMAINS"),
            R"(201 ("company.com","company2.test","company3.test","company4.test"))");
  EXPECT_EQ(console.say(master, "GetDomainSettings company4.test"), "201 {AUTHMethods=All;}");
  EXPECT_EQ(console.say(master, "RenameDomain company4.test into Company5.Test"), "200 OK");
  EXPECT_EQ(console.say(master, "GETDOMAINSETTINGS company5.test"), "201 {AUTHMethods=All;}");
  EXPECT_EQ(console.say(master, "DELETEDOMAIN company5.test"), "200 OK");
  EXPECT_EQ(console.say(master, "GETDOMAINSETTINGS company5.test"),
            "512 unknown secondary domain name");
}

TEST(Domains, WithAccountsAreDeletedOnlyByForce) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  EXPECT_TRUE(console.say(master, "DELETEDOMAIN company2.test").starts_with("501 "));
  EXPECT_NE(console.account("joe@company2.test"), nullptr);
  EXPECT_EQ(console.say(master, "DeleteDomain company2.test force"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTDOMAINS"), R"(201 ("company.com","company3.test"))");
}

TEST(Domains, AreRefusedUnderNamesThatAreTakenOrCannotBe) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "SETDOMAINALIASES company2.test (other.test)"), "200 OK");
  for (const auto name : {"company2.test", "COMPANY.COM", "other.test"})
    EXPECT_EQ(console.run(master, "CREATEDOMAIN " + std::string(name)).code, 520) << name;
  for (const auto name : {"..", "a..b", "-x.test", "\"two words.test\"", "\"\"", "*"})
    EXPECT_EQ(console.run(master, "CREATEDOMAIN " + std::string(name)).code, 501) << name;
  EXPECT_EQ(console.run(master, "RENAMEDOMAIN company3.test INTO company2.test").code, 520);
}

TEST(Domains, KeepTheMainDomainWhateverIsAsked) {
  ConsoleFixture console;
  const auto kept = "501 the Main Domain can be neither renamed nor deleted";
  EXPECT_EQ(console.say(master, "DELETEDOMAIN company.com FORCE"), kept);
  EXPECT_EQ(console.say(master, "DELETEDOMAIN * FORCE"), kept);
  EXPECT_EQ(console.say(owner, "RENAMEDOMAIN company.com INTO company9.test"), kept);
}

TEST(Domains, RefuseWhatThisServerDoesNotDo) {
  ConsoleFixture console;
  EXPECT_EQ(console.run(master, "CREATEDOMAIN company4.test SHARED").code, 501);
  EXPECT_EQ(console.run(master, "CREATEDOMAIN company4.test PATH disk2").code, 501);
  EXPECT_EQ(console.run(master, "RENAMEDOMAIN company2.test INTO company4.test PATH x").code, 501);
  EXPECT_EQ(console.run(master, "CREATEDOMAIN company4.test {Password=x;}").code, 501);
  EXPECT_EQ(console.run(master, "GETDOMAINSETTINGS company4.test").code, 512);
}

TEST(DomainAliases, AreReplacedAsAWhole) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "SETDOMAINALIASES company2.test (Mail.Company2.test,x.test)"),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETDOMAINALIASES company2.test"),
            R"(201 ("mail.company2.test","x.test"))");
  EXPECT_EQ(console.say(master, "GETDOMAINALIASES x.test"),
            R"(201 ("mail.company2.test","x.test"))");
  EXPECT_EQ(console.run(master, "SETDOMAINALIASES company3.test (x.test)").code, 520);
  EXPECT_EQ(console.run(master, "SETDOMAINALIASES company2.test (a..b)").code, 501);
  EXPECT_EQ(console.run(master, "SETDOMAINALIASES company2.test {a=b;}").code, 501);
  EXPECT_EQ(console.say(master, "SETDOMAINALIASES company2.test ()"), "200 OK");
  EXPECT_EQ(console.say(master, "GETDOMAINALIASES company2.test"), "201 ()");
}

TEST(DomainSettings, AreChangedKeyByKeyAndReplacedAsAWhole) {
  ConsoleFixture console;
  const auto settings = [&] { return console.say(master, "GETDOMAINSETTINGS company2.test"); };
  EXPECT_EQ(console.say(master, "UPDATEDOMAINSETTINGS company2.test {AutoSignup=YES;X=1;}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "UPDATEDOMAINSETTINGS company2.test {AUTHMethods=(CLRTXT,APOP);}"),
            "200 OK");
  EXPECT_EQ(settings(), "201 {AUTHMethods=(CLRTXT,APOP);AutoSignup=YES;X=1;}");
  EXPECT_EQ(
      console.say(master, "UPDATEDOMAINSETTINGS company2.test {X=default;AutoSignup=#NULL#;}"),
      "200 OK");
  EXPECT_EQ(settings(), "201 {AUTHMethods=(CLRTXT,APOP);}");
  EXPECT_EQ(console.say(master, "SETDOMAINSETTINGS company2.test {AutoSignup=YES;}"), "200 OK");
  EXPECT_EQ(settings(), "201 {AutoSignup=YES;}");
}

TEST(DomainSettings, MeanTheOwnDomainWhenItIsLeftOut) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "UPDATEDOMAINSETTINGS {AutoSignup=YES;}"), "200 OK");
  for (const auto line :
       {"GETDOMAINSETTINGS", "GETDOMAINSETTINGS *", "GETDOMAINSETTINGS company.com"})
    EXPECT_EQ(console.say(master, line), "201 {AutoSignup=YES;}") << line;
  EXPECT_EQ(console.say(owner, "GETDOMAINSETTINGS"), "201 {AutoSignup=YES;}");
}

TEST(DomainSettings, AreRefusedWhereOneIsNotOfItsKind) {
  ConsoleFixture console;
  const auto answer = console.say(
      master, "UPDATEDOMAINSETTINGS company2.test {AutoSignup=YES;CertificateType=Best;}");
  EXPECT_TRUE(answer.starts_with("501 CertificateType must be ")) << answer;
  EXPECT_EQ(console.say(master, "GETDOMAINSETTINGS company2.test"), "201 {}");
}

TEST(DomainSettings, ShowDefaultsWhenEffectiveOnesAreAsked) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "UPDATEDOMAINDEFAULTS {CertificateType=NO;}"), "200 OK");
  const auto all = console.run(master, "GETDOMAINEFFECTIVESETTINGS company2.test");
  ASSERT_TRUE(all.data);
  EXPECT_EQ(*settings::find(*all.data->dictionary(), "CertificateType"), "NO");
  EXPECT_EQ(*settings::find(*all.data->dictionary(), "MailToUnknown"), "Rejected");
}

TEST(DomainSettings, NeverShowThePrivateKey) {
  ConsoleFixture console;
  console.add_certificate();
  for (const auto* verb : {"GETDOMAINSETTINGS", "GETDOMAINEFFECTIVESETTINGS"})
    EXPECT_EQ(console.say(master, std::string(verb) + " company2.test").find("PrivateSecureKey"),
              std::string::npos);
  EXPECT_EQ(console.say(master, "SETDOMAINSETTINGS company2.test {AutoSignup=YES;}"), "200 OK");
  const auto domain = console.directory().find_domain("company2.test");
  EXPECT_TRUE(domain->settings.contains("PrivateSecureKey"));
}

TEST(ServerSettings, AreChangedKeyByKey) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "UPDATESERVERSETTINGS {LogLevel=4;HideAccountUnknown=NO;}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETSERVERSETTINGS"), "201 {HideAccountUnknown=NO;LogLevel=4;}");
  EXPECT_EQ(console.say(master, "UPDATESERVERSETTINGS {LogLevel=default;}"), "200 OK");
  EXPECT_EQ(console.say(master, "GETSERVERSETTINGS"), "201 {HideAccountUnknown=NO;}");
  EXPECT_EQ(console.run(master, "UPDATESERVERSETTINGS {LogLevel=9;}").code, 501);
  EXPECT_EQ(console.run(master, "UPDATESERVERSETTINGS LogLevel=4").code, 501);
}

TEST(Defaults, AreKeptApartForDomainsAndAccounts) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "SETDOMAINDEFAULTS {AutoSignup=YES;}"), "200 OK");
  EXPECT_EQ(console.say(master, "SETSERVERACCOUNTDEFAULTS {PWDAllowed=NO;}"), "200 OK");
  EXPECT_EQ(console.say(master, "SETACCOUNTDEFAULTS company2.test {PWDAllowed=YES;}"), "200 OK");
  EXPECT_EQ(console.say(master, "GETDOMAINDEFAULTS"), "201 {AutoSignup=YES;}");
  EXPECT_EQ(console.say(master, "GETSERVERACCOUNTDEFAULTS"), "201 {PWDAllowed=NO;}");
  EXPECT_EQ(console.say(master, "GETACCOUNTDEFAULTS company2.test"), "201 {PWDAllowed=YES;}");
  EXPECT_EQ(console.say(master, "UPDATEACCOUNTDEFAULTS company2.test {RequireAPOP=TLS;}"),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTDEFAULTS company2.test"),
            "201 {PWDAllowed=YES;RequireAPOP=TLS;}");
}

TEST(Defaults, HoldNoPassword) {
  ConsoleFixture console;
  for (const auto verb : {"SETSERVERACCOUNTDEFAULTS", "SETACCOUNTDEFAULTS company2.test",
                          "UPDATEACCOUNTDEFAULTS company2.test", "UPDATEDOMAINDEFAULTS"})
    EXPECT_EQ(console.say(master, std::string(verb) + " {Password=secret;}"),
              "501 Password: only an account can have one")
        << verb;
}

TEST(Defaults, ThatADomainAdministratorChangesAreThoseOfItsRights) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain, BasicSettings)");
  EXPECT_EQ(console.say("joe@company2.test", "UPDATEACCOUNTDEFAULTS {PWDAllowed=NO;LogLogin=YES;}"),
            "200 OK, but not changed: LogLogin");
  EXPECT_EQ(console.say("joe@company2.test", "GETACCOUNTDEFAULTS"), "201 {PWDAllowed=NO;}");
  EXPECT_EQ(console.say("joe@company2.test", "UPDATEDOMAINSETTINGS {AUTHMethods=All;}"),
            "501 access denied: no right to change AUTHMethods");
}

}  // namespace
}  // namespace gatehouse::control
