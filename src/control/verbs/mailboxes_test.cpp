// The commands about mailboxes and their access control lists.
#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

class MailboxCommands : public testing::Test {
 protected:
  MailboxCommands() {
    for (const auto* name :
         {"jane@company2.test", "joe@company2.test", "ann@company3.test", "admin@company2.test"})
      console_.add(name);
    console_.give("admin@company2.test", "(Domain, CanAccessMailboxes)");
    console_.add_mailbox("jane@company2.test", "Projects");
    console_.add_mailbox("jane@company2.test", "Projects/Bridge");
  }
  [[nodiscard]] std::string jane(const std::string& line) {
    return console_.say("jane@company2.test", line);
  }
  [[nodiscard]] bool has(const std::string& name) {
    return jane("GETMAILBOXACL * MAILBOX \"" + name + "\"").starts_with("201");
  }

  ConsoleFixture console_;
};
constexpr auto no_mailbox = "501 there is no such mailbox";

TEST_F(MailboxCommands, ListWithWhatIsInThem) {
  const auto info = "{Messages=#0;Size=#0;UIDNext=#1;UIDValidity=";
  const auto all = jane("LISTMAILBOXES *");
  EXPECT_TRUE(all.starts_with("201 {INBOX=" + std::string(info))) << all;
  EXPECT_NE(all.find("\"Projects/Bridge\"=" + std::string(info)), all.npos) << all;
  EXPECT_TRUE(jane("GETMAILBOXINFO * MAILBOX Projects").starts_with("201 " + std::string(info)));
  EXPECT_EQ(jane("GETMAILBOXINFO * MAILBOX Nothing"), no_mailbox);
  console_.add_mailbox("jane@company2.test", "A/B");
  ASSERT_EQ(jane("DELETEMAILBOX * MAILBOX A"), "200 OK");
  const auto below = jane("LISTMAILBOXES * FILTER \"A*\"");
  EXPECT_TRUE(below.starts_with("201 {A=();\"A/B\"={")) << below;
  EXPECT_EQ(jane("LISTMAILBOXES * FILTER \"P%/x\""), "201 {}");
  EXPECT_TRUE(jane("LISTMAILBOXES * FILTER \"%/Br%e\"").starts_with("201 {\"Projects/Bridge\"="));
  EXPECT_EQ(jane("LISTMAILBOXES * FILTER \"P%B*\""), "201 {}");
}

TEST_F(MailboxCommands, ShowAnotherOnlyWhatHeMaySee) {
  const auto list = [&] { return jane("LISTMAILBOXES * AUTH joe"); };
  EXPECT_EQ(list(), "201 {}");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX \"Projects/Bridge\" {joe=l;}"), "200 OK");
  EXPECT_EQ(list(), "201 {\"Projects/Bridge\"={};}");
  EXPECT_EQ(jane("GETMAILBOXINFO * MAILBOX \"Projects/Bridge\" AUTH joe"),
            "501 the access right Select is needed for this");
  EXPECT_EQ(jane("GETMAILBOXINFO * MAILBOX Projects AUTH joe"), no_mailbox);
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX \"Projects/Bridge\" {joe=+r;}"), "200 OK");
  EXPECT_TRUE(list().starts_with("201 {\"Projects/Bridge\"={Messages=#0;")) << list();
}

TEST_F(MailboxCommands, SetListsByTheGuidesRule) {
  const auto set = [&](const std::string& list) {
    const auto said = jane("SETMAILBOXACL * MAILBOX Projects " + list);
    return said == "200 OK" ? jane("GETMAILBOXACL * MAILBOX Projects") : said;
  };
  EXPECT_EQ(set("{joe=lrs;\"anyone@\"=l;\"-ann@company3.test\"=r;}"),
            "201 {\"-ann@company3.test\"=r;\"anyone@\"=l;joe=lrs;}");
  EXPECT_EQ(set("{joe=\"+da\";}"), "201 {\"-ann@company3.test\"=r;\"anyone@\"=l;joe=lrsda;}");
  EXPECT_EQ(set("{joe=\"-ls\";\"-ann@company3.test\"=\"-r\";}"), "201 {\"anyone@\"=l;joe=rda;}");
  EXPECT_EQ(set("{\"anyone@\"=\"\";joe=\"\";}"), "201 {}");
  EXPECT_EQ(set("{joe=\"+l\";}"), "201 {joe=l;}");
  EXPECT_EQ(set("{joe=lz;}"), "501 there is no right z");
  EXPECT_EQ(set("{joe=(l);}"), "501 expected the letters of rights");
  EXPECT_EQ(set("{nobody=l;}"), "501 there is no account nobody@company2.test");
  EXPECT_EQ(set("{\"jo e\"=l;}"), "501 an ACL element cannot have this name");
}

