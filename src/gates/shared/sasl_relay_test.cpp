#include "gates/shared/sasl_relay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "tests/support/deaf_keeper.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::gates {
namespace {

// Answers what the test says, and keeps what it was asked.
class ScriptedKeeper final : public support::DeafKeeper {
 public:
  std::deque<auth::Reply> replies;
  std::vector<std::string> asked;

  net::Task<Result<auth::Welcome>> welcome(auth::Peer peer, auth::OnEnd /*on_end*/) override {
    asked.push_back("welcome " + peer.service);
    co_return auth::Welcome{7, {}};
  }
  net::Task<auth::Reply> begin(auth::VisitId, std::string mechanism,
                               std::optional<Secret> initial) override {
    asked.push_back("begin " + mechanism +
                    (initial ? " [" + std::string(initial->reveal()) + "]" : ""));
    co_return next();
  }
  net::Task<auth::Reply> feed(auth::VisitId, Secret response) override {
    asked.push_back("feed [" + std::string(response.reveal()) + "]");
    co_return next();
  }
  net::Task<auth::Reply> abort(auth::VisitId, auth::DenialKind why) override {
    asked.push_back(why == auth::DenialKind::aborted ? "abort aborted" : "abort malformed");
    co_return auth::Denial{why, "no", false};
  }
  void leave(auth::VisitId) override { asked.emplace_back("leave"); }

 private:
  auth::Reply next() {
    auto reply = std::move(replies.front());
    replies.pop_front();
    return reply;
  }
};

auth::Session joe(std::string last_words = "") {
  return {"joe@company.com", "joe@company.com", std::move(last_words), "Accounts/joe.macnt"};
}

class SaslRelay : public testing::Test {
 protected:
  // What relay_sasl() gave, in one word; the connection ends with it.
  std::string play(SaslStart start, std::string_view client) {
    pair_.send(client);
    pair_.end_sending();
    auto task = relay(std::move(start));
    auto outcome = pair_.run(std::move(task));
    pair_.stream().close();
    for (auto part = pair_.receive(); !part.empty(); part = pair_.receive()) server_ += part;
    return outcome;
  }

  net::Task<std::string> relay(SaslStart start) {
    auto visit = co_await Visit::start(keeper_, "POP", pair_.stream());
    net::Lines lines(pair_.stream(), 100);
    auto outcome = co_await relay_sasl(*visit, lines, "+ ", std::move(start));
    EXPECT_EQ(lines.longest(), 100U);
    if (!outcome) co_return "gone";
    if (const auto* denial = std::get_if<auth::Denial>(&*outcome))
      co_return denial->close ? "denied, close" : "denied";
    co_return std::get<auth::Session>(*outcome).account;
  }

  static SaslStart start(std::string mechanism) { return {std::move(mechanism), std::nullopt}; }
  static SaslStart start(std::string mechanism, std::string_view initial) {
    return {std::move(mechanism), Secret(initial)};
  }

