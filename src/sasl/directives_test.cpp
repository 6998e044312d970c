#include "sasl/directives.h"

#include <gtest/gtest.h>

namespace gatehouse::sasl {
namespace {

TEST(Directives, AreUnquotedAndLowerCased) {
  const auto parsed = parse_directives(R"(Name="a\"b\\c,d", other=token)");
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->size(), 2U);
  EXPECT_EQ(*find(*parsed, "name"), "a\"b\\c,d");
  EXPECT_EQ(*find(*parsed, "other"), "token");
  EXPECT_EQ(find(*parsed, "third"), nullptr);
}

TEST(Directives, OfAnEmptyTextAreNone) {
  for (const auto* text : {"", " ", ",,,", " , "}) {
    const auto parsed = parse_directives(text);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_TRUE(parsed->empty());
  }
}

TEST(Directives, RefuseBrokenGrammar) {
  for (const auto* text : {"a", "=b", "a=", "a=\"", "a=\"\\", "a=\"b\"c", "a=b c=d", "a=(", "a=b=c",
                           "a=1,A=2", "a\"b\"=c"})
    EXPECT_FALSE(parse_directives(text).has_value()) << text;
}

}  // namespace
}  // namespace gatehouse::sasl