TEST_F(MailboxCommands, TellTheRealNameOfAnAlias) {
  ASSERT_TRUE(
      console_.directory().set_account_aliases(*console_.account("joe@company2.test"), {"joey"}));
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joey=l;}"),
            "501 joey@company2.test is an alias: the real name is joe@company2.test");
}

TEST_F(MailboxCommands, TellTheRightsOfSomebody) {
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {\"anyone@\"=lrs;\"+joe\"=d;}"), "200 OK");
  EXPECT_EQ(jane("GETMAILBOXRIGHTS * MAILBOX Projects AUTH joe"), "201 lrsd");
  EXPECT_EQ(jane("GETMAILBOXRIGHTS * MAILBOX Projects AUTH ann@company3.test"), "201 \"\"");
  EXPECT_EQ(jane("GETMAILBOXRIGHTS * MAILBOX Projects AUTH null@null"), "201 \"\"");
  EXPECT_EQ(jane("GETMAILBOXRIGHTS * MAILBOX Projects AUTH jane"), "201 lrswipcda");
  EXPECT_EQ(jane("GETMAILBOXRIGHTS * MAILBOX Projects AUTH nobody"), "513 unknown user account");
  EXPECT_EQ(jane("GETMAILBOXRIGHTS * MAILBOX \"../x\" AUTH joe"), "501 nothing can have this name");
}

TEST_F(MailboxCommands, NeedAdministerForListsOfOthers) {
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joe=lr;\"ann@company3.test\"=la;}"), "200 OK");
  EXPECT_EQ(jane("GETMAILBOXACL * MAILBOX Projects AUTH joe"),
            "501 the access right Administer is needed for this");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects AUTH joe {joe=a;}"),
            "501 the access right Administer is needed for this");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects AUTH ann@company3.test {joe=\"\";}"), "200 OK");
  EXPECT_EQ(jane("GETMAILBOXACL * MAILBOX Projects AUTH joe"), no_mailbox);
}

TEST_F(MailboxCommands, CreateWhereTheOuterMailboxAllowsIt) {
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Own"), "200 OK");
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Own"), "520 this name is in use already");
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Mail CLASS IPF.Note"), "200 OK");
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Dates CLASS IPF.Appointment"),
            "501 mailboxes here hold mail only");
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX \"a//b\""), "501 a mailbox cannot have this name");
  const auto no_create = "501 the access right Create on the outer mailbox is needed for this";
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Projects/New AUTH joe"), no_create);
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joe=lc;}"), "200 OK");
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Projects/New AUTH joe"), "200 OK");
  EXPECT_EQ(jane("GETMAILBOXACL * MAILBOX Projects/New"), "201 {joe=lc;}");
  EXPECT_EQ(jane("CREATEMAILBOX * MAILBOX Top AUTH joe"), no_create);
}

TEST_F(MailboxCommands, DeleteWithCreateOnTheOuterAndDeleteOnIt) {
  const auto by_joe = [&] { return jane("DELETEMAILBOX * MAILBOX Projects/Bridge AUTH joe"); };
  EXPECT_EQ(by_joe(), no_mailbox);
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects/Bridge {joe=lc;}"), "200 OK");
  EXPECT_EQ(by_joe(), "501 the access right Delete is needed for this");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects/Bridge {joe=ld;}"), "200 OK");
  EXPECT_EQ(by_joe(), "501 the access right Create on the outer mailbox is needed for this");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joe=c;}"), "200 OK");
  EXPECT_EQ(by_joe(), "200 OK");
  EXPECT_FALSE(has("Projects/Bridge"));
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joe=lrswipcda;}"), "200 OK");
  EXPECT_EQ(jane("DELETEMAILBOX * MAILBOX Projects AUTH joe"),
            "501 the access right Create on the outer mailbox is needed for this");
  EXPECT_TRUE(has("Projects"));
}

TEST_F(MailboxCommands, DeleteOneOrAllBelow) {
  EXPECT_EQ(jane("DELETEMAILBOX * MAILBOX Nothing"), no_mailbox);
  EXPECT_EQ(jane("DELETEMAILBOX * MAILBOX INBOX"), "501 INBOX cannot be deleted");
  EXPECT_EQ(jane("DELETEMAILBOX * MAILBOX Projects"), "200 OK");
  EXPECT_TRUE(has("Projects/Bridge"));
  EXPECT_EQ(jane("DELETEMAILBOX * MAILBOXES Projects"), "200 OK");
  EXPECT_FALSE(has("Projects/Bridge"));
}

