// Nobody raises himself: V-100 and its relatives.
#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(AccountRights, AreReplacedAsAWhole) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  const auto rights = [&] { return console.say(master, "GETACCOUNTRIGHTS joe@company2.test"); };
  EXPECT_EQ(rights(), "201 ()");
  EXPECT_EQ(console.say(master, "SETACCOUNTRIGHTS joe@company2.test (Domain,CanImpersonate)"),
            "200 OK");
  EXPECT_EQ(rights(), "201 (Domain,CanImpersonate)");
  EXPECT_EQ(console.say(master, "SETACCOUNTRIGHTS joe@company2.test ()"), "200 OK");
  EXPECT_EQ(rights(), "201 ()");
}

TEST(AccountRights, AreWordsAndNotTooMany) {
  ConsoleFixture console;
  console.add("joe@company.com");
  std::string many = "(";
  for (int count = 0; count < 65; ++count) many += "Right" + std::to_string(count) + ",";
  many += "Domain)";
  for (const auto& list : {std::string("{Master=YES;}"), std::string("(\"two words\")"),
                           std::string("(\"\")"), std::string("((Master))"), std::string("(Mster)"),
                           std::string("(Domain,{Right=CanImpersonate;})"), many})
    EXPECT_EQ(console.run(master, "SETACCOUNTRIGHTS joe@company.com " + list).code, 501) << list;
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS joe@company.com"), "201 ()");
}

TEST(AccountRights, InTheMainDomainAreForMasterToGive) {
  ConsoleFixture console;
  console.add("joe@company.com", "(User)");
  const auto denied = "501 access denied: the right Master is needed for this";
  EXPECT_EQ(console.say("joe@company.com", "SETACCOUNTRIGHTS joe (Master)"), denied);
  EXPECT_EQ(console.say("joe@company.com", "SETACCOUNTRIGHTS joe (Domain)"), denied);
  EXPECT_EQ(console.say("joe@company.com", "SETACCOUNTRIGHTS postmaster ()"), denied);
  EXPECT_EQ(console.say(master, "SETACCOUNTRIGHTS joe@company.com (Master)"), "200 OK");
}

TEST(AccountRights, OfTheServerAreForTheMainDomainOnly) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  for (const auto code : {"Master", "Settings", "User", "UserRead", "Monitor", "Directory"})
    EXPECT_EQ(console.say(master,
                          "SETACCOUNTRIGHTS joe@company2.test (Domain," + std::string(code) + ")"),
              "501 accounts of a secondary domain can have domain rights only");
}

TEST(AccountRights, OfASecondaryDomainAreGivenByThoseWhoHoldThem) {
  ConsoleFixture console;
  console.add("joe@company.com", "(User)");
  console.add("mary@company2.test");
  const auto set = [&](std::string_view list) {
    return console.say("joe@company.com",
                       "SETACCOUNTRIGHTS mary@company2.test " + std::string(list));
  };
  const auto denied = "501 access denied: the right CanImpersonate is needed for this";
  EXPECT_EQ(set("(Domain,BasicSettings,KerberosKeys)"), "200 OK");
  EXPECT_EQ(set("(Domain,CanImpersonate)"), denied);
  EXPECT_EQ(set("(Domain,{Right=CanImpersonate;Reason=why;})"), denied);
  console.give("joe@company.com", "(User,CanImpersonate)");
  EXPECT_EQ(set("(Domain,CanImpersonate)"), "200 OK");
  console.give("joe@company.com", "(User)");
  EXPECT_EQ(set("()"), denied) << "an account with a right the caller lacks";
}

TEST(AccountRights, MayLimitImpersonation) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  constexpr std::string_view list =
      "(Domain,{Accounts=(mary,\"#desk\");Reason=\"moving mail\";Right=CanImpersonate;"
      "Until=#T01-03-2027_00:00:00;},BasicSettings)";
  EXPECT_EQ(console.say(master, "SETACCOUNTRIGHTS joe@company2.test " + std::string(list)),
            "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS joe@company2.test"), "201 " + std::string(list));
  EXPECT_EQ(console.say(master, "SETACCOUNTRIGHTS joe@company2.test (Domain)"), "200 OK");
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS joe@company2.test"), "201 (Domain)");
}

