// What talks cannot show: mail that also goes to a next hop, and disks that fail.
#include "gates/smtp/session.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/deaf_keeper.h"
#include "tests/support/scripted_hop.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::gates::smtp {
namespace {

using support::ScriptedHop;

// far.test goes to `next_hop`, other.test to another one; the rest are accounts here, or groups.
class RoutingKeeper final : public support::DeafKeeper {
 public:
  std::string next_hop;

  net::Task<Result<auth::Welcome>> welcome(auth::Peer, auth::OnEnd) override {
    auth::Offer offer;
    offer.host = "us.test";
    co_return auth::Welcome{1, offer};
  }
  net::Task<auth::Reply> begin(auth::VisitId, std::string, std::optional<Secret>) override {
    co_return auth::Session{"joe@us.test", "joe@us.test", "", "joe"};
  }
  net::Task<auth::Reply> feed(auth::VisitId, Secret) override { co_return auth::Challenge{}; }
  net::Task<auth::Route> route(auth::VisitId, std::string address) override {
    if (address.ends_with("@far.test")) co_return auth::Relay{next_hop, address};
    if (address.ends_with("@other.test")) co_return auth::Relay{"127.0.0.1:1", address};
    if (address.ends_with("@gone.test")) co_return auth::Discard{};
    if (address == "team@us.test")
      co_return auth::Several{{{"ann@us.test", "ann"}, {"tim@us.test", "tim"}},
                              {{next_hop, "bob@far.test"}, {next_hop, "eve@far.test"}}};
    if (address == "everybody@us.test")
      co_return auth::Several{std::vector<auth::LocalMailbox>(1000), {}};
    co_return auth::LocalMailbox{address, address.substr(0, address.find('@'))};
  }
};

class SmtpSession : public testing::Test {
 protected:
  SmtpSession() {
    std::filesystem::remove_all(base_);
    std::filesystem::create_directories(base_);
  }
  ~SmtpSession() override { std::filesystem::remove_all(base_); }

  // All that the server said to `client`, which is sent at once.
  std::string play(std::string_view client) {
    pair_.send(client);
    auto task = serve();
    pair_.run(std::move(task));
    std::string said;
    for (auto part = pair_.receive(); !part.empty(); part = pair_.receive()) said += part;
    return said;
  }
  net::Task<bool> serve() {
    Surroundings around{
        .keeper = keeper_, .disk = disk_, .tls = nullptr, .base = base_, .limits = {}};
    auto visit = co_await Visit::start(keeper_, "SMTP", pair_.stream());
    net::Lines lines(pair_.stream(), 8192);
    Session session(lines, *visit, around, false);
    co_await session.run();
    pair_.stream().close();
    co_return true;
  }
  std::vector<std::string> inbox_of(const std::string& account) const {
    std::vector<std::string> messages;
    const auto folder = base_ / account / "mail";
    if (!std::filesystem::exists(folder)) return messages;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.path().parent_path().filename() != "new") continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      messages.push_back(text.str());
    }
    return messages;
  }

  std::filesystem::path base_ = std::filesystem::path(testing::TempDir()) /
                                ("gatehouse_smtp_session_" + std::to_string(::getpid()));
  support::StreamPair pair_;
  net::Offload disk_{{.threads = 1, .queue = 8}};
  RoutingKeeper keeper_;
};

constexpr std::string_view to_both =
    "EHLO c.test\r\nMAIL FROM:<joe@us.test>\r\nRCPT TO:<ann@us.test>\r\nRCPT TO:<bob@far.test>\r\n"
    "DATA\r\nhi\r\n.\r\nQUIT\r\n";

TEST_F(SmtpSession, DeliversHereAndThere) {
  ScriptedHop hop(
      {"220 hi", "250 far", "250 ok", "250 ok", "354 go", "250 2.0.0 Queued", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(to_both);
  EXPECT_NE(said.find("\r\n354 "), std::string::npos) << said;
  EXPECT_NE(said.find("\r\n250 2.0.0 Queued\r\n221"), std::string::npos) << said;
  ASSERT_EQ(inbox_of("ann").size(), 1U);
  const auto heard = hop.heard();
  EXPECT_NE(heard.find("RCPT TO:<bob@far.test>\r\nDATA\r\nReceived: from c.test"), heard.npos);
  EXPECT_EQ(heard.find("ann@us.test"), heard.npos);
  EXPECT_EQ(heard.find("Return-Path"), heard.npos);
}

TEST_F(SmtpSession, DeliversNowhereWhenTheNextHopRefusesTheMessage) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "250 ok", "354 go", "554 5.7.1 spam", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(to_both);
  EXPECT_NE(said.find("\r\n554 5.7.1 spam\r\n221"), std::string::npos) << said;
  EXPECT_TRUE(inbox_of("ann").empty());
}

TEST_F(SmtpSession, DeliversNowhereWhenTheNextHopIsLost) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "250 ok", "354 go", ""});
  keeper_.next_hop = hop.where();
  const auto said = play(to_both);
  EXPECT_NE(said.find("\r\n451 4.4.1 "), std::string::npos) << said;
  EXPECT_TRUE(inbox_of("ann").empty());
}

