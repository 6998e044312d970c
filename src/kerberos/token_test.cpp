#include "kerberos/token.h"

#include <gtest/gtest.h>

#include <chrono>

#include "kerberos/environment.h"
#include "tests/support/tickets.h"

namespace gatehouse::kerberos {
namespace {

using namespace std::string_literals;

std::string sample(const support::TicketFacts& facts = {}) {
  stand_alone();
  const auto key = support::service_key("imap/company.com@REALM.TEST");
  support::TicketClient client(key, facts);
  return client.token();
}

TEST(Token, SaysInClearForWhichServiceItIs) {
  EXPECT_EQ(ticket_service(sample())->full_name(), "imap/company.com@REALM.TEST");
  support::TicketFacts facts;
  facts.service = "a/b\\/c/d@OTHER";
  const auto service = ticket_service(sample(facts));
  ASSERT_TRUE(service);
  EXPECT_EQ(service->components, (std::vector<std::string>{"a", "b/c", "d"}));
  facts.service = "company.com@OTHER";
  EXPECT_EQ(ticket_service(sample(facts))->components.size(), 1U);
  facts.padding = 30'000;
  EXPECT_TRUE(ticket_service(sample(facts)));
}

TEST(Token, MayNameTheMechanismTheWrongWayOfSomeWindows) {
  auto token = sample();
  const auto right = "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"s;
  const auto at = token.find(right);
  ASSERT_NE(at, token.npos);
  token.replace(at, right.size(), "\x06\x09\x2a\x86\x48\x82\xf7\x12\x01\x02\x02"s);
  EXPECT_TRUE(ticket_service(token));
  token.replace(at, right.size(), "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x03"s);
  EXPECT_FALSE(ticket_service(token));
}

TEST(Token, IsRefusedWhereverItIsCutOrLengthened) {
  const auto token = sample();
  for (std::size_t length = 0; length < token.size(); ++length)
    ASSERT_FALSE(ticket_service(token.substr(0, length))) << length;
  EXPECT_FALSE(ticket_service(token + "x"));
}

TEST(Token, IsRefusedWhenItIsSomethingElse) {
  const auto token = sample();
  auto answer = token;
  answer[answer.find("\x02\x02\x01\x00"s) + 2] = '\x02';  // an AP-REP
  for (const auto& bytes :
       {""s, "\x60"s, "\x60\x00"s, "NTLMSSP\0\1\0\0\0"s, token.substr(17), answer,
        "\x60\x80\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00\x00\x00"s,
        "\x60\x84\x7f\xff\xff\xff\x06"s, "\x60\x88\x7f\xff\xff\xff\xff\xff\xff\xff\x06"s,
        std::string(60'000, '\x60'), std::string(longest_token + 1, '\x60')})
    EXPECT_FALSE(ticket_service(bytes));
}

// V-039: what is nested without end costs nothing.
TEST(Token, IsRefusedSoonWhenItIsNestedWithoutEnd) {
  const auto token = sample();
  const auto head = token.substr(token.find("\x06\x09"s), 13);
  std::string nested = head;
  for (int depth = 0; depth < 10'000; ++depth) nested += "\x30\x80"s;
  const auto length = nested.size();
  const std::string framed =
      "\x60\x82"s + static_cast<char>(length >> 8U) + static_cast<char>(length & 0xffU) + nested;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(ticket_service(framed));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace gatehouse::kerberos