TEST(AccountRights, ThatHaveNoEffectAreNotShown) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain,Master,Unheard)");
  EXPECT_EQ(console.say(master, "GETACCOUNTRIGHTS joe@company2.test"), "201 (Domain)");
}

// Whatever takes Master from the last account that has it.
TEST(TheLastMaster, Stays) {
  constexpr std::string_view last = "501 this is the last account with the right Master";
  for (const auto line : {"SETACCOUNTRIGHTS boss ()", "SETACCOUNTRIGHTS boss (User,Settings)",
                          "DELETEACCOUNT boss", "RENAMEACCOUNT boss INTO boss@company2.test"}) {
    ConsoleFixture console;
    console.add("boss@company.com", "(Master)");
    console.give("ghost@company.com", "(Master)");
    EXPECT_EQ(console.say(owner, "SETACCOUNTRIGHTS postmaster ()"), "200 OK");
    EXPECT_EQ(console.say(owner, line), last) << line << " (a list may name who is not there)";
    EXPECT_EQ(console.say("boss@company.com", line), last) << line;
    EXPECT_EQ(console.say("boss@company.com", "GETACCOUNTRIGHTS *"), "201 (Master)");
    EXPECT_EQ(console.say("boss@company.com", "RENAMEACCOUNT boss INTO chief"), "200 OK");
    EXPECT_EQ(console.say("chief@company.com", "SETACCOUNTRIGHTS postmaster (Master)"), "200 OK");
    EXPECT_EQ(console.say("chief@company.com", "SETACCOUNTRIGHTS * ()"), "200 OK");
  }
}

TEST(TheLastMaster, StaysWithTheMainDomain) {
  ConsoleFixture console;
  for (const auto line : {"DELETEDOMAIN company.com FORCE", "RENAMEDOMAIN company.com INTO a.test"})
    EXPECT_EQ(console.run(master, line).code, 501) << line;
}

// --- domains administered from another one

struct Administered : testing::Test {
  Administered() {
    console.add("joe@company2.test", "(Domain,BasicSettings,CanCreateAccounts)");
    console.add("mary@company3.test");
    administer("company3.test", "company2.test");
  }
  void administer(std::string_view domain, std::string_view from) {
    EXPECT_EQ(console.say(master, "UPDATEDOMAINSETTINGS " + std::string(domain) +
                                      " {AdminDomainName=" + std::string(from) + ";}"),
              "200 OK");
  }
  ConsoleFixture console;
};

TEST_F(Administered, DomainsAreListed) {
  EXPECT_EQ(console.say("joe@company2.test", "LISTADMINDOMAINS"), "201 (\"company3.test\")");
  EXPECT_EQ(console.say("joe@company2.test", "LISTADMINDOMAINS company3.test"), "201 ()");
  administer("company.com", "company2.test");
  EXPECT_EQ(console.say("joe@company2.test", "LISTADMINDOMAINS"), "201 (\"company3.test\")");
}

TEST_F(Administered, DomainsAreChangedWithTheRightsHeldAtHome) {
  EXPECT_EQ(
      console.say("joe@company2.test", "SETACCOUNTPASSWORD mary@company3.test PASSWORD Another34"),
      "200 OK");
  EXPECT_EQ(console.say("joe@company2.test", "CREATEACCOUNT tim@company3.test"), "200 OK");
  EXPECT_EQ(console.say("joe@company2.test", "SETACCOUNTALIASES mary@company3.test (maria)"),
            "501 access denied: the right CanCreateAliases is needed for this");
  EXPECT_EQ(console.say("joe@company2.test",
                        "UPDATEDOMAINSETTINGS company3.test "
                        "{AdminDomainName=company.com;}"),
            "501 access denied: no right to change AdminDomainName");
}

