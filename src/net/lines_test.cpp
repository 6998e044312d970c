#include "net/lines.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/stream_pair.h"

namespace gatehouse::net {
namespace {

using std::string_literals::operator""s;

constexpr std::size_t limit = 20;

struct LinesTest : testing::Test {
  // A line, or the name of the error.
  std::string next() {
    auto line = pair.run(lines.read_line());
    return line ? std::string(*line) : "<" + std::string(name_of(line.error().code)) + ">";
  }
  std::vector<std::string> rest() {
    std::vector<std::string> all;
    do all.push_back(next());
    while (all.back() != "<closed>" && all.size() < 1000);
    return all;
  }

  support::StreamPair pair;
  Lines lines{pair.stream(), limit};
};

struct Reading {
  const char* title;
  std::string sent;
  std::vector<std::string> lines;
};
class Splitting : public testing::TestWithParam<Reading> {};

TEST_P(Splitting, GivesTheSameLinesHoweverTheBytesArrive) {
  const auto& [title, sent, expected] = GetParam();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, sent.size()}) {
    support::StreamPair pair;
    Lines lines(pair.stream(), limit);
    std::vector<std::string> seen;
    // The pieces are sent one by one, each when the reader waits for it.
    auto reader = [&]() -> Task<bool> {
      for (;;) {
        auto line = co_await lines.read_line();
        if (!line) seen.push_back("<" + std::string(name_of(line.error().code)) + ">");
        if (line) seen.emplace_back(*line);
        if (!line && line.error().code == ErrorCode::closed) co_return true;
      }
    };
    bool ended = false;
    boost::asio::co_spawn(pair.loop(), reader(),
                          [&](const std::exception_ptr&, bool) { ended = true; });
    for (std::size_t at = 0; at < sent.size(); at += piece) {
      pair.send(std::string_view(sent).substr(at, piece));
      pair.loop().restart();
      pair.loop().poll();
    }
    pair.end_sending();
    while (!ended) pair.loop().run_one();
    EXPECT_EQ(seen, expected) << title << ", pieces of " << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Splitting,
    testing::Values(Reading{"two lines", "one\r\ntwo\r\n", {"one", "two", "<closed>"}},
                    Reading{"a bare LF", "one\ntwo\r\n", {"one", "two", "<closed>"}},
                    Reading{"empty lines", "\r\n\n\r\n", {"", "", "", "<closed>"}},
                    Reading{"a NUL stays a byte", "a\0b\r\n"s, {"a\0b"s, "<closed>"}},
                    Reading{"a CR inside", "a\rb\r\r\n", {"a\rb\r", "<closed>"}},
                    Reading{"8-bit bytes", "\xFF\x80\r\n", {"\xFF\x80", "<closed>"}},
                    Reading{"an unfinished line is no line", "one\r\ntwo", {"one", "<closed>"}},
                    Reading{"exactly the limit",
                            std::string(limit, 'x') + "\r\n",
                            {std::string(limit, 'x'), "<closed>"}},
                    Reading{"one over, then a good one",
                            std::string(limit + 1, 'x') + "\r\nok\r\n",
                            {"<too_long>", "ok", "<closed>"}},
                    Reading{"far over, then a good one",
                            std::string(10 * limit, 'x') + "\nok\n",
                            {"<too_long>", "ok", "<closed>"}},
                    Reading{"over with CRs",
                            std::string(10 * limit, '\r') + "\nok\n",
                            {"<too_long>", "ok", "<closed>"}}),
    [](const auto& each) {
      std::string name;
      for (const char c : std::string_view(each.param.title))
        name += c == ' ' || c == ',' || c == '-' ? '_' : c;
      return name;
    });

}  // namespace
}  // namespace gatehouse::net