  support::StreamPair pair_;
  ScriptedKeeper keeper_;
  std::string server_;  // what the client saw
};

using Asked = std::vector<std::string>;

TEST_F(SaslRelay, PassesAnInitialResponseOnDecoded) {
  keeper_.replies = {joe()};
  EXPECT_EQ(play(start("PLAIN", "AGpvZQBw"), ""), "joe@company.com");
  const std::string message("begin PLAIN [\0joe\0p]", 20);
  EXPECT_EQ(keeper_.asked, (Asked{"welcome POP", message, "leave"}));
  EXPECT_EQ(server_, "");
}

TEST_F(SaslRelay, KnowsAnEmptyInitialResponseFromNone) {
  keeper_.replies = {joe()};
  EXPECT_EQ(play(start("EXTERNAL", "="), ""), "joe@company.com");
  EXPECT_EQ(keeper_.asked[1], "begin EXTERNAL []");
}

TEST_F(SaslRelay, CarriesChallengesAndResponses) {
  keeper_.replies = {auth::Challenge{"<1@host>"}, auth::Challenge{""}, joe()};
  EXPECT_EQ(play(start("X"), "YQ==\r\n\r\n"), "joe@company.com");
  EXPECT_EQ(server_, "+ PDFAaG9zdD4=\r\n+ \r\n");
  EXPECT_EQ(keeper_.asked, (Asked{"welcome POP", "begin X", "feed [a]", "feed []", "leave"}));
}

TEST_F(SaslRelay, TellsTheKeeperOfACancel) {
  keeper_.replies = {auth::Challenge{}};
  EXPECT_EQ(play(start("X"), "*\r\n"), "denied");
  EXPECT_EQ(keeper_.asked[2], "abort aborted");
}

TEST_F(SaslRelay, TakesNoLaxBase64) {
  for (const auto* text : {"a", "YQ", "YQ=", "YQ===", "YR==", "Y Q=", "YQ==\t", "Y*==", "="}) {
    ScriptedKeeper keeper;
    support::StreamPair pair;
    keeper.replies = {auth::Challenge{}};
    pair.send(std::string(text) + "\r\n");
    auto task = [&]() -> net::Task<bool> {
      auto visit = co_await Visit::start(keeper, "POP", pair.stream());
      net::Lines lines(pair.stream(), 100);
      auto outcome = co_await relay_sasl(*visit, lines, "+ ", start("X"));
      co_return outcome&& std::holds_alternative<auth::Denial>(*outcome);
    };
    EXPECT_TRUE(pair.run(task())) << text;
    EXPECT_EQ(keeper.asked[2], "abort malformed") << text;
  }
}

TEST_F(SaslRelay, CountsABadInitialResponseAsAnAttempt) {
  keeper_.replies = {auth::Challenge{}};
  EXPECT_EQ(play(start("PLAIN", "!!!!"), ""), "denied");
  EXPECT_EQ(keeper_.asked, (Asked{"welcome POP", "begin PLAIN", "abort malformed", "leave"}));
}

TEST_F(SaslRelay, PrefersTheKeepersOwnRefusalOfABadInitialResponse) {
  keeper_.replies = {auth::Denial{auth::DenialKind::unknown_mechanism, "unknown", true}};
  EXPECT_EQ(play(start("FOO", "!!!!"), ""), "denied, close");
}

TEST_F(SaslRelay, TakesLongResponsesUpToALimit) {
  keeper_.replies = {auth::Challenge{}, auth::Challenge{}};
  const std::string fits(65536, 'A');
  EXPECT_EQ(play(start("X"), fits + "\r\n" + fits + "AAAA\r\n"), "denied");
  EXPECT_EQ(keeper_.asked[2].size(), 65536U / 4 * 3 + std::string("feed []").size());
  EXPECT_EQ(keeper_.asked[3], "abort malformed");
}

TEST_F(SaslRelay, SendsTheLastWordsBeforeSuccess) {
  keeper_.replies = {joe("v=abc")};
  EXPECT_EQ(play(start("SCRAM", "YQ=="), "\r\n"), "joe@company.com");
  EXPECT_EQ(server_, "+ dj1hYmM=\r\n");
}

TEST_F(SaslRelay, LeavesWhenTheLastWordsAreCancelled) {
  keeper_.replies = {joe("v=abc")};
  EXPECT_EQ(play(start("SCRAM", "YQ=="), "*\r\n"), "denied, close");
  EXPECT_EQ(keeper_.asked.back(), "leave");
  EXPECT_EQ(std::ranges::count(keeper_.asked, "leave"), 1);
}

TEST_F(SaslRelay, LeavesWhenTheLastWordsAreAnswered) {
  keeper_.replies = {joe("v=abc")};
  EXPECT_EQ(play(start("SCRAM", "YQ=="), "YQ==\r\n"), "denied, close");
}

TEST_F(SaslRelay, GrantsNothingWhenTheClientIsGone) {
  keeper_.replies = {auth::Challenge{}};
  EXPECT_EQ(play(start("X"), "YQ="), "gone");
  EXPECT_EQ(keeper_.asked, (Asked{"welcome POP", "begin X", "leave"}));
}

TEST_F(SaslRelay, GrantsNothingWhenTheClientGoesBeforeTheLastAnswer) {
  keeper_.replies = {joe("v=abc")};
  EXPECT_EQ(play(start("SCRAM", "YQ=="), ""), "gone");
  EXPECT_EQ(keeper_.asked.back(), "leave");
}

}  // namespace
}  // namespace gatehouse::gates
