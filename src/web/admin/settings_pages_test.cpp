#include <gmock/gmock.h>

#include <set>

#include "settings/schema.h"
#include "settings/text.h"
#include "web/admin/domain_fixture.h"

namespace gatehouse::web::admin {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view others = "/Master/Settings/Others.html";
constexpr std::string_view helpers = "/Master/Settings/Helpers.html";
constexpr std::string_view network = "/Master/Settings/ClientIPs.html";
constexpr std::string_view listeners = "/Master/Settings/Listeners.html";
constexpr std::string_view imap = "/Master/Settings/AccessListener.html?moduleName=IMAP&isTCP=1";
constexpr std::string_view tls = "/Master/Settings/TLSSessions.html";
constexpr std::string_view trusted = "/Master/Domains/TrustedCommon.html";

// A server where nothing waits and nothing was set.
struct SettingsPages : PageFixture {
  SettingsPages() {
    desk.answers("GETSERVERSETTINGS", "{}");
    desk.answers("GETADDRESSTRIAL", "{}");
    desk.answers("GETHELPERSTATE", "{State=running;InterfaceVersion=#5;}");
    desk.answers("LISTMODULES", "(IMAP,POP)");
    desk.answers("GETMODULE \"IMAP\"",
                 "{Listener={MaxPerAddress=20;Ports=({PortNumber=143;},{PortNumber=993;"
                 "InitialSecurity=on;LocalAddress=\"192.0.2.1\";RemoteRestriction=Grant;"
                 "RestrictionList=\"10.0.0.0/8\";});};Other=kept;}");
    desk.answers("GETMODULE \"POP\"", "{}");
    desk.answers("GETSERVERTRUSTEDCERTSINFO",
                 "({DaysLeft=#12;Fingerprint=aa;Subject=\"CN=<one>\";},"
                 "{DaysLeft=#400;Fingerprint=bb;Subject=\"CN=two\";})");
    desk.answers("GETSERVERTRUSTEDCERTS", "([AAEC],[AwQF])");
  }
};

// A setting nobody finds is no setting, one on two pages is set on neither for sure.
TEST_F(SettingsPages, HaveEachKeyOfTheServerOnce) {
  // Not one field: a page of listeners.
  constexpr std::string_view modules_field = "name=\"Listener.MaxInputChannels\"";
  for (const auto& setting : settings::schema()) {
    if (setting.level != settings::Level::server) continue;
    const std::string key(setting.key);
    std::set<std::string_view> found;
    for (const auto& page : pages()) {
      if (page.realm != Realm::settings) continue;
      const bool one_module = imap.starts_with(page.path);
      const auto text = shown(one_module ? imap : page.path);
      const auto field = key == "Modules" ? std::string(modules_field) : "name=\"" + key + "\"";
      if (text.contains(field) || text.contains("name=\"" + key + ".")) found.insert(page.path);
    }
    EXPECT_THAT(found, SizeIs(1)) << key;
  }
}

TEST_F(SettingsPages, ShowWhatOnlyMasterChangesToOthersWithoutFields) {
  rights = {"Settings"};
  EXPECT_THAT(shown(others), Not(HasSubstr("name=\"SecondFactorForAdministrators\"")));
  EXPECT_THAT(shown(others), HasSubstr("changed by Master only"));
  EXPECT_THAT(shown(helpers), Not(HasSubstr("name=\"LDAPAuthorities\"")));
  EXPECT_THAT(shown(helpers), Not(HasSubstr("name=\"ExternalAUTH.")));
  EXPECT_THAT(shown(trusted), Not(HasSubstr("name=\"TrustedCerts\"")));
}

TEST_F(SettingsPages, ChangeLoginSecurityByOneCommand) {
  desk.does(
      "UPDATESERVERSETTINGS {FailedLoginDelay=3s;HideAccountUnknown=NO;SessionFixedIP="
      "default;}");
  const auto done =
      applied(others, "HideAccountUnknown=NO&FailedLoginDelay=3s&SessionFixedIP=default");
  EXPECT_EQ(done.page.go_to, "/Master/Settings/Others.html?saved=1") << last_command();
}

TEST_F(SettingsPages, SayWhatTheServerLeftOut) {
  desk.does("UPDATESERVERSETTINGS {TLSMinimumVersion=\"1.3\";}", "OK, but not changed: it");
  EXPECT_THAT(applied(tls, "TLSMinimumVersion=1.3").problem, HasSubstr("not changed: it"));
}

TEST_F(SettingsPages, KeepWhatTheHelperHasBesides) {
  desk.answers("GETSERVERSETTINGS", "{ExternalAUTH={Enabled=YES;Newer=1;ProgramName=old;};}");
  EXPECT_THAT(shown(helpers), HasSubstr("The program is running (interface version 5)."));
  EXPECT_THAT(shown(helpers), HasSubstr("name=\"ExternalAUTH.ProgramName\""));
  EXPECT_THAT(shown(helpers), HasSubstr("name=\"proof\""));
  desk.does(
      "UPDATESERVERSETTINGS {ExternalAUTH={AutoRestart=NO;Enabled=NO;Newer=1;Processes=2;"
      "ProgramName=\"/bin/x -y\";};LDAPAuthorities=default;}");
  const auto done =
      applied(helpers,
              "ExternalAUTH.Enabled=NO&ExternalAUTH.ProgramName=%2Fbin%2Fx+-y&"
              "ExternalAUTH.AutoRestart=no&ExternalAUTH.Processes=2&LDAPAuthorities=");
  EXPECT_EQ(done.page.go_to, "/Master/Settings/Helpers.html?saved=1") << last_command();
}

TEST_F(SettingsPages, RefuseAHelperThatCannotBe) {
  for (const std::string_view sent : {"Processes=17", "Timeout=often", "AutoRestart=perhaps"}) {
    const auto done = applied(helpers, "ExternalAUTH." + std::string(sent));
    EXPECT_EQ(done.page.status, 422U) << sent;
    const auto typed = std::string(sent.substr(sent.find('=') + 1));
    EXPECT_THAT(done.text, HasSubstr("value=\"" + typed + "\""));
  }
  EXPECT_THAT(desk.asked(), Not(Contains(HasSubstr("UPDATE"))));
}

TEST_F(SettingsPages, SetAllAddressListsByOneCommand) {
  desk.answers("GETSERVERSETTINGS", "{ClientIPs=\"10.0.0.0/8\\n<b>\";}");
  EXPECT_THAT(shown(network), HasSubstr("10.0.0.0/8\n&lt;b&gt;</textarea>"));
  desk.does(
      "UPDATESERVERSETTINGS {ClientIPs=\"10.0.0.1\\n!10.0.0.2\";DeniedIPs=default;"
      "NonClientLogins=allow;}");
  const auto done = applied(network,
                            "NonClientLogins=allow&ClientIPs=10.0.0.1%0D%0A%2110.0.0.2%0D%0A&"
                            "DeniedIPs=");
  EXPECT_EQ(done.page.go_to, "/Master/Settings/ClientIPs.html?saved=1") << last_command();
}

TEST_F(SettingsPages, ShowAListAgainThatCannotBeRead) {
  desk.refuses("UPDATESERVERSETTINGS {DeniedIPs=\"<nowhere>\";}", 501, "DeniedIPs: line 1");
  const auto done = applied(network, "DeniedIPs=%3Cnowhere%3E");
  EXPECT_EQ(done.page.status, 422U);
  EXPECT_EQ(done.problem, "DeniedIPs: line 1");
  EXPECT_THAT(done.text, HasSubstr("&lt;nowhere&gt;</textarea>"));
}

TEST_F(SettingsPages, SayThatAChangeWaitsToBeConfirmed) {
  desk.does("UPDATESERVERSETTINGS {NonClientLogins=prohibit;}",
            "OK, but this shuts your address out: ... unless you say CONFIRMADDRESSES");
  const auto done = applied(network, "NonClientLogins=prohibit");
  EXPECT_EQ(done.page.go_to, "/Master/Settings/ClientIPs.html?tried=1");
  desk.answers("GETADDRESSTRIAL", "{Changes={NonClientLogins=\"<p>\";};Seconds=#42;}");
  for (const auto address : {network, listeners, imap}) {
    const auto page = shown(address);
    EXPECT_THAT(page, HasSubstr("42 more seconds")) << address;
    EXPECT_THAT(page, HasSubstr("Logins from Non-Client Addresses</th><td>&lt;p&gt;")) << address;
    EXPECT_THAT(page, HasSubstr("value=\"confirm\"")) << address;
  }
  desk.does("CONFIRMADDRESSES");
  EXPECT_EQ(applied(network, "act=confirm").page.go_to, "/Master/Settings/ClientIPs.html?saved=1");
  EXPECT_EQ(applied(imap, "act=confirm").page.go_to, std::string(imap) + "&saved=1");
}

TEST_F(SettingsPages, SayThatATrialIsOver) {
  EXPECT_THAT(shown(std::string(network) + "?tried=1"), HasSubstr("was taken back, unless"));
  EXPECT_THAT(shown(network), Not(HasSubstr("was taken back, unless")));
  desk.refuses("CONFIRMADDRESSES", 501, "there is nothing to confirm (any more)");
  EXPECT_EQ(applied(network, "act=confirm").page.status, 422U);
}

TEST_F(SettingsPages, TellWhatAnAddressIs) {
  desk.answers("GETIPSTATE \"10.0.0.1\"", "Client");
  desk.answers("GETIPSTATE \"10.0.0.1\" TEMP", "\"\"");
  const auto page = shown(std::string(network) + "?address=10.0.0.1");
  EXPECT_THAT(page, HasSubstr("<dt>By the lists</dt><dd>Client</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>For a time</dt><dd>none</dd>"));
  desk.refuses("GETIPSTATE \"<i>\"", 501, "expected an IP address");
  EXPECT_THAT(shown(std::string(network) + "?address=%3Ci%3E"),
              HasSubstr("expected an IP address"));
}

TEST_F(SettingsPages, ListEveryModule) {
  const auto page = shown(listeners);
  EXPECT_THAT(page, HasSubstr("AccessListener.html?moduleName=IMAP&amp;isTCP=1"));
  EXPECT_THAT(page, HasSubstr("143, 993 with TLS at 192.0.2.1 (restricted)"));
  EXPECT_THAT(page, HasSubstr(">POP</a>"));
}

TEST_F(SettingsPages, ChangeTheSocketsOfAModule) {
  const auto page = shown(imap);
  EXPECT_THAT(page, HasSubstr("<legend>Socket 993</legend>"));
  EXPECT_THAT(page, HasSubstr("10.0.0.0/8</textarea>"));
  desk.does(
      "UPDATEMODULE \"IMAP\" {Listener={MaxInputChannels=#9;Ports=({PortNumber=#143;},"
      "{InitialSecurity=on;LocalAddress=\"192.0.2.1\";PortNumber=#993;RemoteRestriction=Deny;"
      "RestrictionList=\"10.0.0.1\\n10.0.0.2\";});};}");
  const auto done =
      applied(imap,
              "Listener.MaxInputChannels=9&Listener.MaxPerAddress=&Listener.0.PortNumber=143&"
              "Listener.0.InitialSecurity=off&Listener.0.RemoteRestriction=None&"
              "Listener.1.PortNumber=&Listener.2.PortNumber=993&Listener.2.InitialSecurity=on&"
              "Listener.2.LocalAddress=192.0.2.1&Listener.2.RemoteRestriction=Deny&"
              "Listener.2.RestrictionList=10.0.0.1%0D%0A10.0.0.2%0D%0A");
  EXPECT_EQ(done.page.go_to, std::string(imap) + "&saved=1") << last_command();
}

TEST_F(SettingsPages, TakeASocketBack) {
  desk.does("UPDATEMODULE \"IMAP\" {Listener=default;}");
  EXPECT_EQ(applied(imap, "act=reset").page.go_to, std::string(imap) + "&saved=1");
  EXPECT_EQ(applied(imap, "Listener.0.PortNumber=many").page.status, 422U);
  EXPECT_EQ(applied(imap, "Listener.MaxPerAddress=many").page.status, 422U);
  desk.refuses("GETMODULE \"<x>\"", 501, "there is no such module");
  EXPECT_THAT(shown("/Master/Settings/AccessListener.html?moduleName=%3Cx%3E"),
              HasSubstr("there is no such module"));
}

TEST_F(SettingsPages, AddAndRemoveTrustedCertificates) {
  const auto page = shown(trusted);
  EXPECT_THAT(page, HasSubstr("CN=&lt;one&gt;"));
  EXPECT_THAT(page, HasSubstr("<strong class=\"bad\">12 days left"));
  EXPECT_THAT(page, HasSubstr("name=\"proof\""));
  desk.does("SETSERVERTRUSTEDCERTS ([AwQF],\"-----BEGIN\\nx\\n\")");
  const auto done = applied(trusted, "remove=aa&TrustedCerts=-----BEGIN%0D%0Ax%0D%0A&proof=p");
  EXPECT_EQ(done.page.go_to, "/Master/Domains/TrustedCommon.html?saved=1") << last_command();
  EXPECT_EQ(applied(trusted, "TrustedCerts=&proof=p").page.status, 422U);
  desk.refuses("SETSERVERTRUSTEDCERTS ([AAEC],[AwQF],\"<pem>\")", 501, "not a certificate");
  const auto again = applied(trusted, "TrustedCerts=%3Cpem%3E");
  EXPECT_EQ(again.problem, "not a certificate");
  EXPECT_THAT(again.text, HasSubstr("&lt;pem&gt;</textarea>"));
}

}  // namespace
}  // namespace gatehouse::web::admin
