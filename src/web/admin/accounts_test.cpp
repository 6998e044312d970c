#include <gmock/gmock.h>

#include <algorithm>
#include <ranges>

#include "web/admin/domain_fixture.h"

namespace gatehouse::web::admin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view list = "/Master/Domains/Accounts.html?domainName=b.test";

std::string about_mary(std::string_view page) {
  return "/Master/Domains/" + std::string(page) + ".html?domainName=b.test&accountName=mary";
}

std::size_t pieces(std::string_view text, std::string_view between) {
  return static_cast<std::size_t>(std::ranges::distance(std::views::split(text, between)));
}

class AccountPages : public PageFixture {
 protected:
  struct Row {
    std::string_view form;
    std::string_view command;
  };
  // Each form is that command, and the page says that it is done.
  void expect_commands(const std::string& address, std::initializer_list<Row> rows) {
    for (const auto& [form, command] : rows) {
      desk.does(command);
      const auto done = applied(address, form);
      EXPECT_TRUE(done.page.go_to.ends_with("saved=1")) << form << "\n"
                                                        << last_command() << "\n"
                                                        << done.problem;
      desk.refuses(command, 501, "Not today");
      const auto refused = applied(address, form);
      EXPECT_EQ(refused.problem, "Not today") << form;
    }
  }
};

TEST_F(AccountPages, ListAPageOfAccounts) {
  desk.answers("LISTDOMAINOBJECTS \"b.test\" 50 ACCOUNTS",
               "(#100000,{joe=macnt;mary=macnt;},#0,#0,mary)");
  desk.answers("GETACCOUNTONESETTING \"joe@b.test\" \"RealName\"", "#NULL#");
  desk.answers("GETACCOUNTONESETTING \"mary@b.test\" \"RealName\"", "\"<b>Mary\"");
  const auto page = shown(list);
  EXPECT_THAT(page, HasSubstr("The domain has 100000 accounts."));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;Mary"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, HasSubstr("domainName=b.test&amp;after=mary\">More"));
}

TEST_F(AccountPages, SearchAndGoOn) {
  desk.answers("LISTDOMAINOBJECTS \"b.test\" FILTER \"ma\" 50 ACCOUNTS ALIASES COOKIE \"maa\"",
               "(#3,{maria=(mary);},#1,#0,\"\")");
  desk.answers("GETACCOUNTONESETTING \"mary@b.test\" \"RealName\"", "Mary");
  const auto page = shown(std::string(list) + "&search=ma&after=maa");
  EXPECT_THAT(page, HasSubstr("accountName=mary\">maria</a>"));
  EXPECT_THAT(page, Not(HasSubstr(">More<")));
}

TEST_F(AccountPages, CreateAnAccount) {
  desk.does(R"(CREATEACCOUNT "joe@b.test" { RealName = "Joe \"J\" Doe" ; Password = "x y" ; })");
  const auto done = applied(list, "name=joe&real_name=Joe+%22J%22+Doe&password=x+y");
  EXPECT_EQ(done.page.go_to,
            "/Master/Domains/AccountSettings.html?domainName=b.test&accountName=joe&saved=1")
      << last_command();
}

TEST_F(AccountPages, NeverShowATypedPasswordAgain) {
  desk.answers("LISTDOMAINOBJECTS \"b.test\" 50 ACCOUNTS", "(#0,{},#0,#0,\"\")");
  const auto again = applied(list, "name=joe&password=Hidden12");
  EXPECT_EQ(again.page.status, 422U);
  EXPECT_THAT(again.text, HasSubstr("value=\"joe\""));
  EXPECT_THAT(again.text, Not(HasSubstr("Hidden12")));
}

TEST_F(AccountPages, ShowSettingsAndWhereTheyComeFrom) {
  desk.answers("GETACCOUNTSETTINGS \"mary@b.test\"", "{RealName=Mary;}");
  desk.answers("GETACCOUNTDEFAULTS \"b.test\"", "{PWDAllowed=NO;}");
  desk.answers("GETSERVERACCOUNTDEFAULTS", "{RequireAPOP=TLS;}");
  const auto page = shown(about_mary("AccountSettings"));
  EXPECT_THAT(page, HasSubstr("value=\"Mary\""));
  EXPECT_THAT(page, HasSubstr("As the domain says (NO)"));
  EXPECT_THAT(page, HasSubstr("As all accounts says (TLS)"));
  EXPECT_THAT(page, HasSubstr("aria-current=\"page\">Settings</a>"));
}

