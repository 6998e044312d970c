#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

struct AddressesTest : testing::Test, ConsoleFixture {
  // As the Master, from an address of the net.
  Outcome from(std::string_view address, std::string_view line, bool needs_client = false) {
    auto who = caller(master);
    who.link =
        Caller::Link{*IpAddress::parse(address), *IpAddress::parse("192.0.2.1"), needs_client};
    who.origin.service = "IMAP";
    return control::run(site_, who, line);
  }
  std::string text(std::string_view line) {
    const auto outcome = run(master, line);
    return outcome.data ? settings::to_text(*outcome.data) : std::to_string(outcome.code);
  }
  bool prohibited(std::string_view address) {
    return addresses_.now()->logins_prohibited(*IpAddress::parse(address),
                                               *IpAddress::parse("192.0.2.1"));
  }
};

TEST_F(AddressesTest, EachListIsSetAndShown) {
  for (const std::string list : {"CLIENTIPS", "LANIPS", "BLACKLISTEDIPS", "WHITEHOLEIPS",
                                 "NATEDIPS", "NATSITEIPS", "DEBUGIPS", "DENIEDIPS"}) {
    EXPECT_EQ(text("GET" + list), "\"\"");
    EXPECT_EQ(run(master, "SET" + list + " \"10.0.0.1\\e!10.0.0.2 ; x\\e2001:db8::/32\"").code,
              200);
    EXPECT_EQ(text("GET" + list), "\"10.0.0.1\\n!10.0.0.2 ; x\\n2001:db8::/32\"") << list;
    EXPECT_EQ(run(master, "SET" + list + " \"10.0.0.1\\e10.0.0.0/33\"").code, 501);
    EXPECT_EQ(text("GET" + list), "\"10.0.0.1\\n!10.0.0.2 ; x\\n2001:db8::/32\"") << list;
    EXPECT_EQ(run(master, "SET" + list + " \"\"").code, 200);
  }
}

TEST_F(AddressesTest, NoOtherWayLeadsPastTheChecks) {
  EXPECT_EQ(run(master, "UPDATESERVERSETTINGS {ClientIPs=\"10.0.0.0/33\";}").code, 501);
  EXPECT_EQ(run(master, "UPDATESERVERSETTINGS {NonClientLogins=perhaps;}").code, 501);
  EXPECT_EQ(run(master, "UPDATESERVERSETTINGS {Modules={IMAP={Listener=x;};};}").code, 501);
  const auto tried = from("198.51.100.7", "UPDATESERVERSETTINGS {NonClientLogins=prohibit;}");
  EXPECT_TRUE(tried.words.contains("CONFIRMADDRESSES")) << tried.words;
}

TEST_F(AddressesTest, WhatShutsItsAuthorOutIsTakenBack) {
  for (const auto* line : {"UPDATESERVERSETTINGS {NonClientLogins=prohibit;}",
                           "SETDENIEDIPS 198.51.100.0/24", "SETBLACKLISTEDIPS 198.51.100.7"}) {
    const auto before = directory_->defaults()->server;
    const auto tried = from("198.51.100.7", line);
    EXPECT_EQ(tried.code, 200);
    EXPECT_TRUE(tried.words.contains("60 seconds")) << line;
    EXPECT_EQ(directory_->defaults()->server, before) << line;
    clock_.advance(std::chrono::seconds{61});
    EXPECT_EQ(run(master, "CONFIRMADDRESSES").code, 501) << line;
    EXPECT_EQ(directory_->defaults()->server, before) << line;
  }
}

TEST_F(AddressesTest, ASocketThatClosesToItsAuthorIsTakenBack) {
  const auto imap = [](std::string_view keys) {
    return "UPDATEMODULE IMAP {Listener={Ports=({PortNumber=143;" + std::string(keys) + "});};}";
  };
  const auto kept = directory_->defaults()->server;
  for (const auto& line : {imap("RemoteRestriction=Grant;RestrictionList=\"203.0.113.0/24\";"),
                           imap("RemoteRestriction=Deny;RestrictionList=\"198.51.100.7\";"),
                           imap("LocalAddress=\"192.0.2.2\";"),
                           std::string("SETMODULE IMAP {Listener={Ports=();};}")}) {
    const auto tried = from("198.51.100.7", line);
    EXPECT_TRUE(tried.words.contains("60 seconds")) << line << ": " << tried.words;
    EXPECT_EQ(directory_->defaults()->server, kept) << line;
    EXPECT_TRUE(addresses_.settings()->contains("Modules")) << line;
    clock_.advance(std::chrono::seconds{61});
    EXPECT_FALSE(addresses_.settings()->contains("Modules")) << line;
  }
  EXPECT_EQ(
      from("198.51.100.7", imap("RemoteRestriction=Deny;RestrictionList=\"10.0.0.1\";")).words,
      "OK");
  EXPECT_EQ(from("198.51.100.7",
                 "UPDATEMODULE POP {Listener={Ports=({PortNumber=110;RemoteRestriction=Grant;"
                 "RestrictionList=\"10.0.0.1\";});};}")
                .words,
            "OK");
}

