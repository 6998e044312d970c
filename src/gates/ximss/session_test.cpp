// A connection with a keeper that plays one account.
#include "gates/ximss/session.h"

#include <gtest/gtest.h>

#include "net/offload.h"
#include "tests/support/deaf_keeper.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::gates::ximss {
namespace {

using std::string_literals::operator""s;

class OneAccount final : public support::DeafKeeper {
 public:
  net::Task<Result<auth::Welcome>> welcome(auth::Peer, auth::OnEnd on_end) override {
    end = std::move(on_end);
    co_return auth::Welcome{1, {}};
  }
  net::Task<auth::Reply> begin(auth::VisitId, std::string mechanism,
                               std::optional<Secret> initial) override {
    if (mechanism == "PLAIN" && initial && initial->reveal() == "\0joe\0secret"s)
      co_return auth::Session{.account = "joe@company.com",
                              .acting = "joe@company.com",
                              .last_words = {},
                              .location = {}};
    co_return auth::Denial{auth::DenialKind::refused, "No", false};
  }
  net::Task<auth::Allowed<Secret>> open_session(auth::VisitId, auth::SessionKind) override {
    co_return Secret("1-abc");
  }
  net::Task<auth::Allowed<void>> close_session(auth::VisitId, Secret id) override {
    closed.emplace_back(id.reveal());
    co_return auth::Allowed<void>{};
  }

  auth::OnEnd end;
  std::vector<std::string> closed;
};

class XimssSession : public testing::Test {
 protected:
  // What is answered to all of that; empty at the end.
  std::string said(const std::string& bytes) {
    if (!over_ && !begun_) {
      begun_ = true;
      pair_.begin(serve(), over_);
    }
    pair_.send(bytes);
    pair_.go_on();
    return over_ && bytes.empty() ? std::string() : pair_.receive();
  }
  net::Task<bool> serve() {
    auto visit = co_await Visit::start(keeper_, "XIMSS", pair_.stream());
    Session session(pair_.stream(), *visit, around_);
    co_await session.run();
    co_return true;
  }

  OneAccount keeper_;
  net::Offload disk_{{.threads = 1}};
  Surroundings around_{.keeper = keeper_, .disk = disk_, .tls = nullptr, .base = {}, .limits = {}};
  support::StreamPair pair_;
  std::optional<bool> over_;
  bool begun_ = false;
};

constexpr const char* login = "<login id=\"1\" authData=\"joe\" password=\"secret\"/>";

TEST_F(XimssSession, ServesOneRequestAfterTheOther) {
  EXPECT_EQ(said("<noop id=\"0\"/>\0"s), "<response id=\"0\"/>\0"s);
  const auto entered = said(login + "\0"s);
  EXPECT_TRUE(
      entered.starts_with("<session urlID=\"1-abc\" userName=\"joe@company.com\" version=\""));
  EXPECT_TRUE(entered.ends_with("<response id=\"1\"/>\0"s)) << entered;
  EXPECT_EQ(said("<noop id=\"2\"/>\0\0\0<bye id=\"3\"/>\0"s),
            "<response id=\"2\"/>\0<response id=\"3\"/>\0"s);
  EXPECT_TRUE(over_);
  EXPECT_EQ(keeper_.closed, std::vector<std::string>{"1-abc"});
}

TEST_F(XimssSession, KnowsWhatIsForBeforeAndAfterALogin) {
  for (const auto* request : {"sessionList", "cliExecute", "mailboxACLGet", "unheardOf"})
    EXPECT_EQ(said("<"s + request + "/>\0"s),
              "<response errorNum=\"501\" errorText=\"Log in first\"/>\0"s);
  std::ignore = said(login + "\0"s);
  for (const auto* request : {"login", "listFeatures", "starttls"})
    EXPECT_EQ(said("<"s + request + "/>\0"s),
              "<response errorNum=\"501\" errorText=\"You are logged in already\"/>\0"s);
  EXPECT_EQ(said("<unheardOf/>\0"s),
            "<response errorNum=\"500\" errorText=\"This request is not known\"/>\0"s);
  EXPECT_EQ(said("<noop xmlns=\"other\"/>\0"s),
            "<response errorNum=\"500\" errorText=\"This request is not known\"/>\0"s);
}

TEST_F(XimssSession, EndsWithWhoeverSaysNothingThatCanBeUnderstood) {
  const auto wrong = "<response errorNum=\"501\" errorText=\"This is not a message\"/>\0"s;
  for (int times = 1; times < 10; ++times) EXPECT_EQ(said("rubbish\0"s), wrong);
  EXPECT_FALSE(over_);
  EXPECT_EQ(said("rubbish\0"s), wrong);
  EXPECT_TRUE(over_);
}

TEST_F(XimssSession, EndsWhenTheKeeperEndsIt) {
  std::ignore = said(login + "\0"s);
  keeper_.end();
  pair_.go_on();
  EXPECT_TRUE(over_);
}

TEST_F(XimssSession, TakesNoLongId) {
  EXPECT_EQ(said("<noop id=\"" + std::string(longest_id + 1, 'x') + "\"/>\0"s),
            "<response errorNum=\"501\" errorText=\"The id is too long\"/>\0"s);
}

}  // namespace
}  // namespace gatehouse::gates::ximss
