#include "control/console.h"

#include <algorithm>
#include <chrono>

#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(Console, KnowsEveryVerbInAnyCase) {
  for (const auto& verb : verbs()) {
    EXPECT_EQ(verb_named(lower_case(verb.name)), &verb);
    EXPECT_FALSE(verb.help.empty()) << verb.name;
    EXPECT_TRUE(verb.help.ends_with('.')) << verb.name;
  }
  EXPECT_EQ(verb_named("NOOPS"), nullptr);
  EXPECT_EQ(verb_named(""), nullptr);
}

TEST(Console, RefusesWhatItDoesNotKnow) {
  ConsoleFixture console;
  for (const auto line : {"", " ", "FORMAT c:", "NOOPS", "LISTDOMAINS\tx", "\x01\x02", "{a=b;}"})
    EXPECT_EQ(console.say(master, line), "500 unknown command") << line;
}

TEST(Console, AnswersTheSmallVerbs) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  const auto joe = "joe@company2.test";
  EXPECT_EQ(console.say(joe, "noop"), "200 OK");
  EXPECT_EQ(console.say(joe, "  Echo {b=(1,#NULL#);a=\"x y\";} "),
            R"(201 {a="x y";b=(1,#NULL#);})");
  EXPECT_EQ(console.say(joe, "GETCURRENTTIME"), "201 #T01-01-2026_00:00:00");
  EXPECT_TRUE(console.say(joe, "GETVERSION").starts_with("201 "));
  EXPECT_EQ(console.say(joe, "GETSYSTEMINFO MainDomainName"), R"(201 "company.com")");
  EXPECT_EQ(console.say(joe, "GETSYSTEMINFO unheard"), "201 #NULL#");
  EXPECT_EQ(console.say(joe, "ECHO"), "501 expected an object; the form is ECHO object");
}

TEST(Console, ListsEveryVerb) {
  ConsoleFixture console;
  const auto described = console.run(master, "DESCRIBECLICOMMANDS");
  ASSERT_TRUE(described.data && described.data->array());
  EXPECT_EQ(described.data->array()->size(), verbs().size());
  const auto outcome = console.run(master, "LISTCLICOMMANDS");
  ASSERT_TRUE(outcome.data);
  EXPECT_EQ(outcome.data->array()->size(), verbs().size());
}

// All that may follow stands in brackets.
bool all_optional(std::string_view syntax) {
  int depth = 0;
  for (const char c : syntax) {
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (depth == 0 && c != ']' && c != ' ') return false;
  }
  return true;
}

// Verbs that take nothing say so; the others refuse when words are missing or left over.
TEST(Console, RefusesMissingAndLeftOverWords) {
  ConsoleFixture console;
  for (const auto& verb : verbs()) {
    console.add_trial();  // CONFIRMADDRESSES needs one
    const bool takes_none = verb.syntax.empty();
    const bool may_stand_alone = all_optional(verb.syntax);
    EXPECT_EQ(console.run(master, verb.name).code == 501, !may_stand_alone) << verb.name;
    if (takes_none)
      EXPECT_EQ(console.run(master, std::string(verb.name) + " x").code, 501) << verb.name;
    EXPECT_NE(console.run(master, std::string(verb.name) + " * * * * * *").code, 200) << verb.name;
  }
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t done = 0; done < count; ++done) all += text;
  return all;
}

// V-101.
TEST(Console, RefusesHostileObjectsAtOnce) {
  ConsoleFixture console;
  const auto deep = std::size_t{10000};
  for (const auto& object :
       {repeated("(", deep), repeated("{a=", deep), repeated("(", deep) + repeated(")", deep),
        "\"" + std::string(1U << 20U, 'x'), std::string("{a=1;a=2;}"), std::string("{a=\"\x01;}"),
        std::string("#"), std::string("[%%%]"), std::string("{=;}"), std::string("(,)"),
        repeated("{", 1U << 20U)}) {
    const auto start = std::chrono::steady_clock::now();
    const auto outcome = console.run(master, "UPDATEDOMAINSETTINGS company2.test " + object);
    EXPECT_EQ(outcome.code, 501) << object.substr(0, 20);
    EXPECT_LT(outcome.words.size(), 500U);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{2});
  }
  EXPECT_EQ(console.say(master, "GETDOMAINSETTINGS company2.test"), "201 {}");
}

TEST(Console, AnswersInOneLineOfPrintableWords) {
  ConsoleFixture console;
  const auto outcome = console.run(
      master, R"(UPDATEDOMAINSETTINGS company2.test {"a\r\n200 OK"=x;AutoSignup="\007";})");
  EXPECT_EQ(outcome.code, 501);
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  EXPECT_TRUE(std::ranges::all_of(outcome.words, printable)) << outcome.words;
}

TEST(Console, AnswersAnAccountThatIsGone) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  EXPECT_EQ(console.say(master, "DELETEACCOUNT joe@company2.test"), "200 OK");
  for (const auto line : {"DELETEACCOUNT joe@company2.test", "GETACCOUNTSETTINGS joe@company2.test",
                          "SETACCOUNTPASSWORD joe@company2.test PASSWORD Newer345",
                          "SETACCOUNTALIASES joe@company2.test (jj)",
                          "RENAMEACCOUNT joe@company2.test INTO x@company2.test"})
    EXPECT_EQ(console.run(master, line).code, 513) << line;
}

}  // namespace
}  // namespace gatehouse::control