TEST_F(Administered, TheMainDomainNeverIs) {
  administer("company.com", "company2.test");
  EXPECT_EQ(console.say("joe@company2.test",
                        "SETACCOUNTPASSWORD postmaster@company.com "
                        "PASSWORD Mine1234"),
            "501 access denied: the right BasicSettings is needed for this");
  EXPECT_EQ(console.say("joe@company2.test", "CREATEACCOUNT joe@company.com"),
            "501 access denied: the right CanCreateAccounts is needed for this");
}

TEST_F(Administered, AccountsWithMoreRightsAreLeftAlone) {
  console.give("mary@company3.test", "(Domain,KerberosKeys)");
  EXPECT_EQ(
      console.say("joe@company2.test", "SETACCOUNTPASSWORD mary@company3.test PASSWORD Mine1234"),
      "501 access denied: the right KerberosKeys is needed for this");
}

// Joe administers company3, whose administrators administer company4: Joe does not.
TEST_F(Administered, DomainsAreNoStairs) {
  EXPECT_EQ(console.say(master, "CREATEDOMAIN company4.test {AdminDomainName=company3.test;}"),
            "200 OK");
  console.give("mary@company3.test", "(Domain)");
  EXPECT_EQ(console.say("joe@company2.test", "LISTACCOUNTS company4.test"),
            "501 access denied: the right Domain is needed for this");
  EXPECT_EQ(
      console.say("joe@company2.test", "SETACCOUNTPASSWORD mary@company3.test PASSWORD Mine1234"),
      "501 access denied: the right Domain is needed for this");
}

// --- who holds what

TEST_F(Administered, AdministratorsAreListed) {
  console.give("tim@company3.test", "(Domain,Master)");
  constexpr auto of_company2 =
      "\"company2.test\"={joe={Rights=(Domain,BasicSettings,CanCreateAccounts);};};";
  constexpr auto of_company3 =
      "\"company3.test\"={tim={Ignored=(Master);Missing=YES;Rights=(Domain);};};";
  const auto all = "201 {\"company.com\"={postmaster={Rights=(Master);};};" +
                   std::string(of_company2) + of_company3 + "}";
  EXPECT_EQ(console.say(master, "LISTADMINISTRATORS"), all);
  EXPECT_EQ(console.say(owner, "LISTADMINISTRATORS"), all);
  console.add("watcher@company.com");
  for (const auto rights : {"(User)", "(UserRead)", "(Monitor)"}) {
    const auto seen = console.run_with("watcher@company.com", rights, "LISTADMINISTRATORS");
    ASSERT_TRUE(seen.data) << rights;
    EXPECT_EQ("201 " + settings::to_text(*seen.data), all) << rights;
  }
  EXPECT_EQ(console.say("joe@company2.test", "LISTADMINISTRATORS"),
            "201 {" + std::string(of_company2) + "}");
  EXPECT_EQ(console.say("joe@company2.test", "LISTADMINISTRATORS company3.test"),
            "201 {" + std::string(of_company3) + "}");
  EXPECT_EQ(console.say("joe@company2.test", "LISTADMINISTRATORS company.com"),
            "501 access denied: the right Domain is needed for this");
  EXPECT_EQ(console.run_with("watcher@company.com", "(Settings)", "LISTADMINISTRATORS").code, 501);
}

// --- what others inherit

// By such a setting somebody else decides who is let in, to the accounts of a Master too.
TEST(ServerAdministrator, DoesNotOpenMastersByWhatTheyInherit) {
  ConsoleFixture console;
  console.add("joe@company.com", "(User)");
  for (const auto line : {"UPDATEACCOUNTDEFAULTS company.com {AuthURI=\"ldap://evil.test/*\";}",
                          "SETACCOUNTDEFAULTS company.com {UseSysPassword=YES;}",
                          "UPDATESERVERACCOUNTDEFAULTS {OSUserName=joe;}",
                          "SETSERVERACCOUNTDEFAULTS {UseExtPassword=YES;}",
                          "UPDATEDOMAINDEFAULTS {ClientCertCA=\"\";}",
                          "SETDOMAINSETTINGS company.com {TrustedCerts=();}"}) {
    const auto refused = console.say("joe@company.com", line);
    EXPECT_TRUE(refused.starts_with("501 access denied: no right to change ")) << line << refused;
    EXPECT_EQ(console.run(master, line).code, 200) << line;
  }
  EXPECT_EQ(
      console.say("joe@company.com", "UPDATEACCOUNTDEFAULTS company2.test {UseSysPassword=YES;}"),
      "200 OK");
}

