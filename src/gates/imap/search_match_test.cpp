#include "gates/imap/search_match.h"

#include <gtest/gtest.h>

#include "gates/imap/grammar.h"

namespace gatehouse::gates::imap {
namespace {

using namespace std::chrono;

constexpr std::string_view content =
    "From: =?utf-8?q?J=C3=B6rg?= <joe@company.com>\r\n"
    "Subject: Meeting\r\n on Friday\r\n"
    "Date: Tue, 3 Mar 2026 23:30:00 -0800\r\n"
    "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    "--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
    "quoted-printable\r\n\r\n"
    "Stra=DFe and =\r\nmore\r\n"
    "--a\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8gV29ybGQ=\r\n--a--\r\n";

SearchMatch::Source source_of(std::string_view text) {
  const auto header = text.substr(0, text.find("\r\n\r\n") + 4);
  return {.content = [text] { return Result<std::string>(text); },
          .header = [header] { return Result<std::string>(header); },
          .email_id = [] { return std::string("Mab-1_c"); }};
}

bool found(std::string_view keys) {
  const auto command = parse_command("a SEARCH " + std::string(keys));
  EXPECT_TRUE(command) << keys;
  if (!command) return false;
  mailbox::Message message;
  message.uid = 50;
  message.flags = {.seen = true, .flagged = true, .keywords = {"$Junk"}};
  message.recent = true;
  message.size = 1000;
  message.received = Time{sys_days{year{2026} / March / 5} + hours{23}};
  const SearchMatch match(std::get<Search>(command->request).key,
                          {.largest_number = 9,
                           .largest_uid = 90,
                           .saved = {{40, 60}},
                           .now = message.received + minutes{5}});
  const auto matches = match.matches(5, message, source_of(content));
  EXPECT_TRUE(matches);
  return matches.value_or(false);
}

TEST(SearchMatch, FindsByEveryKey) {
  for (const char* keys : {
           "ALL",
           "5",
           "1:*",
           "UID 50",
           "EMAILID Mab-1_c",
           "NOT THREADID Mab-1_c",
           "UID 40:60",
           "FLAGGED SEEN",
           "UNANSWERED",
           "UNDELETED",
           "UNDRAFT",
           "KEYWORD $junk",
           "UNKEYWORD other",
           "RECENT",
           "NOT OLD",
           "NOT NEW",
           "BEFORE 6-Mar-2026",
           "ON 5-Mar-2026",
           "SINCE 5-Mar-2026",
           "SENTON 3-Mar-2026",
           "SENTBEFORE 4-Mar-2026",
           "SENTSINCE 3-Mar-2026",
           "LARGER 999",
           "SMALLER 1001",
           "FROM j\xC3\xB6rg",
           "FROM company",
           "SUBJECT \"meeting on friday\"",
           "HEADER Subject friday",
           "HEADER Date \"\"",
           "BODY \"hello world\"",
           "TEXT \"and more\"",
           "TEXT subject",
           "OR ANSWERED SEEN",
           "$",
           "UID $",
           "YOUNGER 300",
           "OLDER 300",
           "NOT YOUNGER 299",
           "NOT (SEEN ANSWERED)",
           "(SEEN) (FLAGGED)",
       }) {
    const std::string text = keys;
    // 8-bit text goes as a literal.
    if (text == "FROM j\xC3\xB6rg") {
      EXPECT_TRUE(found("CHARSET UTF-8 FROM {5}\r\nJ\xC3\x96RG"));
      continue;
    }
    EXPECT_TRUE(found(text)) << text;
  }
  EXPECT_TRUE(
      found("CHARSET UTF-8 BODY {7}\r\nstra\xC3\x9F"
            "e"));
}

TEST(SearchMatch, FindsNothingElse) {
  for (const char* keys : {
           "4",
           "6:*",
           "UID 5",
           "ANSWERED",
           "UNSEEN",
           "DELETED",
           "DRAFT",
           "UNFLAGGED",
           "KEYWORD other",
           "OLD",
           "NEW",
           "BEFORE 5-Mar-2026",
           "ON 4-Mar-2026",
           "SINCE 6-Mar-2026",
           "SENTON 4-Mar-2026",
           "SENTBEFORE 3-Mar-2026",
           "LARGER 1000",
           "SMALLER 1000",
           "FROM nobody",
           "TO joe",
           "HEADER X-Y \"\"",
           "BODY subject",
           "BODY SGVsbG8",
           "TEXT nowhere",
           "OR ANSWERED DELETED",
           "NOT $",
           "YOUNGER 299",
           "OLDER 301",
           "NOT ALL",
           "SEEN ANSWERED",
           "EMAILID mab-1_c",
           "THREADID Mab-1_c",
       })
    EXPECT_FALSE(found(keys)) << keys;
}

TEST(SearchMatch, ReadsAMessageOnceAndOnlyWhenAKeyWantsIt) {
  const auto command = parse_command("a SEARCH ANSWERED BODY x OR BODY y BODY z");
  ASSERT_TRUE(command);
  const SearchMatch match(std::get<Search>(command->request).key, {1, 1});
  EXPECT_TRUE(match.reads_content());
  int reads = 0;
  const auto read = [&]() -> Result<std::string> {
    ++reads;
    return "\r\nx y z";
  };
  const SearchMatch::Source source{.content = read, .header = nullptr};
  mailbox::Message message;
  EXPECT_FALSE(match.matches(1, message, source).value());
  EXPECT_EQ(reads, 0);
  message.flags.answered = true;
  EXPECT_TRUE(match.matches(1, message, source).value());
  EXPECT_EQ(reads, 1);
}

TEST(SearchMatch, ReadsNoMoreThanTheHeaderForWhatIsThere) {
  const auto command = parse_command("a SEARCH SUBJECT meeting FROM joe SENTSINCE 1-Jan-2026");
  ASSERT_TRUE(command);
  const SearchMatch match(std::get<Search>(command->request).key, {1, 1});
  int reads = 0;
  auto source = source_of(content);
  source.header = [&reads, read = source.header] {
    ++reads;
    return read();
  };
  source.content = [] { return Result<std::string>(fail(ErrorCode::unavailable, "")); };
  EXPECT_TRUE(match.matches(1, {}, source).value());
  EXPECT_EQ(reads, 1);
}

TEST(SearchMatch, DoesNotFindAMessageThatIsGone) {
  const auto command = parse_command("a SEARCH NOT BODY x");
  ASSERT_TRUE(command);
  const SearchMatch match(std::get<Search>(command->request).key, {1, 1});
  const auto gone = [] { return Result<std::string>(fail(ErrorCode::not_found, "")); };
  EXPECT_FALSE(match.matches(1, {}, {.content = gone, .header = gone}).value());
  const auto broken = [] { return Result<std::string>(fail(ErrorCode::unavailable, "")); };
  EXPECT_FALSE(match.matches(1, {}, {.content = broken, .header = broken}));
}

}  // namespace
}  // namespace gatehouse::gates::imap