TEST_F(MailboxCommands, RenameAsIfDeletedAndCreated) {
  EXPECT_EQ(jane("RENAMEMAILBOX * MAILBOX Projects INTO Works"),
            "501 there are mailboxes below it, which MAILBOXES takes along");
  EXPECT_EQ(jane("RENAMEMAILBOX * MAILBOXES Projects INTO Works"), "200 OK");
  EXPECT_TRUE(has("Works/Bridge"));
  EXPECT_FALSE(has("Projects"));
  EXPECT_EQ(jane("RENAMEMAILBOX * MAILBOX Works/Bridge INTO Works"),
            "520 this name is in use already");
  EXPECT_EQ(jane("RENAMEMAILBOX * MAILBOX INBOX INTO Works/Old"), "501 INBOX cannot be renamed");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Works {joe=lc;}"), "200 OK");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Works/Bridge {joe=ld;}"), "200 OK");
  EXPECT_EQ(jane("RENAMEMAILBOX * MAILBOX Works/Bridge INTO Top AUTH joe"),
            "501 the access right Create on the outer mailbox is needed for this");
  EXPECT_EQ(jane("RENAMEMAILBOX * MAILBOX Works/Bridge INTO Works/Road AUTH joe"), "200 OK");
}

TEST_F(MailboxCommands, AreForTheOwnerAndAdministratorsWithTheRight) {
  const auto list = "LISTMAILBOXES jane@company2.test";
  EXPECT_TRUE(console_.say("admin@company2.test", list).starts_with("201"));
  EXPECT_EQ(console_.say("joe@company2.test", list),
            "501 access denied: the right CanAccessMailboxes is needed for this");
  EXPECT_EQ(console_.say("admin@company2.test", "GETACCOUNTACL jane"),
            "501 access denied: the right CanImpersonate is needed for this");
  EXPECT_TRUE(console_.say(owner, list).starts_with("201"));
}

TEST_F(MailboxCommands, ChangeNothingOfThoseWithMoreRights) {
  console_.give("jane@company2.test", "(Domain, BasicSettings)");
  const auto set = "SETMAILBOXACL jane MAILBOX Projects {admin=lr;}";
  EXPECT_TRUE(console_.say("admin@company2.test", set).starts_with("501 access denied"));
  EXPECT_EQ(jane("GETMAILBOXACL * MAILBOX Projects"), "201 {}");
  EXPECT_EQ(jane(set), "200 OK");
}

TEST_F(MailboxCommands, AreRecordedWithWhatTheyChanged) {
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joe=l;}"), "200 OK");
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {joe=+r;}"), "200 OK");
  const auto record = console_.last_record();
  EXPECT_EQ(record.target, "jane@company2.test#Projects");
  EXPECT_EQ(
      record.changes,
      (settings::Dictionary{{"joe", settings::Dictionary{{"Before", "l"}, {"After", "lr"}}}}));
}

TEST_F(MailboxCommands, SetTheListOfTheAccountsFunctions) {
  EXPECT_EQ(jane("SETACCOUNTACL * {joe=la;\"ann@company3.test\"=l;}"), "200 OK");
  EXPECT_EQ(jane("GETACCOUNTACL *"), "201 {\"ann@company3.test\"=l;joe=la;}");
  EXPECT_EQ(jane("GETACCOUNTACLRIGHTS * AUTH joe"), "201 la");
  EXPECT_EQ(jane("GETACCOUNTACL * AUTH joe"), "201 {\"ann@company3.test\"=l;joe=la;}");
  EXPECT_EQ(jane("GETACCOUNTACL * AUTH ann@company3.test"),
            "501 the access right Administer is needed for this");
  EXPECT_EQ(jane("SETACCOUNTACL * AUTH joe {joe=\"-a\";}"), "200 OK");
  EXPECT_EQ(jane("SETACCOUNTACL * AUTH joe {joe=a;}"),
            "501 the access right Administer is needed for this");
  EXPECT_EQ(console_.last_record().verb, "SETACCOUNTACL");
}

TEST_F(MailboxCommands, ExplainEachElement) {
  EXPECT_EQ(jane("SETMAILBOXACL * MAILBOX Projects {\"anyone@\"=lrs;\"-joe\"=rs;}"), "200 OK");
  EXPECT_EQ(jane("EXPLAINMAILBOXRIGHTS * MAILBOX Projects FOR joe"),
            "201 ({Answer=\"takes rs\";From=\"jane@company2.test#Projects\";Rule=\"-joe\";},"
            "{Answer=\"gives lrs\";From=\"jane@company2.test#Projects\";Rule=\"anyone@\";},"
            "{Answer=l;Rule=Rights;})");
}

TEST_F(MailboxCommands, SayWhatIsMissing) {
  EXPECT_TRUE(jane("LISTMAILBOXES * FILTER").starts_with("501 expected a filter"));
  EXPECT_TRUE(jane("GETMAILBOXRIGHTS * MAILBOX Projects").starts_with("501 "));
  EXPECT_TRUE(jane("SETMAILBOXACL * MAILBOX Projects").starts_with("501 expected an access"));
  EXPECT_TRUE(jane("GETMAILBOXACL * Projects").starts_with("501 "));
}

}  // namespace
}  // namespace gatehouse::control
