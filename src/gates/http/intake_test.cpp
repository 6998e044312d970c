#include "gates/http/intake.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::http {
namespace {

constexpr std::size_t longest = 1000;

struct Outcome {
  unsigned status = 0;  // 0: whole; 1: more is needed
  Request request{};
  std::string body{};
  std::string left{};
};

// `step`: bytes that come at once.
Outcome read(std::string_view bytes, std::size_t step = std::string::npos) {
  Intake intake;
  std::string input;
  Outcome outcome{.status = 1};
  std::optional<Request> request;
  while (!bytes.empty()) {
    input += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
    if (!request) {
      auto head = intake.head(input);
      if (!head) return {.status = head.error().status};
      if (!*head) continue;
      request = std::move(**head);
    }
    auto body = intake.body(input, longest);
    if (!body) return {.status = body.error().status};
    if (!*body) continue;
    input += bytes;
    return {0, std::move(*request), std::string((*body)->reveal()), input};
  }
  return outcome;
}

std::string get(std::string_view fields, std::string_view rest = "") {
  return "GET / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(rest);
}
std::string post(std::string_view fields, std::string_view rest = "") {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(rest);
}

TEST(Intake, ReadsARequestHoweverItsBytesCome) {
  const auto text =
      "POST /a%20b?c=d HTTP/1.1\r\nHost: Mail.Company.com:8100\r\nX-One:  two \r\n"
      "Content-Length: 5\r\n\r\nhelloGET ";
  for (const std::size_t step : {1U, 2U, 7U, 1000U}) {
    const auto got = read(text, step);
    ASSERT_EQ(got.status, 0U) << step;
    EXPECT_EQ(got.request.method, Method::post);
    EXPECT_EQ(got.request.path, "/a b");
    EXPECT_EQ(got.request.query, "c=d");
    EXPECT_EQ(got.request.target, "/a%20b?c=d");
    EXPECT_EQ(got.request.host, "mail.company.com");
    EXPECT_EQ(got.request.authority, "mail.company.com:8100");
    EXPECT_EQ(*got.request.field("x-one"), "two");
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.left, "GET ");
    EXPECT_TRUE(got.request.keep_alive);
  }
}

TEST(Intake, ReadsABodyInChunksAndDropsWhatComesBehindIt) {
  const auto text = post("Transfer-Encoding: chunked\r\n",
                         "5\r\nhello\r\n1\r\n!\r\n0\r\nAuthorization: Basic eDp5\r\n\r\nGET ");
  for (const std::size_t step : {1U, 3U, 1000U}) {
    const auto got = read(text, step);
    ASSERT_EQ(got.status, 0U) << step;
    EXPECT_EQ(got.body, "hello!");
    EXPECT_EQ(got.left, "GET ");
    EXPECT_EQ(got.request.field("authorization"), nullptr);
  }
}

