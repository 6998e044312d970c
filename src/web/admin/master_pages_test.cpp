#include <gmock/gmock.h>

#include "web/admin/domain_fixture.h"

namespace gatehouse::web::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view administrators = "/Master/MainAdmin/Administrators.html";
constexpr std::string_view joe = "/Master/MainAdmin/Rights.html?accountName=joe%40company.test";
constexpr std::string_view audit_trail = "/Master/MainAdmin/Audit.html";
constexpr std::string_view grant =
    "{Accounts=(\"#team\");Reason=\"<moving>\";Right=CanImpersonate;}";

struct MasterPages : PageFixture {
  MasterPages() {
    desk.answers("LISTACCESSRIGHTS",
                 "{Master={Allows=\"do everything\";Kind=server;};"
                 "CanModifyLog={Allows=\"change <logs>\";Kind=server;Needs=Monitor;};"
                 "Domain={Allows=administer;Kind=domain;};"
                 "NewerRight={Allows=more;Kind=domain;Needs=Domain;};}");
    desk.answers("MAINDOMAINNAME", "\"company.test\"");
    desk.answers("GETACCOUNTRIGHTS \"joe@company.test\"", "(Domain," + std::string(grant) + ")");
    desk.answers("GETACCOUNTRIGHTS \"joe@other.test\"", "()");
    desk.answers("GETAUDITSTATE", "{Head=abcd;Last=#17;State=good;}");
  }
};

TEST_F(MasterPages, ListWhoHoldsWhichRights) {
  desk.answers("LISTADMINISTRATORS",
               "{\"a.test\"={\"<joe>\"={Rights=(Domain,CanCreateGroups);Missing=YES;};};"
               "\"company.test\"={ann={Ignored=(Mastr);Rights=(Master);};};}");
  const auto page = shown(administrators);
  EXPECT_THAT(page, HasSubstr(">&lt;joe&gt;@a.test</a></th><td>Domain, CanCreateGroups</td>"));
  EXPECT_THAT(page, HasSubstr("Rights.html?accountName=%3Cjoe%3E%40a.test"));
  EXPECT_THAT(page, HasSubstr("There is no such account."));
  EXPECT_THAT(page, HasSubstr("Without effect there: Mastr"));
  EXPECT_THAT(page, Not(HasSubstr("<joe>")));
}

TEST_F(MasterPages, ListTheAdministratorsOfADomain) {
  desk.answers("LISTADMINISTRATORS \"a.test\"", "{\"a.test\"={joe={Rights=(Domain);};};}");
  desk.answers("LISTADMINDOMAINS \"a.test\"", "(b.test,c.test)");
  const auto page = shown(std::string(administrators) + "?domainName=a.test");
  EXPECT_THAT(page, HasSubstr("<h1>Administrators of a.test</h1>"));
  EXPECT_THAT(page, HasSubstr("administer besides it: b.test, c.test."));
  desk.refuses("LISTADMINISTRATORS \"no.test\"", 512, "unknown domain");
  EXPECT_THAT(shown(std::string(administrators) + "?domainName=no.test"),
              HasSubstr("unknown domain"));
}

TEST_F(MasterPages, ListManyAdministratorsInParts) {
  std::string all;
  for (int i = 100; i < 250; ++i) all += "a" + std::to_string(i) + "={Rights=(Domain);};";
  desk.answers("LISTADMINISTRATORS", "{\"a.test\"={" + all + "};}");
  const auto first = shown(administrators);
  EXPECT_THAT(first, HasSubstr(">a199@a.test<"));
  EXPECT_THAT(first, Not(HasSubstr(">a200@a.test<")));
  EXPECT_THAT(first, HasSubstr("from=a.test%20a200"));
  const auto second = shown(std::string(administrators) + "?from=a.test%20a200");
  EXPECT_THAT(second, HasSubstr(">a249@a.test<"));
  EXPECT_THAT(second, Not(HasSubstr(">a199@a.test<")));
  EXPECT_THAT(second, Not(HasSubstr(">More<")));
}

TEST_F(MasterPages, ExplainEveryRightOfAnAccount) {
  const auto page = shown(joe);
  EXPECT_THAT(page, HasSubstr("<legend>The whole server</legend>"));
  EXPECT_THAT(page, HasSubstr("value=\"Domain\" checked"));
  EXPECT_THAT(page, Not(HasSubstr("value=\"Master\" checked")));
  EXPECT_THAT(page, HasSubstr("May change &lt;logs&gt;. Counts only beside Monitor."));
  EXPECT_THAT(page, HasSubstr("<legend>Others</legend>"));
  EXPECT_THAT(page, HasSubstr("value=\"NewerRight\""));
  EXPECT_THAT(page, HasSubstr("Keep: CanImpersonate for #team: &lt;moving&gt;<"));
  EXPECT_THAT(page, HasSubstr("name=\"proof\""));
}

