#include "pam/request.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::pam {
namespace {

std::string kind_of(const Request& request) {
  struct Names {
    std::string operator()(const Offer&) const { return "offer"; }
    std::string operator()(const Quit&) const { return "quit"; }
    std::string operator()(const Question& asked) const {
      return "question " + asked.user + " " + asked.client.text() + " " +
             std::string(asked.password.reveal());
    }
    std::string operator()(const Verdict& verdict) const { return answer_line("0", verdict); }
  };
  return std::visit(Names{}, request.what);
}

TEST(PamRequest, IsANumberAWordAndParameters) {
  struct Case {
    const char* line;
    const char* number;
    const char* kind;
  };
  for (const auto& one : std::vector<Case>{
           {"00001 INTF 5", "00001", "offer"},
           {"00009 QUIT", "00009", "quit"},
           {"7 PAM joe 10.0.0.5 secret", "7", "question joe 10.0.0.5 secret"},
           {"00002 PAM joe ::1 \"pass word\"", "00002", "question joe ::1 pass word"},
           {R"(00002 PAM "joe" "::1" "a\"b\\c")", "00002", R"(question joe ::1 a"b\c)"},
           {R"(00002 PAM "DOM\\joe" ::1 x)", "00002", R"(question DOM\joe ::1 x)"},
           {R"(2 PAM joe ::1 "\195\164")", "2", "question joe ::1 \xc3\xa4"},
           {R"(2 PAM joe ::1 "\255")", "2", "question joe ::1 \xff"},
           {"2 PAM joe ::1 \" \"", "2", "question joe ::1  "},
       }) {
    const auto request = parse_request(one.line, false);
    EXPECT_EQ(request.number, one.number) << one.line;
    EXPECT_EQ(kind_of(request), one.kind) << one.line;
  }
}

TEST(PamRequest, AnythingElseIsAnsweredWithoutAsking) {
  const std::string long_password(513, 'x');
  for (const std::string& line : {
           std::string("1 PAM"),
           std::string("1 PAM joe"),
           std::string("1 PAM joe ::1"),
           std::string("1 PAM joe ::1 a b"),
           std::string("1 PAM joe joe secret"),
           std::string("1 PAM joe \"\" secret"),
           std::string("1 PAM (joe) ::1 secret"),
           std::string("1 PAM joe ::1 {a=b;}"),
           std::string("1 PAM joe ::1 \"secret"),
           std::string("1 PAM joe ::1 \"\""),
           std::string("1 PAM joe ::1 \"a\\000b\""),
           std::string("1 PAM joe ::1 ") + long_password,
           std::string("1 pam joe ::1 secret"),
           std::string("1 VRFY joe secret"),
           std::string("1 "),
           std::string("1"),
       }) {
    const auto request = parse_request(line, false);
    EXPECT_EQ(request.number, "1") << line;
    const auto* verdict = std::get_if<Verdict>(&request.what);
    ASSERT_NE(verdict, nullptr) << line;
    EXPECT_NE(verdict->kind, Verdict::Kind::accepted) << line;
    EXPECT_FALSE(verdict->why.contains("secret")) << line;
  }
  const std::string just_fits(512, 'x');
  EXPECT_TRUE(
      std::holds_alternative<Question>(parse_request("1 PAM joe ::1 " + just_fits, false).what));
}

TEST(PamRequest, WithoutANumberThereIsNobodyToAnswer) {
  for (const auto* line : {"", " ", "PAM joe ::1 secret", "x1 QUIT", "-1 QUIT", "1x QUIT",
                           "123456789012345678901 QUIT"})
    EXPECT_EQ(parse_request(line, false).number, "") << line;
}

TEST(PamRequest, ACutLineIsRefused) {
  const auto request = parse_request("00004 PAM joe ::1 secr", true);
  EXPECT_EQ(request.number, "00004");
  EXPECT_EQ(kind_of(request), "0 ERROR too long\n");
}

TEST(PamAnswer, IsOneLine) {
  EXPECT_EQ(answer_line("00001", accepted()), "00001 OK\n");
  EXPECT_EQ(answer_line("00001", refused("no")), "00001 ERROR no\n");
  EXPECT_EQ(answer_line("00001", failed("a\nb\x01")), "00001 FAILURE a\\x0ab\\x01\n");
}

std::vector<std::string> lines_of(const std::vector<std::string>& pieces) {
  std::vector<std::string> seen;
  RequestLines lines;
  for (const auto& piece : pieces)
    lines.add(piece, [&](std::string_view line, bool cut) {
      seen.push_back(std::string(line.substr(0, 20)) + (cut ? "..." : ""));
    });
  return seen;
}

TEST(RequestLines, CutsWhereverTheBytesAreSplit) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lines_of({"1 A\n2 B\r\n3"}), (Lines{"1 A", "2 B"}));
  EXPECT_EQ(lines_of({"1", " A", "\n", "\n2 B\r", "\n"}), (Lines{"1 A", "", "2 B"}));
}

TEST(RequestLines, KeepsTheBeginningOfALineThatIsTooLong) {
  const std::string flood = "00001 PAM joe ::1 " + std::string(70000, 'x');
  EXPECT_EQ(lines_of({flood, "\n2 B\n"}),
            (std::vector<std::string>{"00001 PAM joe ::1 xx...", "2 B"}));
}

}  // namespace
}  // namespace gatehouse::pam
