#include "cli/logins.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(LoginsIn, PutsEachOnALine) {
  EXPECT_EQ(logins_in("({account=joe@company.com;address=#I[10.0.0.5];method=PLAIN;service=IMAP;"
                      "since=#T01-05-2026_12:00:00;source=own;tag=phone;tls=YES;},"
                      "{account=ann@company.com;address=#I[::1];service=WebMail;"
                      "since=#T01-05-2026_12:00:01;tls=NO;acting=boss@company.com;})"),
            "joe@company.com  IMAP     10.0.0.5  01-05-2026_12:00:00  PLAIN, TLS, tag phone\n"
            "ann@company.com  WebMail  ::1       01-05-2026_12:00:01  session, acting "
            "boss@company.com\n"
            "2 logins\n");
  EXPECT_EQ(logins_in("()"), "0 logins\n");
}

TEST(LoginsIn, ShowsWhatItDoesNotKnowAsItIs) {
  EXPECT_EQ(logins_in("hello"), "hello\n");
  EXPECT_EQ(logins_in("{a=b;}"), "{\n  a = b;\n}\n");
}

}  // namespace
}  // namespace gatehouse::cli