// Without All Domains nobody sees what all accounts inherit from the server, or sets the OS user.
TEST_F(AccountPages, OfferAnAdministratorOnlyWhatItsRightsAllow) {
  rights = {"Domain", "BasicSettings"};
  desk.answers("GETACCOUNTSETTINGS \"mary@b.test\"", "{RealName=Mary;}");
  desk.answers("GETACCOUNTDEFAULTS \"b.test\"", "{}");
  desk.answers("GETACCOUNTEFFECTIVESETTINGS \"mary@b.test\"", "{RealName=Mary;OSUserName=root;}");
  const auto page = shown(about_mary("AccountSettings"));
  EXPECT_THAT(page, HasSubstr("name=\"RealName\""));
  EXPECT_THAT(page, Not(HasSubstr("name=\"OSUserName\"")));
  EXPECT_THAT(page, HasSubstr("<td>root</td>"));
  desk.does("UPDATEACCOUNTSETTINGS \"mary@b.test\" {RealName=Maria;}");
  EXPECT_FALSE(
      applied(about_mary("AccountSettings"), "RealName=Maria&OSUserName=root").page.go_to.empty());
}

TEST_F(AccountPages, ChangeTheNamesOfAnAccount) {
  desk.answers("GETACCOUNTALIASES \"mary@b.test\"", "(m1)");
  expect_commands(about_mary("AccountNames"),
                  {{"act=aliases&aliases=m1%0Am2", R"(SETACCOUNTALIASES "mary@b.test" (m1,m2))"},
                   {"act=rename&name=maria", R"(RENAMEACCOUNT "mary@b.test" INTO "maria@b.test")"},
                   {"act=rename&name=m@c.test", R"(RENAMEACCOUNT "mary@b.test" INTO "m@c.test")"},
                   {"act=delete&confirm=Mary", R"(DELETEACCOUNT "mary@b.test")"}});
  EXPECT_EQ(applied(about_mary("AccountNames"), "act=delete&confirm=joe").page.status, 422U);
}

TEST_F(AccountPages, SetAndImportPasswords) {
  desk.answers("GETACCOUNTPASSWORDINFO \"mary@b.test\"",
               "{Scheme=U-crpt;Weak=YES;CanServe=(CLRTXT);Outdated=YES;}");
  desk.answers("GETACCOUNTINFO \"mary@b.test\"", "{LastLogin=#T22-11-2026_10:00:00;}");
  const auto page = shown(about_mary("AccountPassword"));
  EXPECT_THAT(page, HasSubstr("(weak)"));
  EXPECT_THAT(page, HasSubstr("2026-11-22 10:00:00 UTC"));
  expect_commands(
      about_mary("AccountPassword"),
      {{"act=set&password=a+b&repeated=a+b&check=yes",
        R"(SETACCOUNTPASSWORD "mary@b.test" PASSWORD "a b" CHECK)"},
       {"act=import&encoded=%7BSHA%7Dx", R"(IMPORTACCOUNTPASSWORD "mary@b.test" "{SHA}x")"},
       {"act=unlock", R"(RESETFAILEDLOGINS "mary@b.test")"}});
  const auto differ =
      applied(about_mary("AccountPassword"), "act=set&password=Hidden12&repeated=b");
  EXPECT_EQ(differ.page.status, 422U);
  EXPECT_THAT(differ.text, Not(HasSubstr("Hidden12")));
}

TEST_F(AccountPages, ShowANewAppPasswordThisOnce) {
  desk.answers(
      R"(CREATEACCOUNTTAG "mary@b.test" TAG "phone" LABEL "My <phone>" SERVICES (IMAP) EXPIRES "90d")",
      "\"abcd-efgh\"");
  const auto done = applied(about_mary("AccountTags"),
                            "act=create&tag=phone&label=My+%3Cphone%3E&service=IMAP&expires=90d");
  EXPECT_EQ(done.page.status, 200U) << done.problem;
  EXPECT_THAT(done.text, HasSubstr("abcd-efgh"));
  desk.answers(
      "LISTACCOUNTTAGS \"mary@b.test\"",
      "{phone={Label=\"My <phone>\";LastUse=#T22-11-2026_10:00:00;LastAddress=\"10.0.0.5\";};}");
  const auto page = shown(about_mary("AccountTags"));
  EXPECT_THAT(page, HasSubstr("My &lt;phone&gt;"));
  EXPECT_THAT(page, HasSubstr("2026-11-22 10:00:00 UTC from 10.0.0.5"));
  expect_commands(
      about_mary("AccountTags"),
      {{"act=delete&tag=phone", R"(SETACCOUNTPASSWORD "mary@b.test" PASSWORD "" TAG "phone")"}});
}