TEST(Intake, KnowsWhenTheConnectionIsToClose) {
  EXPECT_FALSE(read(get("Connection: close\r\n")).request.keep_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\n\r\n").request.keep_alive);
  EXPECT_TRUE(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").request.keep_alive);
}

struct Case {
  const char* title;
  std::string text;
  unsigned status;
};
class Refusals : public testing::TestWithParam<Case> {};

TEST_P(Refusals, AreTheSameHoweverTheBytesCome) {
  const auto& [title, text, status] = GetParam();
  for (const std::size_t step : {1U, 5U, 100000U})
    EXPECT_EQ(read(text, step).status, status) << title << ", " << step << " at once";
}

INSTANTIATE_TEST_SUITE_P(
    Smuggling, Refusals,
    testing::Values(
        Case{"length and chunks", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        Case{"chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        Case{"two codings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
             400},
        Case{"a list of codings", post("Transfer-Encoding: gzip, chunked\r\n"), 501},
        Case{"chunked twice", post("Transfer-Encoding: chunked, chunked\r\n"), 501},
        Case{"a coding with a mark",
             post("Transfer-Encoding: \x0b"
                  "chunked\r\n"),
             400},
        Case{"another coding", post("Transfer-Encoding: identity\r\n"), 501},
        Case{"chunks in HTTP/1.0",
             "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"two lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
        Case{"a list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400},
        Case{"a plus", post("Content-Length: +3\r\n", "abc"), 400},
        Case{"a minus", post("Content-Length: -3\r\n", "abc"), 400},
        Case{"hexadecimal", post("Content-Length: 0x3\r\n", "abc"), 400},
        Case{"no digits", post("Content-Length: \r\n", "abc"), 400},
        Case{"2^64", post("Content-Length: 18446744073709551616\r\n"), 400},
        Case{"space before a colon", get("X-One : two\r\n"), 400},
        Case{"space before the length's colon", post("Content-Length : 3\r\n", "abc"), 400},
        Case{"a folded line", get("X-One: two\r\n three\r\n"), 400},
        Case{"folded by a tab", get("X-One: two\r\n\tthree\r\n"), 400},
        Case{"a bare LF", "GET / HTTP/1.1\nHost: h\r\n\r\n", 400},
        Case{"bare LFs only", "GET / HTTP/1.1\nHost: h\n\n", 400},
        Case{"a bare LF in a value", get("X-One: two\nX-Two: three\r\n"), 400},
        Case{"a bare CR", get("X-One: two\rthree\r\n"), 400},
        Case{"a NUL", get(std::string("X-One: t\0o\r\n", 12)), 400},
        Case{"no colon", get("X-One\r\n"), 400}, Case{"no name", get(": two\r\n"), 400},
        Case{"chunk size 2^64", post("Transfer-Encoding: chunked\r\n", "10000000000000000\r\nabc"),
             400},
        Case{"negative chunk size", post("Transfer-Encoding: chunked\r\n", "-1\r\nabc"), 400},
        Case{"chunk size with 0x",
             post("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"), 400},
        Case{"chunk with an extension",
             post("Transfer-Encoding: chunked\r\n", "3;a=b\r\nabc\r\n0\r\n\r\n"), 400},
        Case{"last chunk with an extension",
             post("Transfer-Encoding: chunked\r\n", "0;a=b\r\n\r\n"), 400},
        Case{"chunk without its end",
             post("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n"), 400}));

INSTANTIATE_TEST_SUITE_P(
    Limits, Refusals,
    testing::Values(
        Case{"a long target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
             414},
        Case{"a line without end", std::string(9000, 'a'), 414},
        Case{"a long name", get(std::string(std::size_t{1} << 20U, 'a') + ": b\r\n"), 431},
        Case{"a long value", get("a: " + std::string(20000, 'a') + "\r\n"), 431},
        Case{"a long body", post("Content-Length: 1001\r\n", std::string(1001, 'a')), 413},
        Case{"a long chunk",
             post("Transfer-Encoding: chunked\r\n",
                  "3e9\r\n" + std::string(1001, 'a') + "\r\n0\r\n\r\n"),
             413},
        Case{"a long chunk line",
             post("Transfer-Encoding: chunked\r\n", "1;" + std::string(20000, 'a')), 400}));

INSTANTIATE_TEST_SUITE_P(
    Words, Refusals,
    testing::Values(Case{"another version", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
                    Case{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
                    Case{"HTTP/0.9", "GET /\r\n\r\n", 400},
                    Case{"two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
                    Case{"an unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
                    Case{"a tunnel", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 501},
                    Case{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
                    Case{"two hosts", get("Host: other\r\n"), 400},
                    Case{"an empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400},
                    Case{"a host with a path", "GET / HTTP/1.1\r\nHost: h/x\r\n\r\n", 400},
                    Case{"a host with a name", "GET / HTTP/1.1\r\nHost: a@h\r\n\r\n", 400},
                    Case{"another expectation", get("Expect: a miracle\r\n"), 417},
                    Case{"credentials twice",
                         get("Authorization: Basic eDp5\r\nAuthorization: Basic eDp6\r\n"), 400}));

TEST(Intake, LimitsTheNumberOfFields) {
  std::string fields;
  for (std::size_t i = 0; i < most_fields; ++i) fields += "a: b\r\n";
  EXPECT_EQ(read(get(fields)).status, 431U);
}

TEST(Intake, TakesAnEmptyLineBeforeARequestForNothing) {
  EXPECT_EQ(read("\r\n" + get("")).status, 0U);
}

}  // namespace
}  // namespace gatehouse::gates::http
