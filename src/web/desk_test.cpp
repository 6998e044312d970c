#include "web/desk.h"

#include <gtest/gtest.h>

namespace gatehouse::web {
namespace {

TEST(AnAnswer, IsWhatTheCommandGave) {
  EXPECT_EQ(answer_of({200, "OK", {}}).code, 200);
  const auto data = answer_of({200, "OK", "(a,b)"});
  EXPECT_EQ(data.code, 201);
  EXPECT_EQ(data.array().size(), 2U);
  EXPECT_TRUE(data.dictionary().empty());
  const auto refused = answer_of({501, "no", {}});
  EXPECT_FALSE(refused.done());
  EXPECT_EQ(refused.words, "no");
  EXPECT_FALSE(answer_of({200, "OK", "(a"}).done()) << "data that cannot be read is no success";
}

TEST(ACommand, KeepsTextsApartFromKeywords) {
  Command command("SETACCOUNTPASSWORD");
  command.text("TAG").keyword("PASSWORD").text("a \"b\" \\c").value(settings::Array{"x"});
  EXPECT_EQ(command.line().reveal(), R"(SETACCOUNTPASSWORD "TAG" PASSWORD "a \"b\" \\c" (x))");
}

}  // namespace
}  // namespace gatehouse::web
