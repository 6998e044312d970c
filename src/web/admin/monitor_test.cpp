#include "web/admin/domain_fixture.h"

namespace gatehouse::web::admin {
namespace {

class MonitorPages : public PageFixture {
 protected:
  static bool has(const std::string& page, std::string_view text) { return page.contains(text); }
};

constexpr std::string_view status =
    "{BlockedAddresses=#2;Certificates=({DaysLeft=#5;Domain=company.test;Key=\"RSA 2048\";"
    "NotAfter=#T27-11-2026_10:00:00;},{DaysLeft=#-2;Domain=old.test;Key=EC;});ClosedSources=#0;"
    "Domains=#3;LockedAccounts=#1;Logins={IMAP=#12;POP=#3;};MainDomain=company.test;"
    "Time=#T22-11-2026_12:00:00;TrailWritable=YES;UpTime=#93784;Version=\"0.1\";"
    "Warnings=(\"A certificate of <b> ends in 5 days\");}";

TEST_F(MonitorPages, BeginWithHowTheServerIs) {
  desk.answers("GETSITESTATUS", status);
  const auto page = shown("/Master/Monitors/Overview.html");
  EXPECT_TRUE(has(page, "<h1>Overview</h1>"));
  EXPECT_TRUE(has(page, "<li>A certificate of &lt;b&gt; ends in 5 days</li>"));
  EXPECT_TRUE(has(page, "<dd>1 d 2 h</dd>"));
  EXPECT_TRUE(has(page,
                  "<a href=\"/Master/Monitors/Logins.html?service=IMAP\">IMAP</a></th>"
                  "<td>12</td>"));
}

TEST_F(MonitorPages, AreRefusedToWhomTheCommandIs) {
  desk.refuses("GETSITESTATUS", 501, "access denied: the right Monitor is needed for this");
  auto view = view_of("/Master/Monitors/Overview.html");
  EXPECT_EQ(support::run(view.page.show(view)).status, 403U);
}

constexpr std::string_view two_logins =
    "{InAll=#2;Next=\"\";Logins=({account=\"joe@company.test\";address=#I[10.0.0.5];number=#7;"
    "service=IMAP;since=#T22-11-2026_11:00:00;tls=YES;method=PLAIN;source=own;kind=connection;},"
    "{account=\"<b>@company.test\";address=#I[::1];number=#8;service=WebMail;source=session;"
    "since=#T22-11-2026_11:30:00;tls=NO;kind=session;});}";

TEST_F(MonitorPages, ShowWhoIsLoggedInAndEndsThemByANumber) {
  desk.answers("FINDLOGINS SERVICE \"IMAP\"", two_logins);
  const auto page = shown("/Master/Monitors/Logins.html?service=IMAP&kind=");
  EXPECT_TRUE(has(page,
                  "joe@company.test</a></th><td>IMAP</td><td>PLAIN, own</td>"
                  "<td>10.0.0.5</td><td>YES</td><td>2026-11-22 11:00:00 UTC</td>"))
      << page;
  EXPECT_TRUE(has(page, "WebMail session"));
  EXPECT_TRUE(has(page, "name=\"number\" value=\"7\""));
  EXPECT_FALSE(has(page, "<b>@"));
}

TEST_F(MonitorPages, EndOneLogin) {
  desk.does("KILLLOGIN \"joe@company.test\" NUMBER \"7\"");
  const auto done = applied("/Master/Monitors/Logins.html?service=IMAP&saved=1",
                            "act=end&who=joe%40company.test&number=7");
  EXPECT_EQ(done.page.go_to, "/Master/Monitors/Logins.html?service=IMAP&saved=1");
}

TEST_F(MonitorPages, EndAllOfAnAccount) {
  desk.does("KILLACCOUNTSESSIONS \"joe@company.test\"");
  const auto done = applied("/Master/Monitors/Logins.html", "act=end-all&who=joe%40company.test");
  EXPECT_EQ(done.page.go_to, "/Master/Monitors/Logins.html?saved=1");
}

TEST_F(MonitorPages, SayWhyALoginWasNotEnded) {
  desk.answers("FINDLOGINS", two_logins);
  const auto done = applied("/Master/Monitors/Logins.html", "act=end&who=joe&number=x");
  EXPECT_EQ(done.page.status, 422U);
  EXPECT_TRUE(done.problem.contains("not announced"));
}

TEST_F(MonitorPages, GiveWhatAFilterSaysAsTextNeverAsAKeyword) {
  desk.answers("FINDLOGINS ACCOUNT \"x LIMIT 500\" ADDRESS \"SESSIONS\" AFTER \"100\"",
               "{InAll=#0;Logins=();Next=\"\";}");
  const auto page =
      shown("/Master/Monitors/Logins.html?account=x+LIMIT+500&address=SESSIONS&after=100");
  EXPECT_TRUE(has(page, "Logged in now: none.")) << last_command();
}

TEST_F(MonitorPages, ShowWhoIsKeptOut) {
  desk.answers("LISTLOCKEDACCOUNTS",
               "({Account=\"joe@company.test\";Address=\"10.0.0.9\";Since=#T22-11-2026_11:00:00;"
               "Tag=phone;})");
  desk.answers("GETTEMPBLACKLISTEDIPS", "\"10.0.0.1-600,10.0.0.2-*\"");
  desk.answers("LISTCLOSEDSOURCES",
               "({Address=\"10.1.0.0\";Source=\"10.1.0.0/24\";Why=\"too many accounts\";})");
  desk.answers("LISTTRAIL KIND login RESULT failed LIMIT 20",
               "{Next=\"\";Entries=({ID=#17;Kind=login;Time=\"2026-11-22T11:00:00.000Z\";"
               "Name=\"<img>\";Result=\"wrong password\";Service=IMAP;Method=PLAIN;"
               "From=\"[10.0.0.9]:4\";});}");
  const auto page = shown("/Master/Monitors/Failures.html");
  EXPECT_TRUE(has(page, "login=joe%24phone%40company.test&amp;from=10.0.0.9"));
  EXPECT_TRUE(has(page, "<th scope=\"row\">10.0.0.1</th><td>10 min</td>"));
  EXPECT_TRUE(has(page, "until it is released"));
  EXPECT_TRUE(has(page, "10.1.0.0/24"));
  EXPECT_TRUE(has(page, "Explain.html?id=17"));
  EXPECT_TRUE(has(page, "&quot;&lt;img&gt;&quot;") || has(page, "\"&lt;img&gt;\""));
}

TEST_F(MonitorPages, LetInAgainAndBlock) {
  constexpr auto path = "/Master/Monitors/Failures.html";
  desk.does("RESETFAILEDLOGINS \"joe@company.test\"");
  EXPECT_FALSE(applied(path, "act=reset&who=joe%40company.test").page.go_to.empty());
  desk.does("RESETFAILEDLOGINADDRESS \"10.0.0.1\"");
  EXPECT_FALSE(applied(path, "act=release&who=10.0.0.1").page.go_to.empty());
  desk.does("TEMPBLACKLISTIP \"10.0.0.1\" TIMEOUT 600");
  EXPECT_FALSE(applied(path, "act=block&block=10.0.0.1&minutes=10").page.go_to.empty());
  desk.does("TEMPBLACKLISTIP \"10.0.0.1\"");
  EXPECT_FALSE(applied(path, "act=block&block=10.0.0.1&minutes=").page.go_to.empty());
  for (const auto* minutes : {"0", "-1", "x", "99999999999999999999", "1+DELETE"})
    EXPECT_EQ(applied(path, "act=block&block=10.0.0.1&minutes=" + std::string(minutes)).page.status,
              422U)
        << minutes;
  EXPECT_EQ(applied(path, "act=other").page.status, 422U);
}

TEST_F(MonitorPages, ShowTheTrailWithItsFilters) {
  desk.answers("LISTTRAIL KIND \"change\" TEXT \"a b\" AFTER \"2026-11-22.log:5\"",
               "{Next=\"2026-11-21.log:9\";Entries=({ID=#4;Kind=change;Verb=UPDATEACCOUNTSETTINGS;"
               "Account=\"ann@company.test\";Target=\"joe@company.test\";Result=\"200\";"
               "Time=\"2026-11-22T11:00:00.000Z\";Changes={RealName={Before=\"(none)\";"
               "After=\"<Joe>\";};};});}");
  const auto page =
      shown("/Master/Monitors/Trail.html?kind=change&text=a+b&after=2026-11-22.log%3A5&account=");
  EXPECT_TRUE(has(page, "RealName: (none) -&gt; &lt;Joe&gt;")) << last_command();
  EXPECT_TRUE(has(page, "after=2026-11-21.log%3A9\">More</a>"));
  EXPECT_TRUE(has(page, "<option value=\"change\" selected>"));
}

TEST_F(MonitorPages, ShowTheLog) {
  desk.answers("READLOG LEVEL \"3\" TAG \"TLS\"",
               "{Next=\"\";Entries=({Level=\"3\";Tag=TLS;Time=\"2026-11-22 11:00:00.000\";"
               "Words=\"</code><script>\";});}");
  const auto page = shown("/Master/Monitors/Log.html?level=3&tag=TLS");
  EXPECT_TRUE(has(page, "<code>&lt;/code&gt;&lt;script&gt;</code>"));
}

TEST_F(MonitorPages, SayWhatAFilterGotWrong) {
  desk.refuses("LISTTRAIL SINCE \"yesterday\"", 501, "expected a time");
  EXPECT_TRUE(has(shown("/Master/Monitors/Trail.html?since=yesterday"), "expected a time"));
}

TEST_F(MonitorPages, DrawLoginsWithTheirFiguresBeside) {
  desk.answers("GETLOGINSTATISTICS LAST 60 STEP 1",
               "{Begin=#T22-11-2026_11:01:00;Periods=#3;StepMinutes=#1;Totals=();"
               "Logins=({Service=IMAP;Method=PLAIN;Granted=(#1,#0,#2);Refused=(#0,#0,#0);},"
               "{Service=IMAP;Method=\"CRAM-MD5\";Granted=(#4,#0,#0);Refused=(#0,#5,#0);});}");
  desk.answers("GETTEMPBLACKLISTEDIPS", "\"10.0.0.1-600,10.0.0.2-*\"");
  desk.answers("GETSITESTATUS", status);
  const auto page = shown("/Master/Monitors/Charts.html");
  EXPECT_TRUE(has(page, "<title id=\"Granted-t\">Logins in a minute</title>"));
  EXPECT_TRUE(has(page, "<desc id=\"Granted-d\">In all: IMAP 7.</desc>"));
  EXPECT_TRUE(has(page, "<th scope=\"row\">IMAP</th><td>7</td><td>5</td><td>2</td>"));
  EXPECT_TRUE(has(page, "<th scope=\"row\">11:03</th><td>2</td>"));
  EXPECT_TRUE(has(page, "5 days: soon"));
  EXPECT_TRUE(has(page, "has ended"));
  const auto by_method = shown("/Master/Monitors/Charts.html?by=method");
  EXPECT_TRUE(has(by_method, "<th scope=\"row\">CRAM-MD5</th><td>5</td>"));
}

TEST_F(MonitorPages, StandFiguresThatDoNotFit) {
  desk.answers("GETLOGINSTATISTICS LAST 1440 STEP 10",
               "{Periods=#9999999999;Logins=(x,{Granted=(#1,#2);Service=IMAP;});}");
  const auto page = shown("/Master/Monitors/Charts.html?span=day");
  EXPECT_TRUE(has(page, "IMAP")) << page;
}

TEST_F(MonitorPages, ExplainALogin) {
  desk.answers("EXPLAINLOGIN \"joe\" SERVICE \"POP\" METHOD \"APOP\" TLS",
               "({Rule=Name;Answer=\"<i>\";},{Rule=Outcome;Answer=refused;Stops=YES;})");
  const auto page =
      shown("/Master/Monitors/Explain.html?login=joe&service=POP&from=&method=APOP&tls=yes");
  EXPECT_TRUE(has(page, "&lt;i&gt;"));
  EXPECT_TRUE(has(page, "refused (ends here)"));
}

TEST_F(MonitorPages, ExplainAnAttemptARightAndAnAddress) {
  desk.answers("EXPLAINATTEMPT \"17\"", "({Rule=Name;Answer=seventeen;})");
  EXPECT_TRUE(has(shown("/Master/Monitors/Explain.html?id=17"), "seventeen"));
  desk.answers("EXPLAINRIGHT \"joe\" RIGHT \"Domain\" ON \"company.test\"",
               "({Rule=Granted;Answer=indeed;})");
  EXPECT_TRUE(has(shown("/Master/Monitors/Explain.html?account=joe&right=Domain&on=company.test"),
                  "indeed"));
  desk.answers("ROUTE \"joe@x.test\" MAIL", "(SMTP,\"x.test\",\"joe\")");
  EXPECT_TRUE(has(shown("/Master/Monitors/Explain.html?address=joe%40x.test&kind=MAIL"),
                  "<th scope=\"row\">SMTP</th><td>x.test</td><td>joe</td>"));
}

}  // namespace
}  // namespace gatehouse::web::admin