TEST_F(AddressesTest, AConfirmedSocketIsKept) {
  (void)from("198.51.100.7", "SETMODULE IMAP {Listener={Ports=();};}");
  EXPECT_EQ(from("198.51.100.7", "CONFIRMADDRESSES").code, 200);
  EXPECT_TRUE(directory_->defaults()->server.contains("Modules"));
}

TEST_F(AddressesTest, WhatIsConfirmedIsKept) {
  (void)from("198.51.100.7", "UPDATESERVERSETTINGS {NonClientLogins=prohibit;}");
  EXPECT_TRUE(prohibited("198.51.100.7"));
  EXPECT_EQ(from("198.51.100.7", "CONFIRMADDRESSES").code, 200);
  clock_.advance(std::chrono::seconds{61});
  EXPECT_TRUE(prohibited("198.51.100.7"));
  EXPECT_EQ(run(master, "CONFIRMADDRESSES").code, 501);
}

TEST_F(AddressesTest, WhatShutsOutOthersOnlyIsKeptAtOnce) {
  EXPECT_EQ(run(master, "SETCLIENTIPS 198.51.100.0/24").code, 200);
  const auto outcome = from("198.51.100.7", "UPDATESERVERSETTINGS {NonClientLogins=prohibit;}");
  EXPECT_EQ(outcome.words, "OK");
  EXPECT_TRUE(prohibited("203.0.113.1"));
  // Taking the own address off the list is a trial again; loopback and the server itself never are.
  EXPECT_NE(from("198.51.100.7", "SETCLIENTIPS 203.0.113.0/24").words, "OK");
  EXPECT_EQ(from("127.0.0.1", "SETCLIENTIPS 203.0.113.0/24").words, "OK");
  EXPECT_EQ(from("192.0.2.1", "SETCLIENTIPS 203.0.113.9").words, "OK");
  EXPECT_EQ(run(owner, "SETDENIEDIPS 0.0.0.0-255.255.255.255").words, "OK");
}

TEST_F(AddressesTest, AnAccountWithoutRoamingNeedsItsAddressAmongTheClients) {
  EXPECT_EQ(run(master, "SETCLIENTIPS 198.51.100.0/24").code, 200);
  EXPECT_EQ(from("198.51.100.7", "SETCLIENTIPS 203.0.113.9", false).words, "OK");
  EXPECT_EQ(run(master, "SETCLIENTIPS 198.51.100.0/24").code, 200);
  EXPECT_NE(from("198.51.100.7", "SETCLIENTIPS 203.0.113.9", true).words, "OK");
}

TEST_F(AddressesTest, AnotherChangeEndsATrial) {
  (void)from("198.51.100.7", "UPDATESERVERSETTINGS {NonClientLogins=prohibit;}");
  EXPECT_EQ(from("198.51.100.7", "SETCLIENTIPS 198.51.100.7").words, "OK");
  EXPECT_FALSE(prohibited("203.0.113.1"));
  EXPECT_EQ(run(master, "CONFIRMADDRESSES").code, 501);
}

TEST_F(AddressesTest, SayWhatAnAddressIs) {
  EXPECT_EQ(run(master, "SETCLIENTIPS 10.0.0.0/8").code, 200);
  EXPECT_EQ(run(master, "SETLANIPS 10.1.0.0/16").code, 200);
  EXPECT_EQ(run(master, "SETBLACKLISTEDIPS 10.1.1.0/24").code, 200);
  EXPECT_EQ(run(master, "SETNATSITEIPS 172.16.0.0/12").code, 200);
  EXPECT_EQ(text("GETIPSTATE 10.1.1.1"), "Blacklisted");
  EXPECT_EQ(text("GETIPSTATE \"[10.1.2.1]\""), "Client");
  EXPECT_EQ(text("GETIPSTATE 172.16.0.1"), "\"NAT Site\"");
  EXPECT_EQ(text("GETIPSTATE 192.0.2.9"), "\"\"");
  EXPECT_EQ(text("GETIPSTATE 10.1.1.1 TEMP"), "\"\"");
  EXPECT_EQ(run(master, "GETIPSTATE here").code, 501);
}

