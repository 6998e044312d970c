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
                           std::string("(\"\")"), std::string("((Master))"), many})
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
  for (const auto code : {"Master", "Settings", "User", "Monitor", "Directory", "Unheard"})
    EXPECT_EQ(console.say(master,
                          "SETACCOUNTRIGHTS joe@company2.test (Domain," + std::string(code) + ")"),
              "501 accounts of a secondary domain can have domain rights only");
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
