#include "gates/ximss/http_sessions.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace gatehouse::gates::ximss {
namespace {

using std::chrono::hours;

class HttpSessionsTest : public testing::Test {
 protected:
  std::string add(std::string_view id, HttpSessions::Terms terms) {
    const auto cookie = sessions_.add(Secret(id), std::move(terms), now_);
    EXPECT_TRUE(cookie);
    return cookie.value_or("");
  }
  bool finds(std::string_view id, std::optional<std::string_view> cookie = {},
             std::string_view from = "10.0.0.5") {
    return sessions_.find({id, cookie, *IpAddress::parse(from)}, now_).has_value();
  }

  const IpAddress here_ = *IpAddress::parse("10.0.0.5");
  HttpSessions sessions_;
  Moment now_{hours{1000}};
};

TEST_F(HttpSessionsTest, AreFoundByTheirId) {
  EXPECT_EQ(add("1-abc", {.account = "joe@company.com", .address = here_}), "");
  const auto found = sessions_.find({"1-abc", {}, *IpAddress::parse("10.0.0.5")}, now_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->account, "joe@company.com");
  EXPECT_EQ(found->give_cookie, "");
  for (const auto* other : {"", "1-ab", "1-abcd", "1-ABC", "2-abc"}) EXPECT_FALSE(finds(other));
  sessions_.remove("1-abc");
  EXPECT_FALSE(finds("1-abc"));
}

TEST_F(HttpSessionsTest, MayBeGoodFromOneAddressOnly) {
  add("1-abc", {.account = "joe@company.com", .address = here_, .fixed = true});
  EXPECT_TRUE(finds("1-abc"));
  EXPECT_FALSE(finds("1-abc", {}, "10.0.0.6"));
}

TEST_F(HttpSessionsTest, MayNeedTheirCookie) {
  const auto cookie =
      add("1-abc", {.account = "joe@company.com", .address = here_, .cookie = true});
  EXPECT_EQ(cookie.size(), 22U);
  EXPECT_FALSE(finds("1-abc", "another"));
  EXPECT_TRUE(finds("1-abc", cookie));
  EXPECT_FALSE(finds("1-abc")) << "it was shown once";
  EXPECT_FALSE(finds("1-abc", ""));
}

TEST_F(HttpSessionsTest, GiveTheirCookieOnceMoreToWhoeverDroppedIt) {
  const auto cookie =
      add("1-abc", {.account = "joe@company.com", .address = here_, .cookie = true});
  const auto found = sessions_.find({"1-abc", {}, *IpAddress::parse("10.0.0.5")}, now_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->give_cookie, cookie);
  EXPECT_FALSE(finds("1-abc"));
  EXPECT_TRUE(finds("1-abc", cookie));
}

TEST_F(HttpSessionsTest, GoOnByTheTermsTheyHave) {
  using enum HttpSessions::Again;
  const auto elsewhere = *IpAddress::parse("10.0.0.6");
  EXPECT_EQ(sessions_.again("1-abc", here_, now_), std::nullopt);
  add("1-abc", {.account = "joe@company.com", .address = here_, .fixed = true});
  add("2-abc", {.account = "joe@company.com", .address = here_});
  EXPECT_EQ(sessions_.again("1-abc", here_, now_), goes_on);
  EXPECT_EQ(sessions_.again("1-abc", elsewhere, now_), not_from_there);
  EXPECT_EQ(sessions_.again("2-abc", elsewhere, now_), goes_on);
}

TEST_F(HttpSessionsTest, AreTakenFromAnAccountButForOne) {
  add("1-abc", {.account = "joe@company.com", .address = here_});
  add("2-abc", {.account = "joe@company.com", .address = here_});
  add("3-abc", {.account = "ann@company.com", .address = here_});
  add("4-abc", {.account = "joe@company.com", .address = *IpAddress::parse("10.0.0.6")});
  const auto others = sessions_.take_others("joe@company.com", "2-abc", here_);
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others.front().reveal(), "1-abc");
  EXPECT_FALSE(finds("1-abc"));
  EXPECT_TRUE(finds("2-abc"));
  EXPECT_TRUE(finds("3-abc"));
  EXPECT_FALSE(finds("4-abc"));
}

TEST_F(HttpSessionsTest, AreForgottenWhenTheKeeperKnowsThemNoMore) {
  add("1-abc", {.account = "joe@company.com", .address = here_});
  add("2-abc", {.account = "joe@company.com", .address = here_});
  add("3-abc", {.account = "ann@company.com", .address = here_});
  EXPECT_EQ(sessions_.count_of("joe@company.com"), 2U);
  add("4-abc", {.account = "joe@company.com", .address = here_});
  sessions_.keep_only("joe@company.com", {2}, 2);
  EXPECT_EQ(sessions_.count_of("joe@company.com"), 2U);
  EXPECT_FALSE(finds("1-abc"));
  EXPECT_TRUE(finds("2-abc"));
  EXPECT_TRUE(finds("3-abc")) << "somebody else's";
  EXPECT_TRUE(finds("4-abc")) << "a later one";
}

TEST_F(HttpSessionsTest, AreForgottenWhenNobodyComes) {
  add("1-abc", {.account = "joe@company.com", .address = here_});
  now_ += hours{23};
  EXPECT_TRUE(finds("1-abc"));
  now_ += hours{23};
  add("2-abc", {.account = "joe@company.com", .address = here_});
  EXPECT_TRUE(finds("1-abc"));
  now_ += hours{25};
  add("3-abc", {.account = "joe@company.com", .address = here_});
  EXPECT_FALSE(finds("1-abc"));
}

TEST_F(HttpSessionsTest, KnowNothingOfOnesThatAreGone) {
  EXPECT_EQ(sessions_.begin("1-abc", 1), Requests::Turn::repeated);
  EXPECT_EQ(sessions_.answer("1-abc", 1), std::nullopt);
  EXPECT_FALSE(sessions_.put("1-abc", "<a/>"));
  EXPECT_FALSE(sessions_.next("1-abc", 0));
}

// Whoever waits is woken by what is put, and for good by the next one that waits.
TEST_F(HttpSessionsTest, WakeWhoWaits) {
  boost::asio::io_context loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  net::Stream stream(loop.get_executor(), ends[0]);
  net::Stream other(loop.get_executor(), ends[1]);
  add("1-abc", {.account = "joe@company.com", .address = here_});
  std::vector<std::string> seen;
  const auto waits = [&]() -> net::Task<void> {
    const auto poll = sessions_.wait("1-abc", stream);
    while (!poll->is_replaced()) {
      const auto readable = co_await stream.readable_or_woken();
      seen.emplace_back(readable && !*readable ? "woken" : "ended");
    }
  };
  boost::asio::co_spawn(loop, waits, boost::asio::detached);
  loop.poll();
  EXPECT_TRUE(seen.empty());
  EXPECT_TRUE(sessions_.put("1-abc", "<a/>"));
  loop.poll();
  EXPECT_EQ(seen.size(), 1U);
  const auto next = sessions_.wait("1-abc", other);
  loop.poll();
  EXPECT_EQ(seen, (std::vector<std::string>{"woken", "woken"}));
  EXPECT_FALSE(next->is_replaced());
  EXPECT_EQ(sessions_.next("1-abc", 0)->messages, "<a/>");
}

}  // namespace
}  // namespace gatehouse::gates::ximss
