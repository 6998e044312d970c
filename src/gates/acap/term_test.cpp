#include "gates/acap/term.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::acap {
namespace {

// A term as it could have been written, with every string quoted.
std::string shown(const Term& term) {
  if (term.kind == Term::Kind::atom) return term.text;
  if (term.kind == Term::Kind::string) return "'" + term.text + "'";
  std::string text = "(";
  for (const auto& item : term.items) text += (text.size() > 1 ? " " : "") + shown(item);
  return text + ")";
}

std::string shown(std::string_view text) {
  const auto command = parse_command(text);
  if (!command) return "refused " + command.error().tag;
  std::string line = command->tag + "|" + command->verb;
  for (const auto& argument : command->arguments) line += "|" + shown(argument);
  return line;
}

TEST(AcapTerm, ReadsCommands) {
  const std::pair<std::string_view, std::string> table[] = {
      {"a NOOP", "a|NOOP"},
      {"A046 search \"/x/\" ALL", "A046|search|'/x/'|ALL"},
      {"a STORE (\"e\" \"k\" NIL)", "a|STORE|('e' 'k' NIL)"},
      {"a X ()", "a|X|()"},
      {"a X ((\"b\") (\"c\" (\"d\")))", "a|X|(('b') ('c' ('d')))"},
      {"a X \"q\\\"\\\\\"", "a|X|'q\"\\'"},
      {"a X {3}\r\nb c", "a|X|'b c'"},
      {"a X {3+}\r\n(\")\" y", "refused a"},
      {"a X {3+}\r\n(\")", "a|X|'(\")'"},
      {"a X ({2}\r\n\r\n \"y\")", "a|X|('\r\n' 'y')"},
      {"a X 12", "a|X|12"},
      {"a X {0}\r\n", "a|X|''"},
      {"", "refused *"},
      {"a", "refused *"},
      {"a ", "refused a"},
      {" a NOOP", "refused *"},
      {"* NOOP", "refused *"},
      {"+ NOOP", "refused *"},
      {"a NOOP ", "refused a"},
      {"a  NOOP", "refused a"},
      {"a X \"b", "refused a"},
      {"a X \"b\\c\"", "refused a"},
      {"a X (\"b\"", "refused a"},
      {"a X (\"b\" )", "refused a"},
      {"a X (\"b\"))", "refused a"},
      {"a X {4}\r\nabc", "refused a"},
      {"a X {99999999999}\r\n", "refused a"},
      {"a X {-1}\r\n", "refused a"},
      {"a X \"b\"\"c\"", "refused a"},
      {"abcdefghijabcdefghijabcdefghijabc NOOP", "refused *"}};
  for (const auto& [text, expected] : table) EXPECT_EQ(shown(text), expected) << text;
}

TEST(AcapTerm, RefusesWhatIsTooDeepOrTooMuch) {
  const auto nested = [](std::size_t depth) {
    return "a X " + std::string(depth, '(') + std::string(depth, ')');
  };
  EXPECT_FALSE(parse_command(nested(deepest_list + 1)));
  std::string many = "a X (\"0\"";
  for (std::size_t i = 0; i < most_terms; ++i) many += " 1";
  EXPECT_FALSE(parse_command(many + ")"));
}

TEST(AcapTerm, KnowsLiteralsAtTheEndOfALine) {
  EXPECT_EQ(literal_at_end("a X {5}")->size, 5U);
  EXPECT_TRUE(literal_at_end("a X {5}")->waits);
  EXPECT_FALSE(literal_at_end("a X {5+}")->waits);
  for (const auto* line : {"a X", "a X {}", "a X {5", "a X {x}", "a X {-5}", "a X {99999999999}"})
    EXPECT_FALSE(literal_at_end(line)) << line;
}

TEST(AcapTerm, ReadsOneTermAlone) {
  EXPECT_TRUE(parse_single("\"x\"")->is_string());
  EXPECT_TRUE(parse_single("*")->is_atom("*"));
  EXPECT_EQ(parse_single("{2}\r\nab")->text, "ab");
  EXPECT_FALSE(parse_single("\"x\" "));
  EXPECT_FALSE(parse_single("(\"x\")"));
  EXPECT_FALSE(parse_single(""));
}

TEST(AcapTerm, WritesStringsThatReadBack) {
  for (const std::string& text :
       {std::string(), std::string("a b"), std::string("q\"\\"), std::string("line\r\nline")})
    EXPECT_EQ(parse_command("a X " + string_text(text))->arguments.at(0).text, text);
  EXPECT_EQ(string_text(std::string("a\0b", 3)), std::string("{3}\r\na\0b", 8));
  EXPECT_EQ(string_text("\xFF"), "{1}\r\n\xFF");
}

}  // namespace
}  // namespace gatehouse::gates::acap