TEST_F(AccountPages, SetPasswordsOfOthersOnlyWithProof) {
  for (const auto* path : {"AccountPassword", "AccountTags"})
    EXPECT_EQ(find_page(pages(), "/Master/Domains/" + std::string(path) + ".html")->proof,
              Proof::again)
        << path;
  desk.answers("GETACCOUNTPASSWORDINFO \"mary@b.test\"", "{}");
  desk.answers("LISTACCOUNTTAGS \"mary@b.test\"", "{phone={};}");
  for (const auto* page : {"AccountPassword", "AccountTags"}) {
    const auto whole = shown(about_mary(page));
    const auto text = std::string_view(whole).substr(whole.find("<main"));
    EXPECT_EQ(pieces(text, "<form"), pieces(text, "name=\"proof\"")) << text;
  }
}

TEST_F(AccountPages, RemoveASecondFactorOnlyWithProof) {
  desk.answers("GETSECONDFACTOR \"mary@b.test\"", "{State=On;RecoveryCodes=#7;}");
  EXPECT_EQ(find_page(pages(), "/Master/Domains/AccountSecondFactor.html")->proof, Proof::again);
  EXPECT_THAT(shown(about_mary("AccountSecondFactor")), HasSubstr("name=\"proof\""));
  expect_commands(about_mary("AccountSecondFactor"),
                  {{"x=y", R"(REMOVESECONDFACTOR "mary@b.test")"}});
}

TEST_F(AccountPages, ChangeRightsOnlyWithProof) {
  desk.answers("GETACCOUNTRIGHTS \"mary@b.test\"", "(Domain)");
  desk.answers("LISTACCESSRIGHTS", "{Domain={Kind=domain;Allows=\"administer\";};}");
  desk.answers("MAINDOMAINNAME", "a.test");
  EXPECT_EQ(find_page(pages(), "/Master/Domains/AccountAccess.html")->proof, Proof::again);
  const auto page = shown(about_mary("AccountAccess"));
  EXPECT_THAT(page, HasSubstr("May administer."));
  EXPECT_THAT(page, HasSubstr("aria-current=\"page\">Access rights</a>"));
  expect_commands(about_mary("AccountAccess"),
                  {{"right=Domain&right=BasicSettings",
                    R"(SETACCOUNTRIGHTS "mary@b.test" (Domain,BasicSettings))"}});
}

