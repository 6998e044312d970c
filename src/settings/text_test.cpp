#include "settings/text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <span>

#include "base/text.h"

namespace gatehouse::settings {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

Value address(const char* text, std::uint16_t port = 0) {
  return Address{*IpAddress::parse(text), port};
}

TEST(SettingsText, ReadsEveryKindOfValue) {
  const struct {
    const char* text;
    Value expected;
  } cases[] = {
      {"word", "word"},
      {"\"two words\"", "two words"},
      {"\"\"", ""},
      {"UB-crpt", "UB-crpt"},
      {"joe@company.com", "joe@company.com"},
      {"\"one \" \"two\"\n\"three\"", "one twothree"},
      {R"("q\"b\\r\rn\ne\et\tf\f")", "q\"b\\r\rn\ne\nt\tf\f"},
      {R"("\012\001\255")", std::string("\x0c\x01\xff")},
      {R"("\u'e9'\u'20AC'\u'1F600'")", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"\"h\xC3\xBClle\"", "h\xC3\xBClle"},
      {"[HcqHfHI=]", Data{"\x1D\xCA\x87\x7C\x72"}},
      {"[ Hcq\r\n\tHfHI= ]", Data{"\x1D\xCA\x87\x7C\x72"}},
      {"[YQ==] [Yg==]", Data{"ab"}},
      {"[]", Data{""}},
      {"#50", Number{50}},
      {"#-50", Number{-50}},
      {"#0x1F", Number{31}},
      {"#0o17", Number{15}},
      {"#0b101", Number{5}},
      {"#-0x10", Number{-16}},
      {"#9223372036854775807", Number{INT64_MAX}},
      {"#-9223372036854775808", Number{INT64_MIN}},
      {"#T07-11-2011_16:53:05", TimeStamp{sys_days{year{2011} / 11 / 7} + 16h + 53min + 5s}},
      {"#T29-02-2024", TimeStamp{sys_days{year{2024} / 2 / 29}}},
      {"#TPAST", TimeStamp{std::chrono::sys_seconds::min()}},
      {"#TFUTURE", TimeStamp{std::chrono::sys_seconds::max()}},
      {"#I[10.0.44.55]", address("10.0.44.55")},
      {"#I[10.0.44.55]:25", address("10.0.44.55", 25)},
      {"#I[2001:470::80f]:65535", address("2001:470::80f", 65535)},
      {"#NULL#", Null{}},
      {"()", Array{}},
      {"(10, 1m)", Array{"10", "1m"}},
      {"( a , ( b ) , {} )", Array{"a", Array{"b"}, Dictionary{}}},
      {"{}", Dictionary{}},
      {"{a=b;}", Dictionary{{"a", "b"}}},
      {"{ \"a key\" = #1 ; Other=(x);}", Dictionary{{"a key", Number{1}}, {"Other", Array{"x"}}}},
      {"// first\n{ /* in\n * between */ a = // why\n b; }\n// last", Dictionary{{"a", "b"}}},
      {"/**/word/* glued */", "word"},
      {"a/b", "a/b"},
  };
  for (const auto& [text, expected] : cases) {
    const auto read_back = read(text);
    ASSERT_TRUE(read_back) << text << " " << read_back.error().detail;
    EXPECT_EQ(*read_back, expected) << text << " gives " << to_text(*read_back);
  }
}