TEST_F(MasterPages, ShowNoRightsOverTheServerElsewhere) {
  const auto page = shown("/Master/MainAdmin/Rights.html?accountName=joe%40other.test");
  EXPECT_THAT(page, Not(HasSubstr("value=\"Master\"")));
  EXPECT_THAT(page, HasSubstr("value=\"Domain\""));
}

TEST_F(MasterPages, GiveAndTakeRights) {
  desk.does("SETACCOUNTRIGHTS \"joe@company.test\" (Master,NewerRight)");
  const auto done = applied(joe, "right=Master&right=NewerRight&proof=p");
  EXPECT_EQ(done.page.go_to, std::string(joe) + "&saved=1") << last_command();
  desk.does("SETACCOUNTRIGHTS \"joe@company.test\" ()");
  EXPECT_EQ(applied(joe, "proof=p").page.go_to, std::string(joe) + "&saved=1") << last_command();
}

TEST_F(MasterPages, KeepAndAddGrantsWithLimits) {
  desk.does("SETACCOUNTRIGHTS \"joe@company.test\" (Domain," + std::string(grant) +
            ",{Accounts=(ann,\"#b\");Reason=move;Right=CanImpersonate;Until=#T31-12-2030_00:00:00;"
            "})");
  const auto done = applied(
      joe,
      "right=Domain&limited=%7BAccounts%3D%28%22%23team%22%29%3BReason%3D%22%3Cmoving%3E%22%3B"
      "Right%3DCanImpersonate%3B%7D&limited=forged&accounts=ann,+%23b&until=31-12-2030&"
      "reason=move");
  EXPECT_EQ(done.page.go_to, std::string(joe) + "&saved=1") << last_command();
}

TEST_F(MasterPages, ShowWhatWasMarkedAgain) {
  desk.refuses("SETACCOUNTRIGHTS \"joe@company.test\" (Master)", 501, "the last Master stays");
  const auto done = applied(joe, "right=Master&proof=p");
  EXPECT_EQ(done.page.status, 422U);
  EXPECT_EQ(done.problem, "the last Master stays");
  EXPECT_THAT(done.text, HasSubstr("value=\"Master\" checked"));
  EXPECT_THAT(done.text, Not(HasSubstr("value=\"Domain\" checked")));
  EXPECT_EQ(applied(joe, "accounts=ann").problem, "Reason: a grant with limits needs one");
  EXPECT_EQ(applied(joe, "reason=x&until=soon").problem, "Until: expected a day, as 31-12-2030");
}

TEST_F(MasterPages, ExplainWhyAnAccountMayDoSomething) {
  desk.answers("EXPLAINRIGHT \"joe@company.test\" RIGHT \"Domain\" ON \"<b>\"",
               "({Rule=Granted;Answer=\"counts in <b>\";},{Rule=Refused;Answer=no;Stops=YES;})");
  const auto page = shown(std::string(joe) + "&ask=Domain&on=%3Cb%3E");
  EXPECT_THAT(page, HasSubstr("counts in &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("no (ends here)"));
  EXPECT_THAT(page, HasSubstr("name=\"accountName\" value=\"joe@company.test\""));
  desk.refuses("EXPLAINRIGHT \"joe@company.test\" RIGHT \"x\"", 501, "no such right");
  EXPECT_THAT(shown(std::string(joe) + "&ask=x"), HasSubstr("no such right"));
}

TEST_F(MasterPages, TellHowTheAuditTrailStands) {
  EXPECT_THAT(shown(audit_trail), HasSubstr("<dt>Last record</dt><dd>17</dd>"));
  EXPECT_THAT(shown(audit_trail), Not(HasSubstr("whole:")));
  desk.answers("GETAUDITSTATE VERIFY",
               "{Files=#1;First=#1;Head=abcd;Last=#17;Lost=#0;Notes=();Records=#17;State=good;"
               "Wrong=\"\";}");
  EXPECT_THAT(applied(audit_trail, "verify=1").text, HasSubstr("The trail is whole"));
  desk.answers(
      "GETAUDITSTATE VERIFY",
      "{Notes=(\"<note>\");State=\"cannot be written: disk full\";Wrong=\"a.log:3: <x>\";}");
  const auto bad = applied(audit_trail, "verify=1").text;
  EXPECT_THAT(bad, HasSubstr("a.log:3: &lt;x&gt;"));
  EXPECT_THAT(bad, HasSubstr("&lt;note&gt;"));
  EXPECT_THAT(bad, HasSubstr("cannot be written: disk full"));
}

TEST_F(MasterPages, ExplainOneAttempt) {
  desk.answers("EXPLAINATTEMPT \"17\"", "({Rule=name;Answer=\"<joe>\";})");
  EXPECT_THAT(shown(std::string(audit_trail) + "?id=17"), HasSubstr("&lt;joe&gt;"));
}

}  // namespace
}  // namespace gatehouse::web::admin
