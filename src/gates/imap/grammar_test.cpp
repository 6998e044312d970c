#include "gates/imap/grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace gatehouse::gates::imap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Command parsed(std::string_view bytes) {
  auto command = parse_command(bytes);
  if (command) return std::move(*command);
  ADD_FAILURE() << bytes << ": " << command.error().words;
  return {"", "", Needs::nothing, Noop{}};
}

template <class Expected>
Expected request(std::string_view bytes) {
  auto command = parsed(bytes);
  if (auto* found = std::get_if<Expected>(&command.request)) return std::move(*found);
  ADD_FAILURE() << bytes << " is another request";
  return {};
}

std::vector<std::string> labels(std::string_view items) {
  const auto fetch = request<Fetch>("a FETCH 1 " + std::string(items));
  std::vector<std::string> labels;
  for (const auto& item : fetch.items) labels.push_back(item.label);
  return labels;
}

TEST(Grammar, ReadsCommandsInAnyCase) {
  struct Case {
    const char* bytes;
    const char* keyword;
    Needs needs;
  };
  for (const auto& [bytes, keyword, needs] : {
           Case{"a CAPABILITY", "CAPABILITY", Needs::nothing},
           {"A.1 noop", "NOOP", Needs::nothing},
           {"1 StartTLS", "STARTTLS", Needs::no_login},
           {"a LOGIN joe secret", "LOGIN", Needs::no_login},
           {"a ID NIL", "ID", Needs::nothing},
           {"a id (\"name\" \"x\" \"os\" NIL)", "ID", Needs::nothing},
           {"a ID ()", "ID", Needs::nothing},
           {"a SELECT inbox", "SELECT", Needs::login},
           {"a IDLE", "IDLE", Needs::login},
           {"a NAMESPACE", "NAMESPACE", Needs::login},
           {"a LIST \"\" *", "LIST", Needs::login},
           {"a STATUS x (MESSAGES UNSEEN)", "STATUS", Needs::login},
           {"a uid expunge 1:3", "UID EXPUNGE", Needs::selected},
           {"a EXPUNGE", "EXPUNGE", Needs::selected},
           {"a UID MOVE 1 x", "UID MOVE", Needs::selected},
           {"a COPY 1 x", "COPY", Needs::selected},
           {"a UNSELECT", "UNSELECT", Needs::selected},
       }) {
    const auto command = parsed(bytes);
    EXPECT_EQ(command.keyword, keyword);
    EXPECT_EQ(command.needs, needs);
  }
  EXPECT_EQ(parsed("A.1 noop").tag, "A.1");
}

TEST(Grammar, RefusesWhatIsNoCommandAndKeepsTheTag) {
  for (const char* bytes : {
           "a",
           "a ",
           "a  NOOP",
           "a NOOP ",
           "a NOOP x",
           "a FROB",
           "a UID NOOP",
           "a UID",
           "a UID LOGIN x y",
           "a LOGIN joe",
           "a LOGIN joe  x",
           "a LOGIN joe secret more",
           "a LOGIN \"joe secret",
           "a LOGIN {3}\r\njo\\",
           "a LOGIN {9}\r\njoe secret",
           "a AUTHENTICATE",
           "a AUTHENTICATE PLAIN ",
           "a AUTHENTICATE PLAIN a b",
           "a SELECT",
           "a SELECT a b",
           "a SELECT *",
           "a RENAME x",
           "a LIST \"\"",
           "a LIST",
           "a STATUS x ()",
           "a STATUS x (SIZES)",
           "a STATUS x MESSAGES",
           "a FETCH 1",
           "a FETCH 0 FLAGS",
           "a FETCH 1 (FLAGS",
           "a FETCH 1 ()",
           "a FETCH 1 FROB",
           "a FETCH 1 BODY[",
           "a FETCH 1 BODY[MIME]",
           "a FETCH 1 BODY[0]",
           "a FETCH 1 BODY[1.]x",
           "a FETCH 1 BODY[]<1>",
           "a FETCH 1 BODY[]<1.0>",
           "a FETCH 1 BODY[HEADER.FIELDS ()]",
           "a FETCH 1 BODY[HEADER.FIELDS (a:b)]",
           "a FETCH 1 (ALL)",
           "a FETCH 1 ALL FLAGS",
           "a STORE 1 FLAGS",
           "a STORE 1 FLAGS (\\Bogus)",
           "a STORE 1 FLAGS ((x))",
           "a STORE 1 *FLAGS x",
           "a SEARCH",
           "a SEARCH FROB",
           "a SEARCH (ALL",
           "a SEARCH OR ALL",
           "a SEARCH SINCE 32-Jan-2020",
           "a SEARCH SINCE 1-Foo-2020",
           "a SEARCH LARGER x",
           "a SEARCH CHARSET UTF-8",
           "a UID SEARCH UID",
           "a APPEND x (\\Seen)",
           "a ID (\"a\")",
           "a ID",
           "a COPY x INBOX",
       }) {
    const auto command = parse_command(bytes);
    ASSERT_FALSE(command) << bytes;
    EXPECT_EQ(command.error().tag, "a") << bytes;
  }
  for (const char* bytes : {"", " NOOP", "a+b NOOP", "\"a\" NOOP", "(", "\x01 NOOP", "{5} NOOP"}) {
    const auto command = parse_command(bytes);
    ASSERT_FALSE(command) << bytes;
    EXPECT_EQ(command.error().tag, "*") << bytes;
  }
}