TEST(SettingsText, NamesThePlaceAndWhatWasExpected) {
  const struct {
    std::string text;
    const char* detail;
  } cases[] = {
      {"", "1:1: expected a value"},
      {" \n  ", "2:3: expected a value"},
      {"a b", "1:3: expected the end"},
      {"{a=b}", "1:5: expected a ; after the value"},
      {"{\n  a = b;\n  c d;\n}", "3:5: expected an = after the key"},
      {"{\n  a = ;\n}", "2:7: expected a value"},
      {"{a=b;\n", "2:1: expected a key or a }"},
      {"{a=b;\n a=c;}", "2:2: expected another key: a is set above"},
      {"{=b;}", "1:2: expected a key or a }"},
      {"{\"a\\x\"=b;}",
       "1:4: expected an escape: \\\" \\\\ \\r \\n \\e \\t \\f \\001..\\255 \\u'hex'"},
      {"(a b)", "1:4: expected a , or a )"},
      {"(a,)", "1:4: expected a value"},
      {"(a", "1:3: expected a , or a )"},
      {"\"abc", "1:5: expected a closing quotation mark"},
      {"\"ab\ncd\"", "1:4: expected a closing quotation mark"},
      {"\"a\tb\"", "1:3: expected an escape such as \\009 for this byte"},
      {"\"\xC3\xBC\\",
       "1:3: expected an escape: \\\" \\\\ \\r \\n \\e \\t \\f \\001..\\255 \\u'hex'"},
      {R"("\000")", "1:2: expected an escape: \\\" \\\\ \\r \\n \\e \\t \\f \\001..\\255 \\u'hex'"},
      {R"("\256")", "1:2: expected an escape: \\\" \\\\ \\r \\n \\e \\t \\f \\001..\\255 \\u'hex'"},
      {R"("\12")", "1:2: expected an escape: \\\" \\\\ \\r \\n \\e \\t \\f \\001..\\255 \\u'hex'"},
      {R"("\u'D800'")", "1:2: expected a symbol's code such as \\u'20AC'"},
      {R"("\u'0'")", "1:2: expected a symbol's code such as \\u'20AC'"},
      {R"("\u'')", "1:2: expected a symbol's code such as \\u'20AC'"},
      {R"("\u'41)", "1:2: expected a symbol's code such as \\u'20AC'"},
      {R"("\u'110000'")", "1:2: expected a symbol's code such as \\u'20AC'"},
      {"\"a\xFFz\"", "1:3: expected UTF-8"},
      {"ab\xC0\x80", "1:3: expected UTF-8"},
      {std::string("\"a\0b\"", 5), "1:3: expected an escape such as \\009 for this byte"},
      {std::string("a\0b", 3), "1:2: expected the end"},
      {"[YQ]", "1:1: expected base64 inside [ ]"},
      {"[YQ==", "1:1: expected a closing ] of this data block"},
      {"#", "1:1: expected a number such as #-50, or #T, #I[, #NULL#"},
      {"#12x", "1:1: expected a number such as #-50, or #T, #I[, #NULL#"},
      {"#-", "1:1: expected a number such as #-50, or #T, #I[, #NULL#"},
      {"#--1", "1:1: expected a number such as #-50, or #T, #I[, #NULL#"},
      {"#9223372036854775808", "1:1: expected a number such as #-50, or #T, #I[, #NULL#"},
      {"#1.5", "1:3: expected the end"},
      {"#(whatever)", "1:1: expected a number such as #-50, or #T, #I[, #NULL#"},
      {"#T31-02-2024", "1:1: expected a time stamp such as #T31-12-2026_23:59:59"},
      {"#T01-01-2024_24:00:00", "1:1: expected a time stamp such as #T31-12-2026_23:59:59"},
      {"#T1-1-2024", "1:1: expected a time stamp such as #T31-12-2026_23:59:59"},
      {"#T01-01-0000", "1:1: expected a time stamp such as #T31-12-2026_23:59:59"},
      {"#I[10.0.0.256]", "1:1: expected an address such as #I[10.0.44.55]:25"},
      {"#I[10.0.0.1", "1:1: expected an address such as #I[10.0.44.55]:25"},
      {"#I[10.0.0.1]:65536", "1:1: expected an address such as #I[10.0.44.55]:25"},
      {"a /* b", "1:3: expected an end */ of this comment"},
      {"\n/*/", "2:1: expected an end */ of this comment"},
      {"a // b\n?", "2:1: expected the end"},
      {"'a'", "1:1: expected a value"},
  };
  for (const auto& [text, detail] : cases) {
    const auto value = read(text);
    ASSERT_FALSE(value) << escaped(text);
    EXPECT_EQ(value.error().code, ErrorCode::malformed);
    EXPECT_EQ(value.error().detail, detail) << escaped(text);
  }
}

TEST(SettingsText, WantsADictionaryInAFile) {
  EXPECT_EQ(read_dictionary("{a=b;}"), (Dictionary{{"a", "b"}}));
  EXPECT_EQ(read_dictionary("(a)").error().detail, "1:1: expected a dictionary {...}");
}

TEST(SettingsText, NestsSixtyFourDeepAndNoDeeper) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + std::string(depth, ')');
  };
  EXPECT_TRUE(read(nested(64)));
  EXPECT_EQ(read(nested(65)).error().detail, "1:65: expected at most 64 levels");
  EXPECT_FALSE(read(std::string(1'000'000, '(')));
  std::string dictionaries;
  for (int i = 0; i < 65; ++i) dictionaries += "{a=";
  EXPECT_EQ(read(dictionaries).error().detail, "1:193: expected at most 64 levels");
}