TEST(DomainAdministrator, GrantsItselfNothing) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain, BasicSettings, CanCreateAccounts)");
  for (const auto list : {"(Master)", "(User)", "(Domain, CanImpersonate)", "()"})
    EXPECT_EQ(console.say("joe@company2.test", "SETACCOUNTRIGHTS * " + std::string(list)),
              "501 access denied: the right User is needed for this");
  EXPECT_EQ(console.say("joe@company2.test", "GETACCOUNTRIGHTS *"),
            "201 (Domain,BasicSettings,CanCreateAccounts)");
}

// Whatever would let a caller take over an account that has a right the caller lacks.
constexpr std::string_view takeovers[] = {
    "SETACCOUNTPASSWORD boss PASSWORD Mine1234",
    "SETACCOUNTPASSWORD boss PASSWORD Mine1234 CHECK",
    "VERIFYACCOUNTPASSWORD boss PASSWORD Secret12",
    "UPDATEACCOUNTSETTINGS boss {Password=Mine1234;}",
    "UPDATEACCOUNTSETTINGS boss {PasswordEncryption=clear;}",
    "SETACCOUNTALIASES boss (me)",
    "DELETEACCOUNT boss",
    "RENAMEACCOUNT boss INTO other",
};

TEST(DomainAdministrator, DoesNotTakeOverAnAccountWithMoreRights) {
  for (const auto takeover : takeovers) {
    ConsoleFixture console;
    console.add("joe@company.com", "(Domain, BasicSettings, CanCreateAccounts, CanCreateAliases)");
    console.add("boss@company.com", "(Settings)");
    EXPECT_EQ(console.say("joe@company.com", takeover),
              "501 access denied: the right Settings is needed for this")
        << takeover;
    EXPECT_TRUE(console.has_password("boss@company.com", "Secret12")) << takeover;
  }
}

TEST(ServerAdministrator, DoesNotTakeOverMaster) {
  for (const auto takeover : takeovers) {
    ConsoleFixture console;
    console.add("joe@company.com", "(User, Settings)");
    console.add("boss@company.com", "(Master)");
    EXPECT_EQ(console.say("joe@company.com", takeover),
              "501 access denied: the right Master is needed for this")
        << takeover;
  }
}

TEST(Administrators, DoChangeAccountsWithNoMoreRightsThanTheirs) {
  for (const auto takeover : takeovers) {
    ConsoleFixture console;
    console.add("joe@company.com", "(Domain, BasicSettings, CanCreateAccounts, CanCreateAliases)");
    console.add("boss@company.com", "(Domain, BasicSettings)");
    EXPECT_EQ(console.run("joe@company.com", takeover).code, 200) << takeover;
  }
}

// A list may name an account that is not there: edited by hand, or left over.
TEST(Administrators, DoNotCreateTheAccountOfRightsTheyLack) {
  ConsoleFixture console;
  console.add("joe@company.com", "(User)");
  console.add("mary@company.com");
  console.give("ghost@company.com", "(Master)");
  const auto denied = "501 access denied: the right Master is needed for this";
  EXPECT_EQ(console.say("joe@company.com", "CREATEACCOUNT ghost {Password=Mine1234;}"), denied);
  EXPECT_EQ(console.say("joe@company.com", "RENAMEACCOUNT mary INTO ghost"), denied);
  EXPECT_EQ(console.say(master, "CREATEACCOUNT ghost"), "200 OK");
}

}  // namespace
}  // namespace gatehouse::control