TEST_F(AccountPages, EditAccessLists) {
  desk.answers("GETMAILBOXACL \"mary@b.test\" MAILBOX \"A&B\"", "{joe=lrx;\"<z>\"=l;}");
  const auto address = about_mary("MailboxACL") + "&mailbox=A%26B";
  const auto page = shown(address);
  EXPECT_THAT(page, HasSubstr("&lt;z&gt;"));
  EXPECT_THAT(page, HasSubstr("name=\"rights.1\" value=\"x\" checked"));
  expect_commands(address,
                  {{"who=%3Cz%3E&who=joe&rights.1=l&rights.1=r&new_who=%23team&rights.new=l",
                    R"(SETMAILBOXACL "mary@b.test" MAILBOX "A&B" {"#team"=l;"<z>"="";joe=lr;})"}});
}

TEST_F(AccountPages, ListMailboxesWithTheAccountsOwnList) {
  desk.answers("GETACCOUNTACL \"mary@b.test\"", "{}");
  desk.answers("LISTMAILBOXES \"mary@b.test\"", "{INBOX={Messages=#5;};\"In/Side\"=();}");
  const auto page = shown(about_mary("AccountACL"));
  EXPECT_THAT(page, HasSubstr("mailbox=In%2FSide"));
  EXPECT_THAT(page, HasSubstr("<td>5</td>"));
}

TEST_F(AccountPages, ExplainWhatSomebodyMayDoWithAMailbox) {
  desk.answers("GETMAILBOXACL \"mary@b.test\" MAILBOX \"INBOX\"", "{}");
  desk.answers("EXPLAINMAILBOXRIGHTS \"mary@b.test\" MAILBOX \"INBOX\" FOR \"joe\"",
               "({Rule=anyone;Answer=\"gives <l>\";Stops=YES;})");
  const auto page = shown(about_mary("MailboxACL") + "&mailbox=INBOX&for=joe");
  EXPECT_THAT(page, HasSubstr("gives &lt;l&gt; (ends here)"));
}

TEST_F(AccountPages, EndLoginsByTheirNumbers) {
  desk.answers("LISTLOGINS \"b.test\"",
               "({account=\"mary@b.test\";number=#7;service=IMAP;address=#I[10.0.0.5];},"
               "{account=\"joe@b.test\";number=#8;})");
  desk.answers("LISTACCOUNTLOGINS \"mary@b.test\" 25", "()");
  const auto page = shown(about_mary("AccountSessions"));
  EXPECT_THAT(page, HasSubstr("<td>10.0.0.5</td>"));
  EXPECT_THAT(page, HasSubstr("End 7"));
  EXPECT_THAT(page, Not(HasSubstr("End 8")));
  expect_commands(about_mary("AccountSessions"),
                  {{"act=end&number=7", R"(KILLLOGIN "mary@b.test" NUMBER "7")"},
                   {"act=end_all", R"(KILLACCOUNTSESSIONS "mary@b.test")"}});
}

TEST_F(AccountPages, ExplainALogin) {
  desk.answers(R"(EXPLAINLOGIN "mary@b.test" SERVICE "POP" FROM "10.0.0.5" METHOD "APOP" TLS)",
               "({Rule=\"Login Methods\";Answer=\"APOP is on\";From=\"the domain\";})");
  EXPECT_THAT(
      shown(about_mary("AccountExplain") + "&service=POP&from=10.0.0.5&method=APOP&tls=yes"),
      HasSubstr("<td>APOP is on</td><td>the domain</td>"));
}

TEST_F(AccountPages, ImportLines) {
  const std::string page = "/Master/Domains/AccountImport.html?domainName=b.test";
  desk.does(R"(CREATEACCOUNT "ann@b.test" { RealName = "Ann" ; Password = "pw,1" ; })");
  desk.refuses(R"(CREATEACCOUNT "joe@b.test" { Password = "Hidden12" ; })", 520, "in use");
  desk.refuses(R"(CREATEACCOUNT "<x>@b.test" { })", 501, "no such name can exist");
  const auto done =
      applied(page, "separator=tab&lines=ann%09pw%2C1%09Ann%0D%0A%0D%0Ajoe%09Hidden12%0A%3Cx%3E");
  EXPECT_EQ(done.page.status, 200U) << done.problem;
  EXPECT_THAT(done.text, HasSubstr("3 of 3 lines"));
  EXPECT_THAT(done.text, HasSubstr("<dt>There already</dt><dd>1</dd>"));
  EXPECT_THAT(done.text, HasSubstr("<th scope=\"row\">4</th><td>&lt;x&gt;@b.test</td>"));
  EXPECT_THAT(done.text, Not(HasSubstr("Hidden12")));
}

TEST_F(AccountPages, ImportPasswordsOfAnotherProgram) {
  desk.does(R"(CREATEACCOUNT "ann@b.test" { })");
  desk.does(R"(IMPORTACCOUNTPASSWORD "ann@b.test" "{SHA}x")");
  const auto done = applied("/Master/Domains/AccountImport.html?domainName=b.test",
                            "separator=comma&kind=hashes&lines=ann%2C%7BSHA%7Dx");
  EXPECT_THAT(done.text, HasSubstr("1 of 1 lines"));
  EXPECT_THAT(desk.asked(), testing::SizeIs(2));
}

TEST_F(AccountPages, ImportInPortions) {
  std::string lines;
  for (int i = 0; i < 201; ++i) {
    const auto name = "u" + std::to_string(i);
    desk.does("CREATEACCOUNT \"" + name + "@b.test\" { }");
    lines += name + "%0A";
  }
  const auto done = applied("/Master/Domains/AccountImport.html?domainName=b.test",
                            "separator=tab&lines=" + lines);
  EXPECT_THAT(done.text, HasSubstr("100 of 201 lines"));
  EXPECT_THAT(done.text, HasSubstr("Press Import again"));
}

}  // namespace
}  // namespace gatehouse::web::admin
