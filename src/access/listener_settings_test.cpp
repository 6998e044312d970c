#include "access/listener_settings.h"

#include <gtest/gtest.h>

#include "settings/text.h"

namespace gatehouse::access {
namespace {

settings::Value value(std::string_view text) { return *settings::read(text); }
settings::Dictionary dictionary(std::string_view text) { return *value(text).dictionary(); }
IpAddress at(std::string_view text) { return *IpAddress::parse(text); }

TEST(ListenerSettings, ReadWhatTheGuideShows) {
  const auto listener = read_listener(value(
      "{MaxInputChannels=50;MaxPerAddress=3;Ports=({PortNumber=8100;},{InitialSecurity=on;"
      "PortNumber=9100;LocalAddress=\"[10.0.0.1]\";},{PortNumber=0;},{PortNumber=#25;"
      "LocalAddress=\"[0.0.0.0]\";RemoteRestriction=deny;RestrictionList=\"10.0.0.0/8\";});}"));
  ASSERT_TRUE(listener.has_value());
  EXPECT_EQ(listener->most_connections, 50U);
  EXPECT_EQ(listener->most_per_address, 3U);
  ASSERT_EQ(listener->sockets.size(), 3U);
  EXPECT_EQ(listener->sockets[0].port, 8100);
  EXPECT_FALSE(listener->sockets[0].tls);
  EXPECT_TRUE(listener->sockets[1].tls);
  EXPECT_EQ(listener->sockets[1].local, at("10.0.0.1"));
  EXPECT_FALSE(listener->sockets[2].local.has_value());
  EXPECT_FALSE(listener->sockets[2].admits(at("10.9.9.9")));
  EXPECT_TRUE(listener->sockets[2].admits(at("192.0.2.1")));
  EXPECT_TRUE(read_listener(value("{}"))->sockets.empty());
}

TEST(ListenerSettings, GrantOnlyWhatIsListed) {
  const auto listener = read_listener(
      value("{Ports=({PortNumber=1;RemoteRestriction=Grant;RestrictionList=\"10.0.0.0/8\\\\e"
            "!10.0.0.1\";},{PortNumber=2;RemoteRestriction=Grant;});}"));
  ASSERT_TRUE(listener.has_value()) << listener.error().detail;
  EXPECT_TRUE(listener->sockets[0].admits(at("10.0.0.2")));
  EXPECT_FALSE(listener->sockets[0].admits(at("10.0.0.1")));
  EXPECT_FALSE(listener->sockets[0].admits(at("192.0.2.1")));
  EXPECT_FALSE(listener->sockets[1].admits(at("10.0.0.2")));
}

TEST(ListenerSettings, RefuseWhatTheyCannotMean) {
  for (const auto* text :
       {"(a)", "none", "{MaxInputChannels=0;}", "{MaxInputChannels=many;}", "{Ports=25;}",
        "{Ports=(25);}", "{Ports=({PortNumber=65536;});}", "{Ports=({PortNumber=-1;});}",
        "{Ports=({PortNumber=smtp;});}", "{Ports=({PortNumber=1;InitialSecurity=maybe;});}",
        "{Ports=({PortNumber=1;LocalAddress=here;});}",
        "{Ports=({PortNumber=1;RemoteRestriction=Some;});}",
        "{Ports=({PortNumber=1;RemoteRestriction=Deny;RestrictionList=\"10.0.0.0/33\";});}",
        "{Ports=({PortNumber=1;RestrictionList=(a);});}"}) {
    const auto listener = read_listener(value(text));
    ASSERT_FALSE(listener.has_value()) << text;
    EXPECT_EQ(listener.error().code, ErrorCode::malformed) << text;
  }
}

const settings::Dictionary from_the_start = dictionary(
    "{IMAP={Listener={Ports=({PortNumber=143;});};};"
    "POP={Listener={Ports=({PortNumber=110;});};LogLevel=3;};}");

TEST(ListenerSettings, AreThoseFromTheStartUntilSet) {
  EXPECT_EQ(module_settings({}, from_the_start, "POP"), *from_the_start.at("POP").dictionary());
  const auto server = dictionary("{Modules={POP={Listener={Ports=();};};};}");
  EXPECT_EQ(module_settings(server, from_the_start, "POP"),
            dictionary("{Listener={Ports=();};LogLevel=3;}"));
}

struct Sharing {
  const char* modules;
  bool possible;
};

TEST(ListenerSettings, ShareAPortOnlyOnDifferentNamedAddresses) {
  for (const auto& [modules, possible] : {
           Sharing{"{}", true},
           Sharing{"{POP={Listener={Ports=({PortNumber=143;});};};}", false},
           Sharing{"{POP={Listener={Ports=({PortNumber=143;LocalAddress=\"10.0.0.1\";});};};}",
                   false},
           Sharing{"{POP={Listener={Ports=({PortNumber=143;LocalAddress=\"10.0.0.1\";});};};"
                   "IMAP={Listener={Ports=({PortNumber=143;LocalAddress=\"10.0.0.2\";});};};}",
                   true},
           Sharing{"{POP={Listener={Ports=({PortNumber=1;LocalAddress=\"10.0.0.1\";},"
                   "{PortNumber=1;LocalAddress=\"10.0.0.1\";});};};}",
                   false},
           Sharing{"{IMAP={Listener={Ports=({PortNumber=0;},{PortNumber=0;});};};}", true},
           Sharing{"{IMAP={Listener={Ports=x;};};}", false},
           Sharing{"{IMAP=x;}", false},
       })
    EXPECT_EQ(check_listeners({{"Modules", value(modules)}}, from_the_start).has_value(), possible)
        << modules;
  EXPECT_FALSE(check_listeners({{"Modules", "x"}}, from_the_start).has_value());
}

}  // namespace
}  // namespace gatehouse::access
