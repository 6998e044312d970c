#include "base/base64.h"
#include "control/console_fixture.h"
#include "tests/support/tickets.h"

namespace gatehouse::control {
namespace {

using support::keytab_of;
using support::service_key;

std::string import(std::string_view domain, std::vector<kerberos::ServiceKey> keys) {
  return "IMPORTKERBEROSKEYS " + std::string(domain) + " [" + to_base64(keytab_of(keys)) + "]";
}
std::string import(std::string_view domain, std::string_view principal, unsigned version = 1,
                   std::int32_t type = 18) {
  std::vector<kerberos::ServiceKey> keys;
  keys.push_back(service_key(principal, version, type));
  return import(domain, std::move(keys));
}

TEST(KerberosKeys, AreImportedListedAndDeleted) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "LISTKERBEROSKEYS company2.test"), "201 ()");
  EXPECT_EQ(console.say(master, import("company2.test", "imap/company2.test@REALM1.COM", 6)),
            "200 OK");
  EXPECT_EQ(console.say(master, import("company2.test", "company2.test@REALM1.COM", 13, 23)),
            "200 OK, but: company2.test 13 is of the weak type RC4-HMAC");
  EXPECT_EQ(console.say(master, "LISTKERBEROSKEYS company2.test"),
            R"(201 ({Id=1;Issued=#T14-11-2023_22:13:20;Principal="imap/company2.test";)"
            R"(Realm="REALM1.COM";Strength=strong;Type="AES256-SHA1";Version=#6;},)"
            R"({Id=2;Issued=#T14-11-2023_22:13:20;Principal="company2.test";)"
            R"(Realm="REALM1.COM";Strength=weak;Type="RC4-HMAC";Version=#13;}))");
  EXPECT_EQ(console.say(master, "LISTKERBEROSKEYS company.com"), "201 ()");
  EXPECT_EQ(console.say(master, "DELETEKERBEROSKEYS company2.test (1)"), "200 OK");
  EXPECT_EQ(console.say(master, "DELETEKERBEROSKEYS company2.test (2,1)"), "501 there is no key 1");
  EXPECT_EQ(console.say(master, "DELETEKERBEROSKEYS company2.test 2"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTKERBEROSKEYS company2.test"), "201 ()");
}

TEST(KerberosKeys, OfOldAlgorithmsAreKeptAndMarked) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, import("company2.test", "imap/company2.test@R", 3, 1)),
            "200 OK, but: imap/company2.test 3 is of the unusable type DES-CRC32");
  EXPECT_NE(console.say(master, "LISTKERBEROSKEYS company2.test").find("Strength=unusable"),
            std::string::npos);
}

TEST(KerberosKeys, OfNamesThatLeadElsewhereAreRefusedWithTheWholeFile) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "SETDOMAINALIASES company2.test (mail.test)"), "200 OK");
  EXPECT_EQ(console.say(master, import("company2.test", "imap/mail.test@R")), "200 OK");
  for (const auto* principal : {"imap/company.com@R", "company3.test@R", "imap/elsewhere.test@R",
                                "host/company3.test/company2.test@R"}) {
    std::vector<kerberos::ServiceKey> keys;
    keys.push_back(service_key("imap/company2.test@R", 9));
    keys.push_back(service_key(principal));
    EXPECT_EQ(console.run(master, import("company2.test", std::move(keys))).code, 501) << principal;
  }
  EXPECT_EQ(console.say(master, "LISTKERBEROSKEYS company2.test").find("Version=#9"),
            std::string::npos);
}

TEST(KerberosKeys, AreImportedFromWholeKeytabsOnly) {
  ConsoleFixture console;
  for (const auto* keytab : {"[]", "[BQI=]", "[AAAA]", "x", "{}", "(a)", "", "[BQIAAABP]"})
    EXPECT_EQ(console.run(master, "IMPORTKERBEROSKEYS company2.test " + std::string(keytab)).code,
              501)
        << keytab;
  EXPECT_EQ(console.run(master, import("nowhere.test", "imap/company2.test@R")).code, 512);
  EXPECT_EQ(console.run(master, import("company2.test", "imap/company2.test@R") + " x").code, 501);
}

TEST(KerberosKeys, AreNeverShownAmongTheSettingsNorChangedWithThem) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, import("company2.test", "imap/company2.test@R")), "200 OK");
  const auto listed = console.say(master, "LISTKERBEROSKEYS company2.test");
  EXPECT_EQ(console.say(master, "GETDOMAINSETTINGS company2.test"), "201 {}");
  EXPECT_EQ(console.say(master, "GETDOMAINEFFECTIVESETTINGS company2.test").find("KerberosKeys"),
            std::string::npos);
  for (const auto* command :
       {"UPDATEDOMAINSETTINGS company2.test {KerberosKeys=default;}",
        "UPDATEDOMAINSETTINGS company2.test {KerberosKeys=();}",
        "SETDOMAINSETTINGS company2.test {KerberosKeys=({Id=#9;Realm=R;});}",
        "UPDATEDOMAINDEFAULTS {KerberosKeys=();}", "CREATEDOMAIN new.test {KerberosKeys=();}"})
    EXPECT_EQ(console.say(master, command), "501 KerberosKeys: import them by IMPORTKERBEROSKEYS");
  EXPECT_EQ(console.say(master, "SETDOMAINSETTINGS company2.test {AUTHMethods=All;}"), "200 OK");
  EXPECT_EQ(console.say(master, "RENAMEDOMAIN company3.test INTO company4.test"), "200 OK");
  EXPECT_EQ(console.say(master, "LISTKERBEROSKEYS company2.test"), listed);
}

TEST(KerberosKeys, AreDeletedByIdsOnly) {
  ConsoleFixture console;
  for (const auto* ids : {"(x)", "(1,)", "", "({})", "(-1)", "(99999999999999999999)", "all"})
    EXPECT_EQ(console.run(master, "DELETEKERBEROSKEYS company2.test " + std::string(ids)).code, 501)
        << ids;
}

}  // namespace
}  // namespace gatehouse::control
