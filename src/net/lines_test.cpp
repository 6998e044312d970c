#include "net/lines.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/stream_pair.h"

namespace gatehouse::net {
namespace {

using std::string_literals::operator""s;

constexpr std::size_t limit = 20;

std::string shown(const Result<std::string_view>& line) {
  return line ? std::string(*line) : "<" + std::string(name_of(line.error().code)) + ">";
}

Task<bool> read_to_the_end(Lines& lines, std::vector<std::string>& seen) {
  do {
    const auto line = co_await lines.read_line();
    seen.push_back(shown(line));
  } while (seen.back() != "<closed>");
  co_return true;
}

struct LinesTest : testing::Test {
  std::string next() { return shown(pair.run(lines.read_line())); }

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
    std::optional<bool> ended;
    pair.begin(read_to_the_end(lines, seen), ended);
    for (std::size_t at = 0; at < sent.size(); at += piece) {
      pair.send(std::string_view(sent).substr(at, piece));
      pair.go_on();
    }
    pair.end_sending();
    EXPECT_TRUE(pair.finish(ended));
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

TEST_F(LinesTest, ClosesOnALineThatNeverEnds) {
  const std::string flood(17 * limit, 'x');
  pair.send(flood);
  EXPECT_EQ(next(), "<closed>");
  EXPECT_EQ(pair.receive(), "");
}

TEST_F(LinesTest, TellsABareLfFromACrlf) {
  pair.send("one\ntwo\r\n" + std::string(3 * limit, 'x') + "\r\n" + std::string(3 * limit, 'x') +
            "\n");
  EXPECT_EQ(next(), "one");
  EXPECT_TRUE(lines.ended_bare());
  EXPECT_EQ(next(), "two");
  EXPECT_FALSE(lines.ended_bare());
  EXPECT_EQ(next(), "<too_long>");
  EXPECT_FALSE(lines.ended_bare());
  EXPECT_EQ(next(), "<too_long>");
  EXPECT_TRUE(lines.ended_bare());
}

TEST_F(LinesTest, KnowsThatAPipelinedCommandWaits) {
  pair.send("one\r\ntwo\r\n");
  EXPECT_EQ(next(), "one");
  EXPECT_TRUE(lines.has_input());
  EXPECT_EQ(next(), "two");
  EXPECT_FALSE(lines.has_input());
}

TEST_F(LinesTest, TakesALongerLimitFromTheNextLineOn) {
  const std::string longer(2 * limit, 'x');
  pair.send(longer + "\r\n" + longer + "\r\n");
  EXPECT_EQ(next(), "<too_long>");
  lines.set_longest(2 * limit);
  EXPECT_EQ(next(), longer);
}

TEST_F(LinesTest, WipesASecretWhereItLay) {
  pair.send("PASS sesame\r\nNOOP\r\n");
  const auto line = pair.run(lines.read_line());
  ASSERT_EQ(line, "PASS sesame");
  const std::string_view place = *line;
  lines.wipe_input();
  EXPECT_EQ(place, std::string(place.size(), '\0'));
  EXPECT_EQ(next(), "NOOP");
}

TEST_F(LinesTest, EndsAWaitAtTheDeadlineAndKeepsWhatCame) {
  pair.send("half");
  pair.stream().set_deadline(std::chrono::steady_clock::now());
  EXPECT_EQ(next(), "<timed_out>");
  pair.stream().set_deadline(Moment::max());
  pair.send(" a line\r\n");
  EXPECT_EQ(next(), "half a line");
}

struct CountedTest : LinesTest {
  Result<void> read(std::uint64_t count) {
    const auto sink = [this](std::string_view piece) -> Result<void> {
      seen += piece;
      if (seen.size() > most) return fail(ErrorCode::too_long, "enough");
      return {};
    };
    return pair.run(lines.read_counted(count, sink));
  }

  std::string seen;
  std::size_t most = 1U << 30U;
};

TEST_F(CountedTest, HandsOnExactlyTheCountAndThenReadsLines) {
  pair.send("APPEND\r\nfirst\0second\r\nNOOP\r\n"s);
  EXPECT_EQ(next(), "APPEND");
  EXPECT_TRUE(read(12));
  EXPECT_EQ(seen, "first\0second"s);
  EXPECT_EQ(next(), "");
  EXPECT_EQ(next(), "NOOP");
}

TEST_F(CountedTest, ReadsNothingForACountOfNought) {
  EXPECT_TRUE(read(0));
  EXPECT_EQ(seen, "");
}

TEST_F(CountedTest, ReadsMoreThanAnyBufferHolds) {
  const std::string large(3'000'000, 'x');
  const std::jthread sender([&] { pair.send("start\r\n" + large + "next\r\n"); });
  EXPECT_EQ(next(), "start");
  EXPECT_TRUE(read(large.size()));
  EXPECT_EQ(seen, large);
  EXPECT_EQ(next(), "next");
}

TEST_F(CountedTest, ASinkThatHasEnoughDoesNotLoseTheStep) {
  most = 100;
  const std::jthread sender([&] { pair.send(std::string(100'000, 'x') + "next\r\n"); });
  const auto outcome = read(100'000);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::too_long);
  EXPECT_LT(seen.size(), 100'000);
  EXPECT_EQ(next(), "next");
}

TEST_F(CountedTest, FailsWhenThePeerEndsEarly) {
  pair.send("some");
  pair.end_sending();
  const auto outcome = read(5);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::closed);
}

}  // namespace
}  // namespace gatehouse::net
