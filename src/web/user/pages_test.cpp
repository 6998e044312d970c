// The pages of WebUser, at a desk that says what it was told to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "web/answers.h"
#include "web/desk_fixture.h"
#include "web/frame.h"
#include "web/user/qr.h"

namespace gatehouse::web::user {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class UserPages : public testing::Test {
 protected:
  struct Done {
    Shown page;
    std::string html;
    std::string problem;
  };
  // "/path?query"; `form` empty: GET.
  Done open(std::string_view address, std::string_view form = {}) {
    const auto question = std::min(address.find('?'), address.size());
    const auto query = address.substr(std::min(question + 1, address.size()));
    const auto* page = find_page(pages(), address.substr(0, question));
    EXPECT_NE(page, nullptr) << address;
    View view{.desk = desk,
              .page = *page,
              .account = "ann@company.test",
              .query = std::move(*Form::parse(query)),
              .form = std::move(*Form::parse(form)),
              .here = std::string(address),
              .token = "t0ken",
              .session = "17",
              .host = "company.test"};
    auto made = support::run(form.empty() ? page->show(view) : page->apply(view));
    auto html = framed(view, pages(), made);
    return {std::move(made), std::move(html), view.problem};
  }

  ScriptedDesk desk;
};

TEST_F(UserPages, StandEachInTheTableOnce) {
  std::set<std::string_view> paths;
  for (const auto& page : pages()) {
    EXPECT_TRUE(paths.insert(page.path).second) << page.path;
    EXPECT_TRUE(page.path.starts_with("/account")) << page.path;
    EXPECT_EQ(page.realm, Realm::own) << page.path;
  }
}

// A form whose row says Proof::again and does not ask could never be sent.
TEST_F(UserPages, AskForProofWhereItIsNeeded) {
  desk.answers("GETACCOUNTEFFECTIVESETTINGS *", "{PWDAllowed=YES;}");
  desk.answers("GETSECONDFACTOR *", "{State=Off;}");
  for (const auto& page : pages())
    if (page.proof == Proof::again)
      EXPECT_THAT(open(std::string(page.path) + "?tag=x").html, HasSubstr("name=\"proof\""))
          << page.path;
}

TEST_F(UserPages, TellWhatTheAccountIsAndHolds) {
  desk.answers("GETACCOUNTEFFECTIVESETTINGS *", "{RealName=\"Ann <b>\";MaxAccountSize=10M;}");
  desk.answers("GETACCOUNTINFO *", "{LastLogin=#T22-11-2026_06:07:08;LastAddress=#I[10.0.0.5];}");
  desk.answers("LISTMAILBOXES *", "{INBOX={Size=#20480;Messages=#2;};Level=();}");
  desk.answers("GETSECONDFACTOR *", "{State=On;}");
  desk.answers("LISTACCOUNTTAGS *", "{phone={};}");
  desk.answers("LISTSESSIONNUMBERS *", "({number=17;},{number=18;})");
  const auto page = open("/account");
  EXPECT_THAT(page.html, HasSubstr("Ann &lt;b&gt;"));
  EXPECT_THAT(page.html, HasSubstr("2026-11-22 06:07:08 UTC"));
  EXPECT_THAT(page.html, HasSubstr("10.0.0.5"));
  EXPECT_THAT(page.html, HasSubstr("20 KiB in 1 mailbox, of 10M at most"));
  EXPECT_THAT(page.html, HasSubstr("<a href=\"/account/factor\">on</a>"));
  EXPECT_THAT(page.html, HasSubstr("<a href=\"/account/sessions\">2</a>"));
}

TEST_F(UserPages, ChangeThePasswordByOneCommand) {
  desk.answers("GETACCOUNTEFFECTIVESETTINGS *", "{PWDAllowed=YES;}");
  desk.does("SETACCOUNTPASSWORD * PASSWORD \"new word\"");
  const auto done = open("/account/password", "proof=old&new=new+word&repeated=new+word");
  EXPECT_EQ(done.page.go_to, "/account/password?saved=1");
  const auto twice = open("/account/password", "proof=old&new=new+word&repeated=other");
  EXPECT_EQ(twice.page.status, 422U);
  EXPECT_THAT(twice.problem, HasSubstr("same way twice"));
  EXPECT_THAT(twice.html, Not(HasSubstr("new word")));
  desk.refuses("SETACCOUNTPASSWORD * PASSWORD \"a\"", 501, "too short");
  EXPECT_EQ(open("/account/password", "proof=old&new=a&repeated=a").problem, "too short");
  EXPECT_EQ(open("/account/password", "proof=old").page.status, 422U);
}

TEST_F(UserPages, HaveNoPasswordFieldsWhereItMayNotBeChanged) {
  desk.answers("GETACCOUNTEFFECTIVESETTINGS *", "{PWDAllowed=NO;}");
  const auto page = open("/account/password").html;
  EXPECT_THAT(page, Not(HasSubstr("name=\"new\"")));
  EXPECT_THAT(page, HasSubstr("changed by its administrator"));
}

TEST_F(UserPages, ListAppPasswordsAndRevokeOne) {
  desk.answers("LISTACCOUNTTAGS *",
               "{phone={Label=\"My <i>\";Services=(IMAP,Relay);LastUse=#T22-11-2026_06:07:08;"
               "LastAddress=\"10.0.0.5\";};\"\\\"x\"={};}");
  const auto page = open("/account/apps").html;
  EXPECT_THAT(page, HasSubstr("My &lt;i&gt;"));
  EXPECT_THAT(page, HasSubstr("IMAP, Relay"));
  EXPECT_THAT(page, HasSubstr("/account/apps/revoke?tag=%22x\""));
  desk.does("SETACCOUNTPASSWORD * PASSWORD \"\" TAG \"phone\"");
  EXPECT_THAT(open("/account/apps/revoke?tag=phone").html, HasSubstr("ann$phone@company.test"));
  EXPECT_EQ(open("/account/apps/revoke", "tag=phone").page.go_to, "/account/apps?saved=1");
}

TEST_F(UserPages, ShowANewAppPasswordOnceAsTheAnswer) {
  desk.answers("CREATEACCOUNTTAG * TAG \"phone\" LABEL \"Mine\" SERVICES (IMAP,Relay)",
               "\"abcd efgh\"");
  const auto done =
      open("/account/apps/new", "tag=phone&label=Mine&service=Relay&service=IMAP&service=Nothing");
  EXPECT_TRUE(done.page.go_to.empty());
  EXPECT_THAT(done.html, HasSubstr("ann$phone@company.test"));
  EXPECT_THAT(done.html, HasSubstr("<p class=\"once\">abcd efgh</p>"));
  desk.refuses("CREATEACCOUNTTAG * TAG \"KEYWORD\"", 520, "there is one");
  const auto again = open("/account/apps/new", "tag=KEYWORD");
  EXPECT_EQ(again.problem, "there is one");
  EXPECT_THAT(again.html, HasSubstr("value=\"KEYWORD\""));
}

TEST_F(UserPages, SetUpASecondFactor) {
  desk.answers("GETSECONDFACTOR *", "{State=Off;}");
  EXPECT_THAT(open("/account/factor").html, HasSubstr("Set it up"));
  desk.answers("BEGINSECONDFACTOR *",
               "{Secret=\"ABCD EFGH\";URI=\"otpauth://totp/a?secret=A&b=c\";}");
  const auto begun = open("/account/factor", "act=begin&proof=x").html;
  EXPECT_THAT(begun, HasSubstr("<p class=\"once\">ABCD EFGH</p>"));
  EXPECT_THAT(begun, HasSubstr("href=\"otpauth://totp/a?secret=A&amp;b=c\""));
  EXPECT_THAT(begun, HasSubstr("<svg role=\"img\""));
  EXPECT_THAT(begun, HasSubstr("action=\"/account/factor/confirm\""));
  desk.answers("CONFIRMSECONDFACTOR * \"123456\"", "(\"aaaa-bbbb\",\"cccc-dddd\")");
  EXPECT_THAT(open("/account/factor/confirm", "code=123456").html, HasSubstr("aaaa-bbbb"));
  desk.refuses("CONFIRMSECONDFACTOR * \"1\"", 515, "wrong");
  EXPECT_EQ(open("/account/factor/confirm", "code=1").problem, "This code is not right");
}

TEST_F(UserPages, RenewAndRemoveTheSecondFactor) {
  desk.answers("GETSECONDFACTOR *", "{State=On;RecoveryCodes=#7;}");
  EXPECT_THAT(open("/account/factor").html, HasSubstr("<dd>7</dd>"));
  desk.answers("NEWRECOVERYCODES *", "(\"eeee-ffff\")");
  EXPECT_THAT(open("/account/factor", "act=codes").html, HasSubstr("eeee-ffff"));
  desk.does("REMOVESECONDFACTOR *");
  EXPECT_EQ(open("/account/factor", "act=remove").page.go_to, "/account/factor?saved=1");
  EXPECT_EQ(open("/account/factor", "act=anything").problem, "Nothing was chosen");
}

TEST_F(UserPages, ListSessionsAndEndThem) {
  desk.answers("LISTSESSIONNUMBERS *",
               "({number=17;protocol=WebUser;idle=#5;fixedIP=YES;address=#I[10.0.0.5];},"
               "{number=18;protocol=XIMSS;idle=#300;fixedIP=NO;address=#I[10.0.0.6];"
               "origAddress=#I[10.1.2.3];})");
  const auto page = open("/account/sessions").html;
  EXPECT_THAT(page, HasSubstr("17 (this one)"));
  EXPECT_THAT(page, HasSubstr("10.1.2.3 behind 10.0.0.6"));
  EXPECT_THAT(page, HasSubstr("5 min ago"));
  desk.does("KILLACCOUNTSESSIONS * NUMBER \"18\"");
  EXPECT_EQ(open("/account/sessions", "number=18").page.go_to, "/account/sessions?saved=1");
  desk.does("KILLACCOUNTSESSIONS *");
  EXPECT_EQ(open("/account/sessions", "everywhere=1").page.go_to, "/account/sessions?saved=1");
  EXPECT_EQ(open("/account/sessions", "x=1").problem, "Nothing was chosen");
  EXPECT_THAT(open("/account/sessions", "number=17").problem, HasSubstr("Log out"));
}

TEST_F(UserPages, ShowTheLastLogins) {
  desk.answers("LISTACCOUNTLOGINS * 200",
               "({time=#T22-11-2026_06:07:08;result=success;service=IMAP;method=PLAIN;"
               "address=\"10.0.0.5:4000\";tls=YES;by=\"boss@company.test\";},"
               "{result=\"wrong password\";service=\"<x>\";tls=NO;})");
  const auto page = open("/account/logins").html;
  EXPECT_THAT(page, HasSubstr("<span class=\"good\">success</span> by boss@company.test"));
  EXPECT_THAT(page, HasSubstr("<span class=\"bad\">wrong password</span>"));
  EXPECT_THAT(page, HasSubstr("&lt;x&gt;"));
}

TEST_F(UserPages, ListMailboxesAndTheirRightsInWords) {
  desk.answers("LISTMAILBOXES *", "{INBOX={Size=#20;Messages=#2;Unseen=#1;};\"A&B/C\"={};}");
  EXPECT_THAT(open("/account/mailboxes").html,
              HasSubstr("href=\"/account/mailboxes/rights?name=A%26B%2FC\""));
  desk.answers("GETMAILBOXACL * MAILBOX \"INBOX\"", "{\"anyone@\"=lr;joe=lrswipcdat;}");
  const auto page = open("/account/mailboxes/rights?name=INBOX&who=anyone%40").html;
  EXPECT_THAT(page, HasSubstr("see it in lists, open and read it</td>"));
  EXPECT_THAT(page, HasSubstr("id=\"f-letter-r\" name=\"letter\" value=\"r\" checked"));
  EXPECT_THAT(page, Not(HasSubstr("id=\"f-letter-a\" name=\"letter\" value=\"a\" checked")));
  EXPECT_THAT(page, HasSubstr("Change what anyone@ may"));
  EXPECT_EQ(open("/account/mailboxes/rights").page.go_to, "/account/mailboxes");
}

TEST_F(UserPages, ChangeOneElementOfAList) {
  constexpr auto* here = "/account/mailboxes/rights?name=My+Box";
  desk.answers("GETMAILBOXACL * MAILBOX \"My Box\"", "{}");
  desk.does("SETMAILBOXACL * MAILBOX \"My Box\" {\"anyone@\"=lr;}");
  EXPECT_EQ(open(here, "who=anyone%40&letter=l&letter=r").page.go_to,
            "/account/mailboxes/rights?name=My%20Box&saved=1");
  desk.does("SETMAILBOXACL * MAILBOX \"My Box\" {joe=\"\";}");
  EXPECT_EQ(open(here, "who=joe").page.go_to, "/account/mailboxes/rights?name=My%20Box&saved=1");
  desk.refuses("SETMAILBOXACL * MAILBOX \"My Box\" {nobody=l;}", 501, "no such account");
  const auto again = open(here, "who=nobody&letter=l");
  EXPECT_EQ(again.problem, "no such account");
  EXPECT_THAT(again.html, HasSubstr("value=\"nobody\""));
  EXPECT_THAT(again.html, HasSubstr("value=\"l\" checked"));
}

TEST_F(UserPages, ExplainWhatSomebodyMayDo) {
  desk.answers("GETMAILBOXACL * MAILBOX \"INBOX\"", "{}");
  desk.answers("EXPLAINMAILBOXRIGHTS * MAILBOX \"INBOX\" FOR \"joe\"",
               "({Rule=\"anyone@\";Answer=\"gives lr\";})");
  EXPECT_THAT(open("/account/mailboxes/rights?name=INBOX&for=joe").html, HasSubstr("gives lr"));
}

TEST_F(UserPages, NameTheGroupsOfTheAccountWhereTheDirectoryShowsThem) {
  EXPECT_THAT(open("/account/groups").html, HasSubstr("does not show its directory"));
  desk.entries_page.entries.push_back({.kind = auth::EntryKind::account,
                                       .name = "ann",
                                       .domain = "company.test",
                                       .facts = {{"Groups", {"staff"}}}});
  EXPECT_THAT(open("/account/groups").html, HasSubstr("staff@company.test"));
  EXPECT_EQ(desk.queries.back().name, "ann");
  EXPECT_EQ(desk.queries.back().domain, "company.test");
}

TEST_F(UserPages, ListFilesAndTheAddressOfPublicOnes) {
  desk.folders[""] = {{"Public", true, 0, {}}, {"secret.txt", false, 5, {}}};
  desk.folders["Public"] = {{"a b.html", false, 20, {}}};
  const auto all = open("/account/files").html;
  EXPECT_THAT(all, HasSubstr("/account/files?folder=Public"));
  EXPECT_THAT(all, Not(HasSubstr("~ann@company.test/secret.txt")));
  EXPECT_THAT(open("/account/files?folder=Public").html,
              HasSubstr("href=\"/~ann@company.test/a%20b.html\""));
  EXPECT_EQ(open("/account/files?folder=none").page.status, 404U);
}

// Neither an address nor a form makes a page say more than the desk said.
TEST_F(UserPages, RepeatNothingFromTheAddress) {
  desk.answers("LISTMAILBOXES *", "{}");
  for (const auto* path : {"/account/mailboxes", "/account/sessions", "/account/apps"}) {
    const auto page = open(std::string(path) + "?saved=%3Cscript%3E&problem=%3Cscript%3E").html;
    EXPECT_THAT(page, Not(HasSubstr("script")));
  }
}

TEST(QrCode, IsDrawnForWhatFits) {
  EXPECT_THAT(qr_code("otpauth://totp/x", "a <b>").markup(),
              HasSubstr("<title>a &lt;b&gt;</title>"));
  EXPECT_TRUE(qr_code(std::string(4000, 'x'), "too long").markup().empty());
}

}  // namespace
}  // namespace gatehouse::web::user