TEST(SettingsText, TakesValuesOffACommandLine) {
  std::string_view line = "  joe@company.com INTO \"a b\" \"c\" {Key=(1,2);} #I[::1]:25 rest";
  EXPECT_EQ(take_value(line), Value("joe@company.com"));
  EXPECT_EQ(take_value(line), Value("INTO"));
  EXPECT_EQ(take_value(line), Value("a b"));
  EXPECT_EQ(take_value(line), Value("c"));
  EXPECT_EQ(take_value(line), Value(Dictionary{{"Key", Array{"1", "2"}}}));
  EXPECT_EQ(take_value(line), address("::1", 25));
  EXPECT_EQ(line, " rest");
}

TEST(SettingsText, KeepsTheCommandLineWhenItIsDamaged) {
  std::string_view line = " {a=b} rest";
  EXPECT_EQ(take_value(line).error().detail, "1:6: expected a ; after the value");
  EXPECT_EQ(line, " {a=b} rest");
  for (const std::string_view text :
       {"", "   ", "\ta", "(a,\tb)", "(a,\nb)", "(a, /* c */ b)", "?"}) {
    auto rest = text;
    EXPECT_FALSE(take_value(rest)) << escaped(text);
  }
}

TEST(SettingsText, TakesWordsWithTheMarksClientsSend) {
  for (const std::string_view word :
       {"jskj23#45", "<753.12@host>", "a//b", "/*x", "50%", "!", "-1", "$tag", "user$tag@d.com",
        "http://host:80/~a+b", "h\xC3\xBClle", "*", "a<b>c"}) {
    auto line = word;
    EXPECT_EQ(take_value(line), Value(word)) << word;
    EXPECT_EQ(line, "");
  }
  std::string_view line = "name{a=b;}";
  EXPECT_EQ(take_value(line), Value("name"));
  EXPECT_EQ(line, "{a=b;}");
}

TEST(SettingsText, WritesOneLineWithSortedKeys) {
  const Value value = Dictionary{{"zeta", "a b"},
                                 {"Alpha", Array{"1", Number{2}, Null{}}},
                                 {"a key", Dictionary{{"empty", ""}, {"none", Dictionary{}}}}};
  EXPECT_EQ(to_text(value), "{Alpha=(1,#2,#NULL#);\"a key\"={empty=\"\";none={};};zeta=\"a b\";}");
}

