#include <gmock/gmock.h>

#include <map>
#include <set>

#include "settings/schema.h"
#include "web/admin/domain_fixture.h"
#include "web/admin/domain_panels.h"

namespace gatehouse::web::admin {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view list = "/Master/Domains/Domains.html";
constexpr std::string_view names = "/Master/Domains/DomainNames.html?domainName=b.test";
constexpr std::string_view own_settings = "/Master/Domains/DomainSettings.html?domainName=b.test";

using DomainPages = PageFixture;

TEST_F(DomainPages, ListAllDomains) {
  desk.answers("LISTDOMAINS", "(b.test,a.test,\"<x>.test\")");
  const auto page = shown(list);
  EXPECT_THAT(page, HasSubstr("<h1>Domains</h1>"));
  EXPECT_THAT(page, HasSubstr("Accounts.html?domainName=a.test"));
  EXPECT_THAT(page, HasSubstr("&lt;x&gt;.test"));
  EXPECT_THAT(page, Not(HasSubstr("<x>")));
  EXPECT_THAT(shown(std::string(list) + "?search=A.T"), Not(HasSubstr("domainName=b.test")));
}

TEST_F(DomainPages, ListTheDomainsAnAdministratorHas) {
  rights = {"Domain"};
  viewer = "joe@b.test";
  desk.answers("LISTADMINDOMAINS \"b.test\"", "(c.test)");
  const auto page = shown(list);
  EXPECT_THAT(page, HasSubstr("domainName=b.test"));
  EXPECT_THAT(page, HasSubstr("domainName=c.test"));
  EXPECT_THAT(page, Not(HasSubstr("Create a domain")));
}

TEST_F(DomainPages, GoOnWithALongList) {
  std::string many;
  for (int i = 1000; i < 1150; ++i)
    many += (many.empty() ? "(d" : ",d") + std::to_string(i) + ".test";
  desk.answers("LISTDOMAINS", many + ")");
  EXPECT_THAT(shown(list), HasSubstr("after=d1099.test"));
  EXPECT_THAT(shown(std::string(list) + "?after=d1099.test"), Not(HasSubstr(">More<")));
}

TEST_F(DomainPages, CreateADomain) {
  desk.does("CREATEDOMAIN \"new.test\"");
  EXPECT_EQ(applied(list, "name=+new.test").page.go_to,
            "/Master/Domains/DomainSettings.html?domainName=new.test&saved=1");
  desk.answers("LISTDOMAINS", "()");
  desk.refuses("CREATEDOMAIN \"<b>\"", 501, "a domain cannot have this name");
  const auto again = applied(list, "name=%3Cb%3E");
  EXPECT_EQ(again.page.status, 422U);
  EXPECT_EQ(again.problem, "a domain cannot have this name");
  EXPECT_THAT(again.text, HasSubstr("value=\"&lt;b&gt;\""));
}

TEST_F(DomainPages, ChangeTheNamesOfADomain) {
  struct Row {
    std::string_view form;
    std::string_view command;
    std::string_view to;
  };
  for (const auto& [form, command, to] :
       std::array<Row, 4>{{{"act=aliases&aliases=x.test%0D%0A+y.test",
                            R"(SETDOMAINALIASES "b.test" ("x.test","y.test"))",
                            "/Master/Domains/DomainNames.html?domainName=b.test&saved=1"},
                           {"act=rename&name=c.test", R"(RENAMEDOMAIN "b.test" INTO "c.test")",
                            "/Master/Domains/DomainNames.html?domainName=c.test&saved=1"},
                           {"act=delete&confirm=B.test", R"(DELETEDOMAIN "b.test")",
                            "/Master/Domains/Domains.html?saved=1"},
                           {"act=delete&confirm=b.test&force=yes", R"(DELETEDOMAIN "b.test" FORCE)",
                            "/Master/Domains/Domains.html?saved=1"}}}) {
    desk.does(command);
    EXPECT_EQ(applied(names, form).page.go_to, to) << last_command();
  }
}

TEST_F(DomainPages, DeleteNothingThatWasNotConfirmed) {
  desk.answers("GETDOMAINALIASES \"b.test\"", "()");
  for (const auto* form : {"act=delete", "act=delete&confirm=a.test", "act=unknown", ""}) {
    EXPECT_EQ(applied(names, form).page.status, 422U) << form;
    EXPECT_EQ(last_command(), "GETDOMAINALIASES \"b.test\"") << form;
  }
}

TEST_F(DomainPages, ShowSettingsAndWhereTheyComeFrom) {
  desk.answers("GETDOMAINSETTINGS \"b.test\"", "{AutoSignup=YES;Strange=\"<i>\";}");
  desk.answers("GETDOMAINDEFAULTS", "{AUTHMethods=(GSSAPI);MailToUnknown=Discarded;}");
  const auto page = shown(own_settings);
  EXPECT_THAT(page, HasSubstr("<legend>Login Methods</legend>"));
  EXPECT_THAT(page, HasSubstr("name=\"AUTHMethods.of\" value=\"GSSAPI\""));
  EXPECT_THAT(page, HasSubstr("As all domains says (Discarded)"));
  EXPECT_THAT(page, HasSubstr("&lt;i&gt;"));
}

TEST_F(DomainPages, ChangeSettingsByOneCommand) {
  desk.does("UPDATEDOMAINSETTINGS \"b.test\" {AUTHMethods=(GSSAPI,SCRAM);AutoSignup=default;}");
  const auto done =
      applied(own_settings,
              "AUTHMethods=these&AUTHMethods.of=GSSAPI&AUTHMethods.of=SCRAM&AutoSignup=default");
  EXPECT_EQ(done.page.go_to, "/Master/Domains/DomainSettings.html?domainName=b.test&saved=1")
      << last_command() << done.problem;
}

TEST_F(DomainPages, SayWhatACommandWarnedOf) {
  desk.answers("GETDOMAINSETTINGS \"b.test\"", "{}");
  desk.answers("GETDOMAINDEFAULTS", "{}");
  desk.does("UPDATEDOMAINSETTINGS \"b.test\" {AutoSignup=YES;}", "OK, but: think again");
  const auto done = applied(own_settings, "AutoSignup=YES");
  EXPECT_EQ(done.page.status, 200U);
  EXPECT_EQ(done.problem, "The change is made, but: think again");
}

// What no right allows is shown, not offered, and not sent.
TEST_F(DomainPages, OfferAnAdministratorOnlyWhatItsRightsAllow) {
  rights = {"Domain"};
  desk.answers("GETDOMAINSETTINGS \"b.test\"", "{AutoSignup=YES;}");
  desk.answers("GETDOMAINEFFECTIVESETTINGS \"b.test\"",
               "{AutoSignup=YES;MailToUnknown=Discarded;}");
  const auto page = shown(own_settings);
  EXPECT_THAT(page, Not(HasSubstr("name=\"AutoSignup\"")));
  EXPECT_THAT(page, HasSubstr("Discarded</td><td>the site"));
  desk.does("UPDATEDOMAINSETTINGS \"b.test\" {}");
  EXPECT_FALSE(applied(own_settings, "AutoSignup=NO").page.go_to.empty());
}

TEST_F(DomainPages, RefuseAnUnknownDomain) {
  desk.refuses("GETDOMAINSETTINGS \"b.test\"", 512, "unknown domain name");
  auto view = view_of(own_settings);
  EXPECT_EQ(support::run(view.page.show(view)).status, 404U);
}

TEST_F(DomainPages, ChangeDefaults) {
  struct Row {
    std::string_view address;
    std::string_view form;
    std::string_view shows;
    std::string_view changes;
  };
  desk.answers("GETSERVERACCOUNTDEFAULTS", "{PWDAllowed=NO;}");
  for (const auto& [address, form, shows, changes] : std::array<Row, 3>{
           {{"/Master/Domains/DomainDefaults.html", "AutoSignup=NO", "GETDOMAINDEFAULTS",
             "UPDATEDOMAINDEFAULTS {AutoSignup=NO;}"},
            {"/Master/Domains/AccountDefaults.html", "PWDAllowed=YES", "GETSERVERACCOUNTDEFAULTS",
             "UPDATESERVERACCOUNTDEFAULTS {PWDAllowed=YES;}"},
            {"/Master/Domains/DomainAccountDefaults.html?domainName=b.test", "PWDAllowed=YES",
             "GETACCOUNTDEFAULTS \"b.test\"",
             "UPDATEACCOUNTDEFAULTS \"b.test\" {PWDAllowed=YES;}"}}}) {
    desk.answers(shows, "{}");
    EXPECT_THAT(shown(address), HasSubstr("<button>Save</button>")) << address;
    desk.does(changes);
    EXPECT_FALSE(applied(address, form).page.go_to.empty()) << address << last_command();
  }
}

// Of a level, how often each key stands in the panels.
std::map<std::string, int> counted(std::initializer_list<std::span<const Panel>> all) {
  std::map<std::string, int> times;
  for (const auto& panels : all)
    for (const auto& panel : panels)
      for (const auto key : panel.keys) ++times[std::string(key)];
  return times;
}

// What pages of their own change by commands of their own.
const std::set<std::string, std::less<>> by_commands{"PrivateSecureKey", "SecureCertificate",
                                                     "CAChain", "TrustedCerts", "Password"};

void expect_each_once(settings::Level level, std::map<std::string, int> times) {
  for (const auto& setting : settings::schema()) {
    if (setting.level != level) continue;
    const std::string key(setting.key);
    EXPECT_EQ(times[key], by_commands.contains(key) ? 0 : 1) << key;
    times.erase(key);
  }
  for (const auto& [key, count] : times) ADD_FAILURE() << "no such setting: " << key;
}

TEST(Panels, HoldEachSettingOfADomainOnce) {
  expect_each_once(settings::Level::domain, counted({domain_panels(), security_panels()}));
}

TEST(Panels, HoldEachSettingOfAnAccountOnce) {
  expect_each_once(settings::Level::account, counted({account_panels()}));
}

}  // namespace
}  // namespace gatehouse::web::admin
