#include "gates/sip/head.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::sip {
namespace {

const std::string start = "OPTIONS sip:company.com SIP/2.0\r\n";

TEST(AHead, HasItsFieldsUnfoldedAndByTheirFullNames) {
  const auto head =
      read_head(start + "v: SIP/2.0/UDP a\r\nTO :\r\n  sip:x@y\r\n\t;tag=1\r\n\r\nbody");
  ASSERT_TRUE(head) << head.error().detail;
  EXPECT_EQ(head->start_line, "OPTIONS sip:company.com SIP/2.0");
  EXPECT_EQ(head->all("via").size(), 1U);
  EXPECT_EQ(head->only("to"), "sip:x@y ;tag=1");
  EXPECT_EQ(head->only("from"), std::nullopt);
}

TEST(AHead, IsRefusedWhenItBreaksTheGrammarOrALimit) {
  const std::string line = "Via: SIP/2.0/UDP a\r\n";
  std::string many = start;
  for (std::size_t i = 0; i <= most_fields; ++i) many += line;
  const struct {
    std::string bytes;
    ErrorCode code;
  } cases[] = {
      {"", ErrorCode::malformed},
      {start, ErrorCode::malformed},
      {start + " folded: yes\r\n\r\n", ErrorCode::malformed},
      {start + "no colon\r\n\r\n", ErrorCode::malformed},
      {start + ": no name\r\n\r\n", ErrorCode::malformed},
      {start + "a b: c\r\n\r\n", ErrorCode::malformed},
      {start + std::string("A: b\0c\r\n\r\n", 10), ErrorCode::malformed},
      {start + "A: b\nB: c\r\n\r\n", ErrorCode::malformed},
      {start + "To: a\r\nt: b\r\n\r\n", ErrorCode::malformed},
      {start + "Content-Length: 1\r\nl: 1\r\n\r\n", ErrorCode::malformed},
      {start + "A: " + std::string(longest_field, 'x') + "\r\n\r\n", ErrorCode::too_long},
      {start + "A: b\r\n" + " " + std::string(longest_field, 'x') + "\r\n\r\n",
       ErrorCode::too_long},
      {std::string(longest_field + 1, 'x') + "\r\n\r\n", ErrorCode::too_long},
      {many + "\r\n", ErrorCode::too_long},
      {start + "\r\n" + std::string(longest_message, 'x'), ErrorCode::malformed},
  };
  for (const auto& one : cases) {
    const auto head = read_head(one.bytes);
    ASSERT_FALSE(head) << one.bytes.substr(0, 100);
    if (one.bytes.size() <= longest_message)
      EXPECT_EQ(head.error().code, one.code) << one.bytes.substr(0, 100);
  }
}

TEST(AStream, IsCutIntoMessagesByContentLength) {
  const auto whole = start + "Content-Length: 4\r\n\r\nbody";
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(message_size(whole.substr(0, size)).value(), std::nullopt) << size;
  EXPECT_EQ(message_size(whole).value(), whole.size());
  EXPECT_EQ(message_size(whole + "OPTIONS").value(), whole.size());
}

TEST(AStream, EndsWithALengthThatCannotBe) {
  for (const auto* length : {"-1", "4294967296", "2147483648", "99999", "1 2", "x", ""})
    EXPECT_FALSE(message_size(start + "Content-Length: " + length + "\r\n\r\n")) << length;
  EXPECT_FALSE(message_size(start + "Max-Forwards: 70\r\n\r\n"));
  EXPECT_FALSE(message_size(std::string(longest_message, 'x')));
}

TEST(AStream, MayHaveLineEndsBetweenMessages) {
  EXPECT_EQ(keep_alives("\r\n\r\nOPTIONS"), 4U);
  EXPECT_EQ(keep_alives("\r\n\r"), 2U);
  EXPECT_EQ(keep_alives("\n"), 0U);
}

}  // namespace
}  // namespace gatehouse::gates::sip