TEST(Grammar, NeverRepeatsWhatWasSentInItsWords) {
  const auto command = parse_command("a LOGIN joe secret more");
  ASSERT_FALSE(command);
  EXPECT_THAT(command.error().words, testing::Not(HasSubstr("secret")));
}

TEST(Grammar, TakesNameAndPasswordInEveryForm) {
  for (const char* bytes :
       {"a LOGIN joe se]cret", "a LOGIN \"joe\" \"se]cret\"", "a LOGIN {3}\r\njoe {7}\r\nse]cret",
        "a LOGIN {3+}\r\njoe {7+}\r\nse]cret", "a login \"j\\oe\"  "}) {
    if (std::string_view(bytes).ends_with("  ")) {
      EXPECT_FALSE(parse_command(bytes));
      continue;
    }
    const auto login = request<Login>(bytes);
    EXPECT_EQ(login.name, "joe");
    EXPECT_EQ(login.password.reveal(), "se]cret");
  }
  EXPECT_EQ(request<Login>(R"(a LOGIN joe "a\"b\\c")").password.reveal(), "a\"b\\c");
  EXPECT_TRUE(request<Login>(R"(a LOGIN joe "")").password.empty());
}

TEST(Grammar, KnowsNoInitialResponseFromAnEmptyOne) {
  EXPECT_FALSE(request<Authenticate>("a AUTHENTICATE CRAM-MD5").initial);
  EXPECT_EQ(request<Authenticate>("a AUTH WEBUSER").mechanism, "WEBUSER");
  EXPECT_EQ(request<Authenticate>("a AUTHENTICATE PLAIN =").initial->reveal(), "=");
  EXPECT_EQ(request<Authenticate>("a authenticate plain AGpvZQ==").initial->reveal(), "AGpvZQ==");
}

TEST(Grammar, ReadsMailboxNamesAsUtf8) {
  EXPECT_EQ(request<Select>("a SELECT &Jjo-!").mailbox, "☺!");
  EXPECT_EQ(request<Create>("a CREATE \"a b\"").mailbox, "a b");
  EXPECT_EQ(request<Select>("a SELECT &Jjo").mailbox, "\xFF");
  EXPECT_EQ(request<Lsub>("a LSUB \"\" Entw&APw-%/*").pattern, "Entwü%/*");
  const auto list = request<List>("a LIST \"\" Entw&APw-%/*");
  EXPECT_THAT(list.patterns, ElementsAre("Entwü%/*"));
  EXPECT_FALSE(list.extended);
}

TEST(Grammar, ReadsFetchItems) {
  EXPECT_THAT(labels("FULL"),
              ElementsAre("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"));
  EXPECT_THAT(labels("fast"), ElementsAre("FLAGS", "INTERNALDATE", "RFC822.SIZE"));
  EXPECT_THAT(labels("(UID rfc822.header BODYSTRUCTURE)"),
              ElementsAre("UID", "RFC822.HEADER", "BODYSTRUCTURE"));
  EXPECT_THAT(labels("(BODY[] body.peek[1.2.mime]<5.10> BODY[4.HEADER.FIELDS.NOT (From \"To\")])"),
              ElementsAre("BODY[]", "BODY[1.2.MIME]<5>", "BODY[4.HEADER.FIELDS.NOT (From To)]"));
  const auto fetch = request<Fetch>("a UID FETCH 1:* (FLAGS BODY[TEXT])");
  EXPECT_TRUE(fetch.by_uid);
  ASSERT_EQ(fetch.items.size(), 3U) << "with the UID";
  EXPECT_EQ(fetch.items[2].section.part, BodySection::Part::text);
  EXPECT_FALSE(fetch.items[2].peek);
  const auto peek = request<Fetch>("a FETCH 1 BODY.PEEK[3]<7.9>");
  EXPECT_TRUE(peek.items[0].peek);
  EXPECT_THAT(peek.items[0].section.path, ElementsAre(3));
  EXPECT_EQ(peek.items[0].partial->offset, 7U);
  EXPECT_EQ(peek.items[0].partial->count, 9U);
}

