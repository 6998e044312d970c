#include "gates/http/target.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::http {
namespace {

TEST(Target, IsDecodedOnce) {
  const auto target = read_target("/a%20b/c?d=%20e");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/c");
  EXPECT_EQ(target->query, "d=%20e");
  EXPECT_EQ(read_target("/cli/")->path, "/cli/");
  EXPECT_EQ(read_target("/%C3%A9")->path, "/\xc3\xa9");
  EXPECT_EQ(read_target("/")->path, "/");
}

TEST(Target, MayNameItsHost) {
  const auto target = read_target("HTTP://Mail.Company.com:8100?x");
  ASSERT_TRUE(target && target->authority);
  EXPECT_EQ(target->authority->host, "mail.company.com");
  EXPECT_EQ(target->path, "/");
  EXPECT_EQ(target->query, "x");
}

TEST(Target, HasNoSecondReading) {
  struct Case {
    std::string_view text;
    ErrorCode code;
  };
  constexpr auto lost = ErrorCode::not_found;
  constexpr auto broken = ErrorCode::malformed;
  for (const auto& [text, code] : std::initializer_list<Case>{{"/../etc", lost},
                                                              {"/a/..", lost},
                                                              {"/./a", lost},
                                                              {"/%2e%2e/etc", lost},
                                                              {"/%2E./etc", lost},
                                                              {"/a.", lost},
                                                              {"/a%2e", lost},
                                                              {"//", lost},
                                                              {"//a", lost},
                                                              {"/a//b", lost},
                                                              {"/a;b", lost},
                                                              {"/a%3bb", lost},
                                                              {"/a%2fb", lost},
                                                              {"/a%5cb", lost},
                                                              {"/a\\b", lost},
                                                              {"/%252e%252e", lost},
                                                              {"/a%25", lost},
                                                              {"/...", lost},
                                                              {"/%u002e%u002e", broken},
                                                              {"/%", broken},
                                                              {"/%2", broken},
                                                              {"/%zz", broken},
                                                              {"/a%00b", broken},
                                                              {"/a%0d%0ab", broken},
                                                              {"/a%7f", broken},
                                                              {"/%c0%ae", broken},
                                                              {"/%ff", broken},
                                                              {"/a#b", broken},
                                                              {"a", broken},
                                                              {"", broken},
                                                              {"*", broken},
                                                              {"/a\xc3\xa9", broken},
                                                              {"http://", broken},
                                                              {"http://a@b/", broken},
                                                              {"ftp://a/", broken}}) {
    const auto target = read_target(text);
    ASSERT_FALSE(target) << text;
    EXPECT_EQ(target.error().code, code) << text;
  }
}

TEST(Target, KnowsAHostFromWhatIsNone) {
  for (const auto* text : {"company.com", "Company.com.", "localhost:8100", "127.0.0.1", "[::1]:80",
                           "[2001:db8::1]", "a_b.test"})
    EXPECT_TRUE(read_authority(text)) << text;
  for (const auto* text : {"", ":", ":80", "a:", "a:80000", "a:+1", "a b", "a/b", "a@b", "a..b",
                           ".", "::1", "[]", "[a]", "[1.2.3.4]", "a,b", "<a>"})
    EXPECT_FALSE(read_authority(text)) << text;
  EXPECT_EQ(read_authority("Company.com.:80")->host, "company.com");
  EXPECT_TRUE(is_name("company.com"));
  EXPECT_FALSE(is_name("127.0.0.1"));
  EXPECT_FALSE(is_name("[::1]"));
  EXPECT_FALSE(is_name(""));
}

}  // namespace
}  // namespace gatehouse::gates::http
