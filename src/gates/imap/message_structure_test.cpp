#include "gates/imap/message_structure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gates/imap/body_section.h"

namespace gatehouse::gates::imap {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string structure(std::string_view message, bool extended = false) {
  return structure_text(message, parse_parts(message), extended);
}

std::string section(std::string_view message, std::vector<std::uint32_t> path,
                    BodySection::Part part = BodySection::Part::all,
                    std::vector<std::string> fields = {}) {
  const auto parts = parse_parts(message);
  const auto bytes = section_bytes(message, &parts, {std::move(path), part, std::move(fields)});
  return bytes.value_or("NIL");
}

TEST(Envelope, IsThatOfTheRfcsExample) {
  // RFC 3501, section 8.
  EXPECT_EQ(
      envelope_text("Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
                    "From: Terry Gray <gray@cac.washington.edu>\r\n"
                    "Subject: IMAP4rev1 WG mtg summary and minutes\r\n"
                    "To: imap@cac.washington.edu\r\n"
                    "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n"
                    "Message-Id: <B27397-0100000@cac.washington.edu>\r\n"
                    "MIME-Version: 1.0\r\n\r\n"),
      "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\" "
      "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
      "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
      "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
      "((NIL NIL \"imap\" \"cac.washington.edu\")) "
      "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) "
      "NIL NIL \"<B27397-0100000@cac.washington.edu>\")");
}

TEST(Envelope, HasGroupsFoldsQuotesAndEncodedWords) {
  const auto text = envelope_text(
      "Subject: =?utf-8?q?Caf=C3=A9?=\r\n and \"more\"\r\n"
      "From: =?utf-8?q?J=C3=B6rg?= <j@x.de>\r\nReply-To:\r\nTo: friends: a@b.c, d@e.f;, "
      "nobody\r\n\r\n");
  EXPECT_THAT(text, HasSubstr(R"("=?utf-8?q?Caf=C3=A9?= and \"more\"")"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"((NIL NIL "friends" NIL)(NIL NIL "a" "b.c")(NIL NIL "d" "e.f")(NIL NIL NIL NIL))"));
  EXPECT_THAT(text, testing::Not(HasSubstr("\xC3")));
  EXPECT_THAT(text, HasSubstr(R"("j" "x.de")) ((")"));
}

TEST(Envelope, IsWholeForAnyBytes) {
  EXPECT_EQ(envelope_text(""), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
  EXPECT_THAT(envelope_text("Subject: a\x80\r\n\r\n"), HasSubstr("{2}\r\na\x80 NIL"));
}

TEST(BodyStructure, OfAPlainMessage) {
  EXPECT_EQ(structure("Subject: x\r\n\r\none\r\ntwo\r\n"),
            R"(("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 10 2))");
  EXPECT_EQ(
      structure("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
                "Content-ID: <1@x>\r\nContent-Disposition: inline; filename=a.html\r\n"
                "Content-Language: en, de\r\n\r\nYQ==",
                true),
      R"(("TEXT" "HTML" ("CHARSET" "utf-8") "<1@x>" NIL "BASE64" 4 0 NIL )"
      R"(("INLINE" ("FILENAME" "a.html")) ("en" "de") NIL))");
}

constexpr std::string_view nested =
    "Subject: top\r\n"
    "Content-Type: multipart/mixed; boundary=\"a\"\r\n"
    "\r\n"
    "preamble\r\n"
    "--a\r\n"
    "\r\n"
    "first\r\n"
    "--a\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "Subject: inner\r\n"
    "Content-Type: multipart/alternative; boundary=ab\r\n"
    "\r\n"
    "--ab\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "plain\r\n"
    "--ab  \r\n"
    "Content-Type: text/html\r\n"
    "\r\n"
    "<p>\r\n"
    "--ab--\r\n"
    "\r\n"
    "--a\r\n"
    "Content-Type: image/png\r\n"
    "\r\n"
    "--a--\r\n"
    "epilogue\r\n";

TEST(BodyStructure, OfNestedParts) {
  const auto text = structure(nested);
  EXPECT_THAT(text, StartsWith(R"((("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 5 0))"
                               R"(("MESSAGE" "RFC822" NIL NIL NIL "7BIT" )"));
  EXPECT_THAT(text, HasSubstr(R"((NIL "inner" NIL)"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"((("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 0)("TEXT" "HTML" NIL NIL NIL "7BIT" 3 0) "ALTERNATIVE"))"));
  EXPECT_THAT(text, testing::EndsWith(R"(("IMAGE" "PNG" NIL NIL NIL "7BIT" 0) "MIXED"))"));
}