TEST(SettingsText, QuotesEverythingButLettersAndDigits) {
  const struct {
    Value value;
    const char* text;
  } cases[] = {
      {"Abc123", "Abc123"},
      {"UB-crpt", "\"UB-crpt\""},
      {"", "\"\""},
      {"\"\\", R"("\"\\")"},
      {"\r\n\t", R"("\r\n\t")"},
      {std::string("\x01\x1f\x7f"), R"("\001\031\127")"},
      {"h\xC3\xBClle", "\"h\xC3\xBClle\""},
      {"h\xFC", R"("h\252")"},
      {Data{"\x1D\xCA\x87\x7C\x72"}, "[HcqHfHI=]"},
      {TimeStamp{sys_days{year{2011} / 11 / 7} + 16h + 53min + 5s}, "#T07-11-2011_16:53:05"},
      {TimeStamp{sys_days{year{12011} / 11 / 7}}, "#TFUTURE"},
      {TimeStamp{sys_days{year{-1} / 11 / 7}}, "#TPAST"},
      {TimeStamp{sys_days{year{1} / 1 / 1}}, "#T01-01-0001_00:00:00"},
      {address("10.0.44.55", 25), "#I[10.0.44.55]:25"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(to_text(value), text);
}

TEST(SettingsText, WritesFilesOverIndentedLines) {
  const Dictionary dictionary{{"Flow", Array{"10", "1m"}},
                              {"Inner", Dictionary{{"a", "b"}, {"none", Dictionary{}}}},
                              {"Ports", Array{Dictionary{{"n", "1"}}, Dictionary{}}}};
  EXPECT_EQ(to_file_text(dictionary), R"({
  Flow = (10, 1m);
  Inner = {
    a = b;
    none = {};
  };
  Ports = ({n=1;}, {});
}
)");
  EXPECT_EQ(to_file_text({}), "{}\n");
}

TEST(SettingsText, NeverReadsBackAZeroByte) {
  const Dictionary with_zero{{"a", std::string("x\0y", 3)}};
  EXPECT_FALSE(read_dictionary(to_file_text(with_zero)));
  EXPECT_FALSE(read_dictionary(to_file_text({{std::string("x\0", 2), "a"}})));
}

// Random values of every kind, biased to the awkward ones.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Value value(int depth) {
    switch (below(depth > 5 ? 6 : 9)) {
      case 0:
        return Number{static_cast<std::int64_t>(random_())};
      case 1:
        return Data{bytes(0)};
      case 2:
        return TimeStamp{std::chrono::sys_seconds{std::chrono::seconds{
            static_cast<std::int64_t>(below(4'000'000'000U)) - 1'000'000'000}}};
      case 3:
        return an_address();
      case 4:
        return Null{};
      case 5:
      case 6:
        return bytes(1);
      case 7:
        return array(depth);
      default:
        return dictionary(depth);
    }
  }

  Dictionary dictionary(int depth) {
    Dictionary made;
    for (auto count = below(5); count > 0; --count) made.emplace(bytes(1), value(depth + 1));
    return made;
  }

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  std::string bytes(unsigned least) {
    static constexpr std::string_view pieces[] = {"a",  "Z",  "0",    "\"", "\\",       "\n",
                                                  "//", "/*", "\x7f", ";",  "\xC3\xBC", " "};
    std::string made;
    for (auto count = below(9); count > 0; --count) {
      if (below(2) == 0) {
        made += pieces[below(std::size(pieces))];
      } else {
        made += static_cast<char>(least + below(256 - least));
      }
    }
    return made;
  }

  Value an_address() {
    IpAddress made = *IpAddress::parse(below(2) == 0 ? "10.0.0.1" : "2001:db8::1");
    for (auto& byte : std::span(made.bytes).last(4)) byte = static_cast<std::uint8_t>(below(256));
    return Address{made, static_cast<std::uint16_t>(below(3) == 0 ? 0 : below(65536))};
  }

  Value array(int depth) {
    Array made;
    for (auto count = below(5); count > 0; --count) made.push_back(value(depth + 1));
    return made;
  }

  std::mt19937_64 random_;
};

TEST(SettingsText, ReadsBackWhateverItWrote) {
  for (unsigned seed = 0; seed < 5000; ++seed) {
    Maker maker(seed);
    const Value value = maker.value(0);
    const auto text = to_text(value);
    ASSERT_EQ(read(text), value) << "seed " << seed << ": " << text;
    std::string_view line = text;
    ASSERT_EQ(take_value(line), value) << "seed " << seed << ": " << text;
    ASSERT_EQ(line, "") << "seed " << seed << ": " << text;
    const auto dictionary = maker.dictionary(0);
    const auto file = to_file_text(dictionary);
    ASSERT_TRUE(is_utf8(file));
    ASSERT_EQ(read_dictionary(file), dictionary) << "seed " << seed << ": " << file;
  }
}

TEST(SettingsText, NeedsTimeInProportionToItsInput) {
  const auto repeated = [](std::string_view piece, std::size_t size) {
    std::string text;
    while (text.size() < size) text += piece;
    return text;
  };
  const auto seconds_for = [](const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    [[maybe_unused]] const auto value = read(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  // A quadratic reader needs minutes for a megabyte; two seconds are ample even under sanitizers.
  for (const std::string_view piece :
       {"\"a\" ", "[YQ==] ", "(", "/**/", "//\n", "\"\\001\"", "\xC3\xBC", "a", "\n"})
    EXPECT_LT(seconds_for(repeated(piece, 1'000'000)), 2.0) << escaped(piece);
  std::string keys = "{";
  for (int i = 0; keys.size() < 1'000'000; ++i) keys += "key" + std::to_string(i) + "=v;";
  EXPECT_LT(seconds_for(keys + "}"), 2.0);
}

}  // namespace
}  // namespace gatehouse::settings
