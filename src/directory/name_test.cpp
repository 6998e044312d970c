#include "directory/name.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace gatehouse::directory {
namespace {

TEST(Name, FoldsAllSpellingsOfAnAccountIntoOne) {
  const struct {
    std::string text;
    const char* canonical;
  } cases[] = {
      {"joe", "joe"},
      {"JoE.Smith-2_x", "joe.smith-2_x"},
      {"_joe", "_joe"},
      {"joe-", "joe-"},
      {"1", "1"},
      {"\xEF\xBC\xAA\xEF\xBD\x8F\xEF\xBD\x85", "joe"},  // full width
      {"J\xC3\x96RG", "j\xC3\xB6rg"},
      {"Jo\xCC\x88rg", "j\xC3\xB6rg"},  // combining diaeresis
      {"jo\xC2\xAD"
       "e",
       "joe"},  // soft hyphen
      {"\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD", "\xD0\xB8\xD0\xB2\xD0\xB0\xD0\xBD"},
      {std::string(128, 'a'), nullptr},
  };
  for (const auto& [text, canonical] : cases) {
    const auto name = canonical_account(text);
    ASSERT_TRUE(name) << escaped(text) << " " << name.error().detail;
    EXPECT_EQ(*name, canonical == nullptr ? text : canonical) << escaped(text);
    EXPECT_EQ(canonical_account(*name), *name) << "canonical names stay as they are";
  }
}

TEST(Name, RefusesWhatCannotBeAnAccount) {
  for (const auto& text : {
           std::string(""),
           std::string(129, 'a'),
           std::string(70000, 'a'),
           std::string(".joe"),
           std::string("joe."),
           std::string("-joe"),
           std::string("../x"),
           std::string("a/b"),
           std::string("a\\b"),
           std::string("joe smith"),
           std::string("joe\r"),
           std::string("joe\n"),
           std::string("joe\t"),
           std::string("jo\0e", 4),
           std::string("\0", 1),
           std::string("joe\0", 4),
           std::string("a@b"),
           std::string("a$b"),
           std::string("a%b"),
           std::string("\x7f"),
           std::string("\xFF"),
           std::string("\xC0\xAF"),
           std::string("\xED\xA0\x80"),
           std::string("a\xC2\xA0z"),  // no-break space
           std::string("\xEF\xBC\x8E"
                       "a"),  // full-width full stop
           std::string("a\xEF\xBC\x8F"
                       "b"),  // full-width solidus
           std::string("a\xEF\xBC\xA0"
                       "b"),                 // full-width @
           std::string("\xF0\x9F\x98\x80"),  // emoji
           std::string("a\xE2\x86\x92"
                       "b"),  // arrow
           std::string("a\xE2\x80\xAE"
                       "b"),         // right-to-left override
           std::string("\xC2\xAD"),  // nothing left after mapping
           std::string("\xD7\x90"
                       "a1"),  // mixed directions
       }) {
    const auto name = canonical_account(text);
    ASSERT_FALSE(name) << escaped(text) << " gives " << escaped(*name);
    EXPECT_EQ(name.error().code, ErrorCode::malformed);
  }
}

TEST(Name, FoldsAllSpellingsOfADomainIntoOne) {
  const struct {
    std::string text;
    const char* canonical;
  } cases[] = {
      {"example.test", "example.test"},
      {"EXAMPLE.Test", "example.test"},
      {"localhost", "localhost"},
      {"10.0.0.1", "10.0.0.1"},
      {"b\xC3\xBC"
       "cher.example",
       "xn--bcher-kva.example"},
      {"B\xC3\x9C"
       "CHER.example",
       "xn--bcher-kva.example"},
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
      {"stra\xC3\x9F"
       "e.example",
       "xn--strae-oqa.example"},
      {"\xEF\xBD\x85\xEF\xBD\x98.test", "ex.test"},  // full width
      {"ex\xE3\x80\x82test", "ex.test"},             // ideographic full stop
      {std::string(63, 'a') + ".b", nullptr},
  };
  for (const auto& [text, canonical] : cases) {
    const auto name = canonical_domain(text);
    ASSERT_TRUE(name) << escaped(text) << " " << name.error().detail;
    EXPECT_EQ(*name, canonical == nullptr ? text : canonical);
    EXPECT_EQ(canonical_domain(*name), *name);
  }
}

TEST(Name, RefusesWhatCannotBeADomain) {
  for (const auto& text : {std::string(""),
                           std::string("."),
                           std::string("a."),
                           std::string(".a"),
                           std::string("a..b"),
                           std::string("-a.b"),
                           std::string("a-.b"),
                           std::string("a_b.c"),
                           std::string("a b.c"),
                           std::string("../x"),
                           std::string("a/b"),
                           std::string("a\0b", 3),
                           std::string("a\r\nb"),
                           std::string(64, 'a') + ".b",
                           std::string(300, 'a'),
                           std::string("\xFF.com"),
                           std::string("xn--\x80"),
                           std::string("xn--zzzzzzzzzz-9999999.com"),
                           std::string("[10.0.0.1]"),
                           std::string("a\xEF\xBC\x8F"
                                       "b.com"),
                           std::string("*.example.test")}) {
    const auto name = canonical_domain(text);
    ASSERT_FALSE(name) << escaped(text) << " gives " << *name;
    EXPECT_EQ(name.error().code, ErrorCode::malformed);
  }
  std::string longest;
  for (int i = 0; i < 126; ++i) longest += "a.";
  EXPECT_TRUE(canonical_domain(longest + "a"));    // 253
  EXPECT_FALSE(canonical_domain(longest + "aa"));  // 254
}

TEST(Name, PreparesPasswords) {
  EXPECT_EQ(prepared_password("pencil \"\\ ~"), "pencil \"\\ ~");
  EXPECT_EQ(prepared_password(""), "");
  // RFC 4013, section 3.
  EXPECT_EQ(prepared_password("I\xC2\xADX"), "IX");
  EXPECT_EQ(prepared_password("USER"), "USER");
  EXPECT_EQ(prepared_password("\xC2\xAA"), "a");
  EXPECT_EQ(prepared_password("\xE2\x85\xA8"), "IX");
  EXPECT_FALSE(prepared_password("\x07"));
  EXPECT_FALSE(prepared_password("\xD8\xA7\x31"));
  EXPECT_EQ(prepared_password("a\xC2\xA0z"), "a z");
  EXPECT_EQ(prepared_password("\xF0\x9F\x94\x91"), "\xF0\x9F\x94\x91") << "an emoji";
  for (const auto& text : {std::string("a\0b", 3), std::string("a\n"), std::string("\xFF"),
                           std::string("a\xC0\x80"), std::string("\xEE\x80\x80")})
    EXPECT_FALSE(prepared_password(text)) << escaped(text);
}

TEST(Name, TakesLoginNamesApart) {
  const struct {
    const char* text;
    const char* account;
    const char* domain;
    const char* tag;
  } cases[] = {
      {"joe", "joe", "", ""},
      {"Joe@Company.COM", "joe", "company.com", ""},
      {"joe%company.com", "joe", "company.com", ""},
      {"joe$phone", "joe", "", "phone"},
      {"joe$Phone@company.com", "joe", "company.com", "phone"},
      {"joe@company.com$phone", "joe", "company.com", "phone"},
      {"joe%company.com$phone", "joe", "company.com", "phone"},
      {"\xEF\xBD\x8A\xEF\xBD\x8F\xEF\xBD\x85@b\xC3\xBC"
       "cher.example",
       "joe", "xn--bcher-kva.example", ""},
  };
  for (const auto& [text, account, domain, tag] : cases) {
    const auto name = parse_login(text);
    ASSERT_TRUE(name) << text << " " << name.error().detail;
    EXPECT_EQ(name->account, account) << text;
    EXPECT_EQ(name->domain, domain) << text;
    EXPECT_EQ(name->tag, tag) << text;
  }
}

TEST(Name, TakesLoginNamesUpTo255Bytes) {
  std::string domain = std::string(63, 'd') + "." + std::string(62, 'd');
  const auto text = std::string(128, 'a') + "@" + domain;
  ASSERT_EQ(text.size(), 255U);
  EXPECT_TRUE(parse_login(text));
  EXPECT_FALSE(parse_login(text + "d"));
}

TEST(Name, RefusesLoginNamesThatCannotExist) {
  for (const auto& text : {std::string(""),
                           std::string("@"),
                           std::string("%"),
                           std::string("$"),
                           std::string("@company.com"),
                           std::string("%company.com"),
                           std::string("joe@"),
                           std::string("joe%"),
                           std::string("joe$"),
                           std::string("$tag"),
                           std::string("joe@company.com$"),
                           std::string("joe@$tag"),
                           std::string("joe@@company.com"),
                           std::string("a@b@c"),
                           std::string("a%b%c"),
                           std::string("a%b@c"),
                           std::string("joe$a$b"),
                           std::string("joe$a@company.com$b"),
                           std::string("joe\0@company.com", 16),
                           std::string("joe@company.com\0", 16),
                           std::string("joe\r\n"),
                           std::string("joe\t"),
                           std::string("joe\xFF"),
                           std::string("joe@comp\xFF"
                                       "any.com"),
                           std::string("-joe"),
                           std::string("../joe"),
                           std::string("joe@../x"),
                           std::string(" joe"),
                           std::string("joe "),
                           std::string(256, 'a'),
                           std::string(65536, 'a'),
                           std::string("joe$../x"),
                           std::string("joe\xEF\xBC\xA0"
                                       "company.com"),
                           std::string("joe$a b")}) {
    const auto name = parse_login(text);
    ASSERT_FALSE(name) << escaped(text);
    EXPECT_EQ(name.error().code, ErrorCode::malformed);
  }
}

}  // namespace
}  // namespace gatehouse::directory