TEST_F(AddressesTest, BlockForATime) {
  EXPECT_EQ(run(master, "TEMPBLACKLISTIP 10.0.0.1 TIMEOUT 600").code, 200);
  EXPECT_EQ(run(master, "TEMPBLACKLISTIP 10.0.0.2").code, 200);
  EXPECT_EQ(text("GETIPSTATE 10.0.0.1 TEMP"), "Blacklisted");
  clock_.advance(std::chrono::seconds{100});
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"10.0.0.1-500,10.0.0.2-*\"");
  EXPECT_EQ(run(master, "SETTEMPBLACKLISTEDIPS \"10.0.0.3-50, 10.0.0.1-*,2001:db8::1-7\"").code,
            200);
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"10.0.0.1-*,10.0.0.2-*,10.0.0.3-50,2001:db8::-7\"");
  EXPECT_EQ(run(master, "TEMPBLACKLISTIP 10.0.0.1 DELETE").code, 200);
  EXPECT_EQ(run(master, "TEMPBLACKLISTIP 10.0.0.2 TIMEOUT 0").code, 200);
  EXPECT_EQ(run(master, "SETTEMPBLACKLISTEDIPS 10.0.0.3-0").code, 200);
  EXPECT_EQ(run(master, "TEMPBLACKLISTIP 2001:db8::1 DELETE").code, 200);
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"\"");
}

TEST_F(AddressesTest, NobodyBlocksTheAddressHeComesFrom) {
  EXPECT_EQ(from("10.0.0.1", "TEMPBLACKLISTIP 10.0.0.1 TIMEOUT 600").code, 501);
  EXPECT_EQ(from("10.0.0.1", "SETTEMPBLACKLISTEDIPS \"10.0.0.2-9,10.0.0.1-9\"").code, 501);
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"\"");
  EXPECT_EQ(from("10.0.0.1", "TEMPBLACKLISTIP 10.0.0.1 DELETE").code, 200);
}

TEST_F(AddressesTest, BadBlocksChangeNothing) {
  for (const auto* line :
       {"TEMPBLACKLISTIP", "TEMPBLACKLISTIP here", "TEMPBLACKLISTIP 10.0.0.1 TIMEOUT",
        "TEMPBLACKLISTIP 10.0.0.1 TIMEOUT -5", "TEMPBLACKLISTIP 10.0.0.1 FOREVER",
        "SETTEMPBLACKLISTEDIPS \"10.0.0.1-5,here\"", "SETTEMPBLACKLISTEDIPS 10.0.0.1--5",
        "SETTEMPBLACKLISTEDIPS 10.0.0.1-99999999999999"})
    EXPECT_EQ(run(master, line).code, 501) << line;
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"\"");
}

TEST_F(AddressesTest, ReportedFailuresBlock) {
  EXPECT_EQ(run(master, "UPDATESERVERSETTINGS {TempBlacklistFlow=(3, 1m);}").code, 200);
  for (int time = 0; time < 2; ++time)
    EXPECT_EQ(run(master, "REPORTFAILEDLOGINADDRESS 10.0.0.1").code, 200);
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"\"");
  EXPECT_EQ(run(master, "REPORTFAILEDLOGINADDRESS 10.0.0.1").code, 200);
  EXPECT_EQ(text("GETTEMPBLACKLISTEDIPS"), "\"10.0.0.1-60\"");
}

TEST_F(AddressesTest, ModulesHaveWhatTheyHadAtFirstUntilTold) {
  EXPECT_EQ(text("LISTMODULES"), "(IMAP,POP)");
  EXPECT_EQ(text("GETMODULE imap"), "{Listener={Ports=({PortNumber=143;});};}");
  EXPECT_EQ(run(master, "UPDATEMODULE IMAP {LogLevel=4;}").code, 200);
  EXPECT_EQ(text("GETMODULE IMAP"), "{Listener={Ports=({PortNumber=143;});};LogLevel=4;}");
  EXPECT_EQ(run(master, "SETMODULE IMAP {Listener={Ports=({PortNumber=1430;});};}").code, 200);
  EXPECT_EQ(text("GETMODULE IMAP"), "{Listener={Ports=({PortNumber=1430;});};}");
  EXPECT_EQ(run(master, "UPDATEMODULE IMAP {Listener=default;}").code, 200);
  EXPECT_EQ(text("GETMODULE IMAP"), "{Listener={Ports=({PortNumber=143;});};}");
  EXPECT_EQ(run(master, "GETMODULE XIMSS").code, 501);
}

TEST_F(AddressesTest, ListenersThatCannotBeAreRefusedAndThoseThatWaitAreNamed) {
  EXPECT_EQ(run(master, "UPDATEMODULE IMAP {Listener={Ports=({PortNumber=110;});};}").code, 501);
  EXPECT_EQ(run(master, "UPDATEMODULE IMAP {Listener={Ports=({PortNumber=x;});};}").code, 501);
  EXPECT_EQ(run(master, "UPDATEMODULE IMAP {Listener={Ports=({PortNumber=144;});};}").words, "OK");
  waiting_ = {"[0.0.0.0]:145"};
  const auto outcome = run(master, "UPDATEMODULE IMAP {Listener={Ports=({PortNumber=145;});};}");
  EXPECT_EQ(outcome.words, "OK, at the next start of the server: [0.0.0.0]:145");
}

}  // namespace
}  // namespace gatehouse::control
