#include "gates/smtp/next_hop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/socket.h"
#include "tests/support/scripted_hop.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::gates::smtp {
namespace {

using support::ScriptedHop;

class SmtpNextHop : public testing::Test {
 protected:
  std::string relay(std::string where, std::string_view text, bool eight_bit = false) {
    auto task = transaction(std::move(where), std::string(text), eight_bit);
    return pair_.run(std::move(task));
  }
  net::Task<std::string> transaction(std::string where, std::string text, bool eight_bit) {
    auto opened =
        co_await NextHop::open(std::move(where), {"us.test", "joe@us.test", eight_bit}, work_);
    if (!opened.hop) co_return opened.reply.line;
    const auto accepted = co_await opened.hop->recipient("ann@far.test");
    if (!accepted.good()) co_return accepted.line;
    Spool spool("/nowhere");
    spool.add(text);
    const auto answer = co_await opened.hop->message("Received: by us\r\n", spool);
    co_await opened.hop->quit();
    co_return answer.line;
  }

  support::StreamPair pair_;  // for its loop
  net::Offload work_{{.threads = 1, .queue = 8}};
};

TEST_F(SmtpNextHop, CarriesOneMessage) {
  ScriptedHop hop({"220-far\r\n220 hi", "250-far\r\n250 8BITMIME", "250 ok", "250 ok", "354 go",
                   "250 2.0.0 Queued as 1", "221 bye"});
  EXPECT_EQ(relay(hop.where(), ".dot", true), "250 2.0.0 Queued as 1");
  EXPECT_EQ(hop.heard(),
            "EHLO us.test\r\nMAIL FROM:<joe@us.test> BODY=8BITMIME\r\nRCPT TO:<ann@far.test>\r\n"
            "DATA\r\nReceived: by us\r\n..dot\r\n.\r\nQUIT\r\n");
}

TEST_F(SmtpNextHop, FallsBackToHelo) {
  ScriptedHop hop({"220 hi", "502 no", "250 far", "250 ok", "250 ok", "354 go", "250 done", "221"});
  EXPECT_EQ(relay(hop.where(), "a", true), "250 done");
  EXPECT_TRUE(
      hop.heard().starts_with("EHLO us.test\r\nHELO us.test\r\nMAIL FROM:<joe@us.test>\r\n"));
}

struct RefusalCase {
  std::vector<std::string> script;
  std::string expected;
};

TEST_F(SmtpNextHop, PassesRefusalsOn) {
  const RefusalCase cases[] = {
      {{"554 no"}, "554 no"},
      {{"220 hi", "421 busy"}, "451 busy"},
      {{"220 hi", "250 far", "550 5.1.8 bad sender"}, "550 5.1.8 bad sender"},
      {{"220 hi", "250 far", "250 ok", "550 5.1.1 unknown"}, "550 5.1.1 unknown"},
      {{"220 hi", "250 far", "250 ok", "250 ok", "451 later"}, "451 later"},
      {{"220 hi", "250 far", "250 ok", "250 ok", "354 go", "552 too big", "221 bye"},
       "552 too big"},
      {{"220 hi", "250 far", "250 ok", "550 a\x01\xFF b"}, "550 a\\x01\\xff b"}};
  for (const auto& [script, expected] : cases) {
    ScriptedHop hop(script);
    EXPECT_EQ(relay(hop.where(), "a"), expected);
  }
}

TEST_F(SmtpNextHop, NeverTakesABrokenAnswerForSuccess) {
  const RefusalCase cases[] = {
      {{""}, "451 4.4.1 The next hop does not answer"},
      {{"SSH-2.0-x"}, "451 4.4.0 The next hop does not speak SMTP"},
      {{"220 hi", "250 far", "250 ok", "250 ok", "250 no 354"},
       "451 4.4.0 The next hop does not speak SMTP"},
      {{"220 hi", "250 far", "250 ok", "250 ok", "354 go", "333 what", "221 bye"},
       "451 4.4.0 The next hop does not speak SMTP"},
      {{"220 hi", "250 far", "250 ok", "250 ok", "354 go", ""},
       "451 4.4.1 The next hop does not answer"}};
  for (const auto& [script, expected] : cases) {
    ScriptedHop hop(script);
    EXPECT_EQ(relay(hop.where(), "a"), expected);
  }
}

TEST_F(SmtpNextHop, SaysWhenNobodyListens) {
  Descriptor unused(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto at = net::SocketAddress::of({*IpAddress::parse("127.0.0.1"), 0});
  ASSERT_EQ(::bind(unused.number(), at.raw(), at.size), 0);
  const auto port = net::local_address(unused.number()).endpoint().port;
  EXPECT_EQ(relay("127.0.0.1:" + std::to_string(port), "a"),
            "451 4.4.1 The next hop does not answer");
  EXPECT_EQ(relay("", "a"), "451 4.3.5 The next hop is set wrongly");
}

TEST(SmtpDots, AreDoubledAcrossPieces) {
  EXPECT_EQ(dots_doubled(".a\r\n.\r\nb.\r\n", true), "..a\r\n..\r\nb.\r\n");
  EXPECT_EQ(dots_doubled(".a\r\n", false), ".a\r\n");
  EXPECT_EQ(dots_doubled("", true), "");
}

}  // namespace
}  // namespace gatehouse::gates::smtp
