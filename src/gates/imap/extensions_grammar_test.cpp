#include <gtest/gtest.h>

#include <string>

#include "gates/imap/grammar.h"

namespace gatehouse::gates::imap {
namespace {

TEST(ExtensionsGrammar, TakesWhatTheRfcsHave) {
  for (const char* bytes : {
           "a ENABLE CONDSTORE UTF8=ACCEPT",
           "a CREATE x (USE (\\Sent))",
           "a CREATE x (USE ())",
           "a LIST () \"\" %",
           "a LIST (SUBSCRIBED REMOTE RECURSIVEMATCH) \"\" (a \"b\" {1+}\r\nc) RETURN ()",
           "a LIST \"\" \"\" RETURN (CHILDREN STATUS (MESSAGES UNSEEN) SPECIAL-USE SUBSCRIBED)",
           "a LIST (special-use) x *",
           "a SEARCH RETURN () ALL",
           "a SEARCH RETURN (MIN MAX COUNT ALL SAVE) CHARSET UTF-8 $ NOT UID $",
           "a UID SEARCH YOUNGER 5 OLDER 6",
           "a SORT (REVERSE DATE SUBJECT DISPLAYFROM) UTF-8 ALL",
           "a UID SORT RETURN (COUNT) (SIZE) {5+}\r\nUTF-8 1:5 DELETED",
           "a THREAD REFERENCES UTF-8 ALL",
           "a UID THREAD ORDEREDSUBJECT US-ASCII SINCE 5-Mar-2000",
           "a FETCH $ (BINARY[1.2]<0.5> BINARY.PEEK[] BINARY.SIZE[3] BODY[])",
           "a STORE $ FLAGS ()",
           "a UID EXPUNGE $",
           "a MOVE $ x",
       })
    EXPECT_TRUE(parse_command(bytes)) << bytes;
}

TEST(ExtensionsGrammar, TakesNothingElse) {
  for (const char* bytes : {
           "a ENABLE",
           "a ENABLE ",
           "a ENABLE (X)",
           "a CREATE x (USE (Sent))",
           "a CREATE x (USE (\\Sent)",
           "a CREATE x USE (\\Sent)",
           "a LIST (RECURSIVEMATCH) \"\" *",
           "a LIST (SUBSCRIBED ) \"\" *",
           "a LIST ( SUBSCRIBED) \"\" *",
           "a LIST (SUBSCRIBED)",
           "a LIST \"\" ()",
           "a LIST \"\" (a b",
           "a LIST \"\" * RETURN",
           "a LIST \"\" * RETURN (STATUS)",
           "a LIST \"\" * RETURN (STATUS ())",
           "a LIST \"\" * RETURN (CHILDREN STATUS (MESSAGES)",
           "a LIST \"\" * (SUBSCRIBED)",
           "a SEARCH RETURN (",
           "a SEARCH RETURN (MIN) ",
           "a SEARCH RETURN (MIN MIN MIN MIN MIN MIN MIN MIN MIN MIN MIN) ALL",
           "a SEARCH RETURN (MIN)ALL",
           "a SEARCH $:5",
           "a SEARCH 1,$",
           "a SEARCH YOUNGER",
           "a SEARCH YOUNGER 4294967296",
           "a SORT UTF-8 ALL",
           "a SORT (DATE)",
           "a SORT (REVERSE) UTF-8 ALL",
           "a SORT (REVERSE REVERSE DATE) UTF-8 ALL",
           "a SORT (DATE) UTF-8",
           "a THREAD ALL",
           "a THREAD REFERENCES UTF-8",
           "a FETCH 1 BINARY[HEADER]",
           "a FETCH 1 BINARY[0]",
           "a FETCH 1 BINARY.SIZE[1]<0.1>",
           "a FETCH 1 BINARY",
           "a FETCH $$ FLAGS",
       })
    EXPECT_FALSE(parse_command(bytes)) << bytes;
}

TEST(ExtensionsGrammar, LimitsWhatIsCounted) {
  std::string options = "a LIST (SUBSCRIBED";
  std::string patterns = "a LIST \"\" (a";
  std::string keys = "a SORT (DATE";
  std::string tests = "a SEARCH ALL";
  for (int i = 0; i < 10000; ++i) {
    options += " SUBSCRIBED";
    patterns += " a";
    keys += " DATE";
    tests += " ALL";
  }
  EXPECT_FALSE(parse_command(options + ") \"\" *"));
  EXPECT_FALSE(parse_command(patterns + ")"));
  EXPECT_FALSE(parse_command(keys + ") UTF-8 ALL"));
  EXPECT_FALSE(parse_command(tests));
}

TEST(ExtensionsGrammar, ReadsNamesInTheFormTheSessionHas) {
  const auto name = [](std::string_view bytes, NameForm form) {
    const auto command = parse_command(bytes, form);
    return command ? std::get<Create>(command->request).mailbox : std::string("refused");
  };
  EXPECT_EQ(name("a CREATE \"\xC3\x84\"", NameForm::utf8), "\xC3\x84");
  EXPECT_EQ(name("a CREATE \"\xC3\x84\"", NameForm::modified_utf7), "\xFF");
  EXPECT_EQ(name("a CREATE \"\xC3\"", NameForm::utf8), "refused");
  EXPECT_EQ(name("a CREATE &AMQ-", NameForm::modified_utf7), "\xC3\x84");
  EXPECT_EQ(name("a CREATE &AMQ-", NameForm::utf8), "&AMQ-");
}

TEST(ExtensionsGrammar, SeesBinaryAndUtf8Messages) {
  const auto append = [](std::string_view bytes) {
    return std::get<Append>(parse_append(bytes)->request);
  };
  EXPECT_FALSE(append("a APPEND x {5}").is_binary);
  EXPECT_TRUE(append("a APPEND x (\\Seen) ~{5}").is_binary);
  EXPECT_FALSE(append("a APPEND x ~{5}").is_utf8);
  EXPECT_TRUE(append("a APPEND x UTF8 (~{5+}").is_utf8);
  EXPECT_FALSE(parse_append("a APPEND x UTF8 ({5}"));
  EXPECT_FALSE(parse_append("a APPEND x ~~{5}"));
  EXPECT_FALSE(parse_append("a APPEND x UTF8 (~ {5}"));
}

}  // namespace
}  // namespace gatehouse::gates::imap
