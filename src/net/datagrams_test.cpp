#include "net/datagrams.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <vector>

namespace gatehouse::net {
namespace {

using std::chrono_literals::operator""s;

class DatagramsBetweenTwo : public testing::TestWithParam<const char*> {
 protected:
  static std::shared_ptr<Datagrams> open(boost::asio::io_context& loop, const char* address) {
    auto opened = Datagrams::open(loop.get_executor(), {*IpAddress::parse(address), 0});
    EXPECT_TRUE(opened) << opened.error().detail;
    return *opened;
  }
  // What arrives at `at` until there are `count` of them.
  std::vector<Datagram> arriving(const std::shared_ptr<Datagrams>& at, std::size_t count) {
    std::vector<Datagram> all;
    const auto take = [&](Datagram one) {
      all.push_back(std::move(one));
      if (all.size() == count) at->close();
    };
    boost::asio::co_spawn(loop_, at->receive(take), boost::asio::detached);
    loop_.run_for(5s);
    loop_.restart();
    return all;
  }
  boost::asio::io_context loop_{1};
};

TEST_P(DatagramsBetweenTwo, ArriveWholeWithBothEnds) {
  const auto us = open(loop_, GetParam());
  const auto them = open(loop_, GetParam());
  const std::string large(60000, 'x');
  EXPECT_TRUE(them->send({us->bound(), them->bound(), "hello"}));
  EXPECT_TRUE(them->send({us->bound(), them->bound(), large}));
  const auto all = arriving(us, 2);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].bytes, "hello");
  EXPECT_EQ(all[1].bytes, large);
  EXPECT_EQ(all[0].remote, them->bound());
  EXPECT_EQ(all[0].local, us->bound());
}

INSTANTIATE_TEST_SUITE_P(Families, DatagramsBetweenTwo, testing::Values("127.0.0.1", "::1"));

using OneDatagramSocket = DatagramsBetweenTwo;

TEST_P(OneDatagramSocket, ForEveryAddressAnswersFromTheOneItWasAskedAt) {
  const auto everywhere = open(loop_, "0.0.0.0");
  const auto them = open(loop_, "127.0.0.1");
  const Endpoint asked{*IpAddress::parse(GetParam()), everywhere->bound().port};
  EXPECT_TRUE(them->send({asked, them->bound(), "who is there"}));
  const auto question = arriving(everywhere, 1);
  ASSERT_EQ(question.size(), 1U);
  EXPECT_EQ(question[0].local, asked);
  const auto again = open(loop_, "0.0.0.0");
  EXPECT_TRUE(again->send({question[0].remote, question[0].local, "it is me"}));
  const auto answer = arriving(them, 1);
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_EQ(answer[0].remote.address, asked.address);
}

INSTANTIATE_TEST_SUITE_P(Loopback, OneDatagramSocket, testing::Values("127.0.0.1", "127.0.0.2"));

TEST(Datagrams, HaveTheirPortAlone) {
  boost::asio::io_context loop{1};
  const auto first = Datagrams::open(loop.get_executor(), {*IpAddress::parse("127.0.0.1"), 0});
  ASSERT_TRUE(first);
  const auto second = Datagrams::open(loop.get_executor(), (*first)->bound());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::already_exists);
}

TEST(Datagrams, ThatAreTooLongAreDropped) {
  boost::asio::io_context loop{1};
  const auto one = Datagrams::open(loop.get_executor(), {*IpAddress::parse("127.0.0.1"), 0});
  ASSERT_TRUE(one);
  EXPECT_FALSE((*one)->send({(*one)->bound(), (*one)->bound(), std::string(70000, 'x')}));
}

}  // namespace
}  // namespace gatehouse::net