TEST_F(SmtpSession, TellsTheNextHopNothingWhenACopyCannotBePrepared) {
  std::ofstream(base_ / "ann") << "not a folder";
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "250 ok", "354 go", "250 2.0.0 Queued"});
  keeper_.next_hop = hop.where();
  const auto said = play(to_both);
  EXPECT_NE(said.find("\r\n451 4.3.0 "), std::string::npos) << said;
  EXPECT_EQ(hop.heard().find("DATA"), std::string::npos);
}

TEST_F(SmtpSession, KeepsTheLocalRecipientsWhenTheNextHopRefusesOne) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "550 5.1.1 unknown", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(
      "EHLO c.test\r\nMAIL FROM:<joe@us.test>\r\nRCPT TO:<bob@far.test>\r\n"
      "RCPT TO:<ann@us.test>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n");
  EXPECT_NE(said.find("\r\n550 5.1.1 unknown\r\n250 2.1.5 "), std::string::npos) << said;
  EXPECT_NE(said.find("\r\n250 2.0.0 "), std::string::npos) << said;
  EXPECT_EQ(inbox_of("ann").size(), 1U);
  EXPECT_EQ(hop.heard().find("DATA"), std::string::npos);
}

TEST_F(SmtpSession, DeliversOnceToEachMemberHereAndThere) {
  ScriptedHop hop(
      {"220 hi", "250 far", "250 ok", "250 ok", "250 ok", "354 go", "250 2.0.0 Queued", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(
      "EHLO c.test\r\nMAIL FROM:<x@else.test>\r\nRCPT TO:<ann@us.test>\r\n"
      "RCPT TO:<team@us.test>\r\nRCPT TO:<bob@far.test>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n");
  EXPECT_NE(said.find("\r\n250 2.0.0 Queued\r\n221"), std::string::npos) << said;
  EXPECT_EQ(inbox_of("ann").size(), 1U);
  EXPECT_EQ(inbox_of("tim").size(), 1U);
  EXPECT_NE(hop.heard().find("RCPT TO:<bob@far.test>\r\nRCPT TO:<eve@far.test>\r\nDATA"),
            std::string::npos)
      << hop.heard();
}

constexpr std::string_view to_the_team =
    "EHLO c.test\r\nMAIL FROM:<x@else.test>\r\nRCPT "
    "TO:<team@us.test>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n";

TEST_F(SmtpSession, LeavesOutAMemberThatTheNextHopRefusesForGood) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "550 5.1.1 gone", "250 ok", "354 go",
                   "250 2.0.0 Queued", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(to_the_team);
  EXPECT_NE(said.find("\r\n250 2.0.0 Queued\r\n221"), std::string::npos) << said;
  EXPECT_EQ(inbox_of("ann").size(), 1U);
}

TEST_F(SmtpSession, TakesNoMessageForAGroupWhileAMemberCannotBeReached) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "250 ok", "450 4.2.1 later", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(to_the_team);
  EXPECT_NE(said.find("\r\n450 4.2.1 later\r\n554 5.5.1 "), std::string::npos) << said;
  EXPECT_TRUE(inbox_of("ann").empty());
}

TEST_F(SmtpSession, RefusesAGroupThatWouldOpenTooManyMailboxes) {
  const auto said = play(
      "EHLO c.test\r\nMAIL FROM:<x@else.test>\r\nRCPT TO:<ann@us.test>\r\n"
      "RCPT TO:<everybody@us.test>\r\nQUIT\r\n");
  EXPECT_NE(said.find("\r\n250 2.1.5 Recipient accepted\r\n452 4.5.3 "), std::string::npos) << said;
}

TEST_F(SmtpSession, SendsToOneNextHopAtATime) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "250 ok", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto said = play(
      "EHLO c.test\r\nMAIL FROM:<joe@us.test>\r\nRCPT TO:<bob@far.test>\r\n"
      "RCPT TO:<tim@other.test>\r\nQUIT\r\n");
  EXPECT_NE(said.find("\r\n452 4.5.3 "), std::string::npos) << said;
}

TEST_F(SmtpSession, DropsWhatIsToBeDiscarded) {
  const auto said =
      play("EHLO c.test\r\nMAIL FROM:<>\r\nRCPT TO:<x@gone.test>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n");
  EXPECT_NE(said.find("\r\n354 "), std::string::npos);
  EXPECT_NE(said.find("\r\n250 2.0.0 "), std::string::npos) << said;
}

TEST_F(SmtpSession, RelaysAMessageThatDoesNotFitIntoMemory) {
  ScriptedHop hop({"220 hi", "250 far", "250 ok", "250 ok", "354 go", "250 done", "221 bye"});
  keeper_.next_hop = hop.where();
  const auto work = [this] {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "..line " + std::to_string(i) + "\r\n";
    pair_.send("EHLO c.test\r\nMAIL FROM:<joe@us.test>\r\nRCPT TO:<bob@far.test>\r\nDATA\r\n");
    pair_.send(text);
    pair_.send(".\r\nQUIT\r\n");
  };
  std::thread client(work);
  const auto said = play("");
  client.join();
  EXPECT_NE(said.find("\r\n250 done\r\n221"), std::string::npos) << said;
  const auto heard = hop.heard();
  EXPECT_NE(heard.find("\r\n..line 0\r\n..line 1\r\n"), heard.npos);
  EXPECT_NE(heard.find("\r\n..line 19999\r\n.\r\nQUIT\r\n"), heard.npos);
}

}  // namespace
}  // namespace gatehouse::gates::smtp