TEST(BodySections, AreExactBytes) {
  using Part = BodySection::Part;
  EXPECT_EQ(section(nested, {1}), "first");
  EXPECT_EQ(section(nested, {1}, Part::mime), "\r\n");
  EXPECT_EQ(section(nested, {2}, Part::mime), "Content-Type: message/rfc822\r\n\r\n");
  EXPECT_THAT(section(nested, {2}), StartsWith("Subject: inner\r\n"));
  EXPECT_EQ(section(nested, {2}, Part::header),
            "Subject: inner\r\nContent-Type: multipart/alternative; boundary=ab\r\n\r\n");
  EXPECT_THAT(section(nested, {2}, Part::text), StartsWith("--ab\r\n"));
  EXPECT_EQ(section(nested, {2, 1}), "plain");
  EXPECT_EQ(section(nested, {2, 2}), "<p>");
  EXPECT_EQ(section(nested, {2, 2}, Part::mime), "Content-Type: text/html\r\n\r\n");
  EXPECT_EQ(section(nested, {2}, Part::fields, {"SUBJECT"}), "Subject: inner\r\n\r\n");
  EXPECT_EQ(section(nested, {3}), "");
  for (const auto& path :
       std::vector<std::vector<std::uint32_t>>{{4}, {1, 1}, {2, 3}, {2, 1, 1}, {3, 1}})
    EXPECT_EQ(section(nested, path), "NIL");
  EXPECT_EQ(section(nested, {1}, Part::header), "NIL") << "it is not a message";
  EXPECT_EQ(section(nested, {}), nested);
}

TEST(BodySections, NumberTheOnlyPartOne) {
  constexpr std::string_view message = "Subject: x\r\n\r\nbody\r\n";
  EXPECT_EQ(section(message, {1}), "body\r\n");
  EXPECT_EQ(section(message, {1}, BodySection::Part::mime), "Subject: x\r\n\r\n");
  EXPECT_EQ(section(message, {2}), "NIL");
  EXPECT_EQ(section(message, {1, 1}), "NIL");
}

TEST(BodySections, ChooseFieldsWithTheirFolds) {
  constexpr std::string_view message =
      "To: a\r\nReceived: x\r\n\ty\r\nSUBJECT : s\r\nreceived: z\r\n\r\nbody";
  using Part = BodySection::Part;
  EXPECT_EQ(section(message, {}, Part::fields, {"Received", "subject"}),
            "Received: x\r\n\ty\r\nSUBJECT : s\r\nreceived: z\r\n\r\n");
  EXPECT_EQ(section(message, {}, Part::fields_not, {"Received", "subject"}), "To: a\r\n\r\n");
  EXPECT_EQ(section(message, {}, Part::fields, {"X"}), "\r\n");
  EXPECT_EQ(section("no header end", {}, Part::text), "");
}

TEST(BodySections, AreCut) {
  EXPECT_EQ(cut("abcdef", Partial{2, 3}), "cde");
  EXPECT_EQ(cut("abcdef", Partial{4, 4294967295}), "ef");
  EXPECT_EQ(cut("abcdef", Partial{9, 1}), "");
  EXPECT_EQ(cut("abcdef", std::nullopt), "abcdef");
}

TEST(BodyStructure, OfADigestIsMessages) {
  EXPECT_THAT(structure("Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: "
                        "in\r\n\r\nx\r\n--d--\r\n"),
              StartsWith(R"((("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 16 (NIL "in")"));
}

TEST(BodyStructure, OfDamagedMultipartsIsStillOne) {
  constexpr std::string_view empty =
      R"((("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 0 0) "MIXED"))";
  EXPECT_EQ(structure("Content-Type: multipart/mixed\r\n\r\nx"), empty);
  EXPECT_EQ(structure("Content-Type: multipart/mixed; boundary=a\r\n\r\nx"), empty);
  EXPECT_THAT(structure("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nunended"),
              HasSubstr(" 7 0)"));
  EXPECT_EQ(structure("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a--\r\n"), empty);
}

// Security: limits of depth and number.
TEST(BodyStructure, IsCutWhereItIsTooDeepOrTooMuch) {
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += "Content-Type: message/rfc822\r\n\r\n";
  EXPECT_THAT(structure(deep), HasSubstr(R"("APPLICATION" "OCTET-STREAM")"));
  std::string many = "Content-Type: multipart/mixed; boundary=a\r\n\r\n";
  for (int i = 0; i < 5000; ++i) many += "--a\r\n\r\nx\r\n";
  EXPECT_EQ(parse_parts(many).parts.size(), most_parts - 1);
}

TEST(BodyStructure, WritesParametersThatAreNotAsciiInTheExtendedForm) {
  EXPECT_THAT(structure("Content-Type: text/plain; name*=utf-8''%e2%82%ac\r\n\r\n"),
              HasSubstr(R"(("NAME*" "utf-8''%E2%82%AC"))"));
}

}  // namespace
}  // namespace gatehouse::gates::imap