TEST(Grammar, ReadsStore) {
  const auto store =
      request<Store>("a UID STORE 1,3 +FLAGS.SILENT (\\Seen $Junk \\Recent work $Junk)");
  EXPECT_EQ(store.how, Store::How::add);
  EXPECT_TRUE(store.silent && store.by_uid && store.flags.seen);
  EXPECT_THAT(store.flags.keywords, ElementsAre("$Junk", "work"));
  EXPECT_EQ(request<Store>("a STORE 1 FLAGS ()").how, Store::How::replace);
  EXPECT_TRUE(request<Store>("a STORE 1 -FLAGS \\Deleted \\Draft").flags.draft);
}

TEST(Grammar, ReadsSearchKeys) {
  const auto search = request<Search>(
      "a SEARCH CHARSET utf-8 FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\" OR 1:3 (UID 5 UNSEEN)");
  EXPECT_EQ(search.charset, "UTF-8");
  ASSERT_EQ(search.key.keys.size(), 4U);
  EXPECT_EQ(search.key.keys[0].test, SearchTest::flagged);
  using std::chrono::February;
  EXPECT_EQ(search.key.keys[1].day, std::chrono::sys_days{std::chrono::year{1994} / February / 1});
  EXPECT_EQ(search.key.keys[2].test, SearchTest::none_of);
  EXPECT_EQ(search.key.keys[2].keys[0].name, "From");
  EXPECT_EQ(search.key.keys[2].keys[0].value, "Smith");
  EXPECT_EQ(search.key.keys[3].test, SearchTest::any_of);
  ASSERT_EQ(search.key.keys[3].keys.size(), 2U);
  EXPECT_EQ(request<Search>("a SEARCH NEW").key.keys[0].keys.size(), 2U);
  EXPECT_EQ(request<Search>("a SEARCH HEADER X-Y {2}\r\nab").key.keys[0].value, "ab");
}

// Security case V-107.
TEST(Grammar, LimitsNesting) {
  const auto nested = [](std::size_t depth) {
    return "a SEARCH " + std::string(depth, '(') + "ALL" + std::string(depth, ')');
  };
  EXPECT_TRUE(parse_command(nested(16)));
  EXPECT_FALSE(parse_command(nested(17)));
  EXPECT_FALSE(parse_command(nested(100000)));
  std::string nots = "a SEARCH ";
  for (int i = 0; i < 100000; ++i) nots += "NOT ";
  EXPECT_FALSE(parse_command(nots + "ALL"));
  std::string path = "a FETCH 1 BODY[1";
  for (int i = 0; i < 100000; ++i) path += ".1";
  EXPECT_FALSE(parse_command(path + "]"));
}

TEST(Grammar, SeesALiteralAtTheEndOfALine) {
  EXPECT_EQ(literal_at_end("a LOGIN {3}")->size, 3U);
  EXPECT_TRUE(literal_at_end("a LOGIN {3}")->waits);
  EXPECT_FALSE(literal_at_end("a LOGIN {3+}")->waits);
  EXPECT_EQ(literal_at_end("{4294967295}")->size, 4294967295U);
  EXPECT_EQ(literal_at_end("{99999999999999999999999}")->size,
            std::numeric_limits<std::uint64_t>::max());
  for (const char* line : {"", "}", "{}", "{+}", "{-1}", "{3} ", "{ 3}", "3}", "{3++}", "{0x3}"})
    EXPECT_FALSE(literal_at_end(line)) << line;
}

TEST(Grammar, SeesTheMessageOfAnAppend) {
  auto command = parse_append("a APPEND \"Sent\" (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" {310}");
  ASSERT_TRUE(command);
  const auto& append = std::get<Append>(command->request);
  EXPECT_EQ(append.mailbox, "Sent");
  EXPECT_TRUE(append.flags.seen);
  using std::chrono::February;
  EXPECT_EQ(append.received,
            Time{std::chrono::sys_days{std::chrono::year{1994} / February / 8} +
                 std::chrono::hours{5} + std::chrono::minutes{52} + std::chrono::seconds{25}});
  EXPECT_TRUE(parse_append("a append {4}\r\nSent {9+}"));
  for (const char* bytes : {"a APPEND {4}", "a LOGIN {4}", "a APPEND Sent (\\Seen {4}",
                            "a APPEND Sent \"7-Feb-1994 21:52:25 -0800\" {4}", "APPEND Sent {4}",
                            "a APPEND Sent \"31-Feb-1994 21:52:25 -0800\" {4}"})
    EXPECT_FALSE(parse_append(bytes)) << bytes;
}

}  // namespace
}  // namespace gatehouse::gates::imap
