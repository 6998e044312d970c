#include "gates/imap/wire.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

TEST(Wire, QuotesWhatCanBeQuoted) {
  EXPECT_EQ(string_text("a b"), "\"a b\"");
  EXPECT_EQ(string_text(R"(a"b\c)"), R"("a\"b\\c")");
  EXPECT_EQ(string_text("a\r\nb"), "{4}\r\na\r\nb");
  EXPECT_EQ(string_text("\xC3\xA9"), "{2}\r\n\xC3\xA9");
  EXPECT_EQ(string_text(std::string(1001, 'a')).substr(0, 8), "{1001}\r\n");
  EXPECT_EQ(nstring_text(std::nullopt), "NIL");
  EXPECT_EQ(nstring_text(""), "\"\"");
  EXPECT_EQ(mailbox_text("Entwürfe"), "\"Entw&APw-rfe\"");
}

TEST(Wire, NamesFlagsAndTimes) {
  EXPECT_EQ(flags_text({}, false), "()");
  EXPECT_EQ(flags_text({.seen = true, .draft = true, .keywords = {"$Junk"}}, true),
            "(\\Draft \\Recent \\Seen $Junk)");
  using namespace std::chrono;
  const Time time{sys_days{year{1996} / July / 7} + hours{2} + minutes{4} + seconds{9}};
  EXPECT_EQ(date_time_text(time), "\"07-Jul-1996 02:04:09 +0000\"");
}

}  // namespace
}  // namespace gatehouse::gates::imap
