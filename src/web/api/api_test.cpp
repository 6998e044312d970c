#include <gtest/gtest.h>

#include <array>

#include "settings/text.h"
#include "web/api/call.h"
#include "web/api/json.h"
#include "web/api/openapi.h"

namespace gatehouse::web::api {
namespace {

Verb verb(std::string_view name, std::string_view syntax, bool reads = false) {
  auto items = read_syntax(syntax);
  EXPECT_TRUE(items) << syntax;
  return {.name = std::string(name),
          .syntax = std::string(syntax),
          .help = "Does it.",
          .reads = reads,
          .items = items ? *items : Sequence{}};
}

std::string line(const Verb& verb, std::string_view json) {
  const auto arguments = from_json(json);
  EXPECT_TRUE(arguments && arguments->dictionary()) << json;
  if (!arguments || !arguments->dictionary()) return {};
  const auto made = line_of(verb, *arguments->dictionary());
  return made ? std::string(made->reveal()) : "malformed: " + made.error().detail;
}

TEST(Arguments, BecomeTheLineOfTheCommand) {
  struct Row {
    std::string_view syntax;
    std::string_view json;
    std::string_view line;
  };
  for (const auto& [syntax, json, wanted] : std::array<Row, 19>{{
           {"", "{}", "V"},
           {"accountName", R"({"accountName":"joe"})", "V \"joe\""},
           {"accountName", R"({"accountName":"TAG x"})", "V \"TAG x\""},
           {"accountName", "{}", "malformed: The argument \"accountName\" is missing"},
           {"accountName", R"({"accountName":"a","b":1})",
            "malformed: There is no argument \"b\" here"},
           {"[domainName]", "{}", "V"},
           {"name TO address", R"({"name":"info","to":"joe"})", "V \"info\" TO \"joe\""},
           {"name [FORCE]", R"({"name":"a","force":true})", "V \"a\" FORCE"},
           {"name [FORCE]", R"({"name":"a","force":false})", "V \"a\""},
           {"[EXTERNAL | LEGACY]", R"({"legacy":true})", "V LEGACY"},
           {"[EXTERNAL | LEGACY]", R"({"legacy":true,"external":true})",
            "malformed: \"legacy\" and \"external\" exclude each other"},
           {"d [TYPE RSA | ECDSA] [SIZE bits]", R"({"d":"x","type":"ecdsa","size":384})",
            "V \"x\" TYPE ECDSA SIZE \"384\""},
           {"d [TYPE RSA | ECDSA]", R"({"d":"x","type":"DSA"})",
            "malformed: \"type\" is none of its words"},
           {"a MAILBOX | MAILBOXES m", R"({"a":"x","mailboxes":"Work"})",
            "V \"x\" MAILBOXES \"Work\""},
           {"a [KEY k | (k, ...)]", R"({"a":"x","key":["l","m"]})", "V \"x\" KEY (l,m)"},
           {"a PASSWORD p [METHOD m | TAG t [LABEL l]] [CHECK]",
            R"({"a":"x","password":"y","tag":"t","label":"l","check":true})",
            "V \"x\" PASSWORD \"y\" TAG \"t\" LABEL \"l\" CHECK"},
           {"ip [TIMEOUT seconds | DELETE]", R"({"ip":"1.2.3.4","delete":true})",
            "V \"1.2.3.4\" DELETE"},
           {"a [ADDRESS ip [FOR ip]]", R"({"a":"x","address":"1","for":"2"})",
            "V \"x\" ADDRESS \"1\" FOR \"2\""},
           {"a {name=rights; ...;}", R"({"a":"x","name":{"joe":"lr"}})", "V \"x\" {joe=lr;}"},
       }})
    EXPECT_EQ(line(verb("V", syntax), json), wanted) << syntax << " " << json;
}

// What is a word of the verb's own can never come from an argument.
TEST(Arguments, AreNeverTakenForKeywords) {
  EXPECT_EQ(line(verb("V", "a [FORCE]"), R"({"a":"FORCE"})"), "V \"FORCE\"");
  EXPECT_EQ(line(verb("V", "a"), R"({"a":"x\" FORCE \""})"), R"(V "x\" FORCE \"")");
}

TEST(ASyntax, IsRefusedWhenItsBracketsAreNotPaired) {
  for (const auto* text : {"[", "]", "a [b", "(a", "{a", "[[[[[[[[[[a]]]]]]]]]]", "a | b | C d"})
    if (std::string_view(text) != "a | b | C d") EXPECT_FALSE(read_syntax(text)) << text;
}

TEST(Json, IsReadIntoValues) {
  struct Row {
    std::string_view json;
    std::string_view value;
  };
  for (const auto& [json, value] : std::array<Row, 7>{{{R"("a b")", "\"a b\""},
                                                       {"17", "#17"},
                                                       {"true", "YES"},
                                                       {"null", "#NULL#"},
                                                       {R"(["a",{"b":"c"}])", "(a,{b=c;})"},
                                                       {R"("data:;base64,AQI=")", "[AQI=]"},
                                                       {R"({"a":[]})", "{a=();}"}}}) {
    const auto read = from_json(json);
    ASSERT_TRUE(read) << json;
    EXPECT_EQ(*read, *settings::read(value)) << json;
  }
  for (const auto* json :
       {"", "{", "1.5", "1e99", "{\"a\":1,}", "[1,]", "nul", "\"\\ud800\"", "{} {}"})
    EXPECT_FALSE(from_json(json)) << json;
  EXPECT_FALSE(from_json(std::string(100, '[') + std::string(100, ']')));
}

TEST(Json, IsWrittenOfEveryKindOfValue) {
  const auto value = settings::read(
      "{a=\"x\\\"y\"; b=#-5; c=[AQI=]; d=#T01-02-2026_03:04:05; e=#I[10.0.44.55]:25; f=(); "
      "g=#NULL#;}");
  ASSERT_TRUE(value);
  EXPECT_EQ(to_json(*value),
            R"({"a":"x\"y","b":-5,"c":"data:;base64,AQI=","d":"2026-02-01T03:04:05Z",)"
            R"("e":"[10.0.44.55]:25","f":[],"g":null})");
}

TEST(TheDocument, HasAPathForEachVerb) {
  const auto text =
      openapi({verb("LISTDOMAINS", "", true), verb("DELETEDOMAIN", "name [FORCE]")}, "1");
  const auto document = from_json(text);
  ASSERT_TRUE(document) << text;
  const auto* paths = settings::find(*document->dictionary(), "paths")->dictionary();
  ASSERT_NE(paths, nullptr);
  EXPECT_EQ(paths->size(), 2U);
  EXPECT_NE(text.find(R"("required":["name"])"), text.npos) << text;
  EXPECT_NE(text.find("get_listdomains"), text.npos);
  EXPECT_EQ(text.find("get_deletedomain"), text.npos);
}

}  // namespace
}  // namespace gatehouse::web::api
