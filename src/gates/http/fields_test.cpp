// What is read from fields and forms, and what is written into answers.
#include <gtest/gtest.h>

#include <chrono>

#include "gates/http/cookie.h"
#include "gates/http/credentials.h"
#include "gates/http/html.h"
#include "gates/http/response.h"
#include "gates/http/session.h"

namespace gatehouse::gates::http {
namespace {

Request with(std::string name, std::string value) {
  return {.authority = "company.com:8100", .fields = {{std::move(name), std::move(value)}}};
}

TEST(Form, IsDecodedFieldByField) {
  const auto form = Form::parse("name=joe%40company.com&password=a+b%26c&&empty=&bare");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->text("name"), "joe@company.com");
  EXPECT_EQ(form->text("password"), "a b&c");
  EXPECT_NE(form->find("empty"), nullptr);
  EXPECT_NE(form->find("bare"), nullptr);
  EXPECT_EQ(form->find("other"), nullptr);
}

TEST(Form, IsRefusedWhenItIsBroken) {
  for (const auto* text : {"a=%", "a=%2", "%zz=b", "a=%u0041"}) EXPECT_FALSE(Form::parse(text));
  std::string many;
  for (std::size_t i = 0; i <= Form::most_fields; ++i) many += "a=b&";
  EXPECT_FALSE(Form::parse(many));
}

TEST(Cookie, ComesBackAsItWasSet) {
  for (const bool tls : {false, true}) {
    const auto field =
        set_session_cookie({"joe@company.com", Secret("12-abcDEF")}, {Doors::user, tls});
    EXPECT_EQ(field.name, "Set-Cookie");
    EXPECT_NE(field.value.find("; HttpOnly; SameSite=Strict"), std::string::npos);
    EXPECT_EQ(field.value.contains("; Secure"), tls);
    const auto pair = field.value.substr(0, field.value.find(';'));
    const auto cookie =
        session_cookie(with("cookie", "other=1; " + pair + "; more=2"), {Doors::user, tls});
    ASSERT_TRUE(cookie);
    EXPECT_EQ(cookie->account, "joe@company.com");
    EXPECT_EQ(cookie->id.reveal(), "12-abcDEF");
    EXPECT_FALSE(session_cookie(with("cookie", pair), {Doors::user, !tls}))
        << "set on another kind of link";
    EXPECT_FALSE(session_cookie(with("cookie", pair), {Doors::admin, tls})) << "of the other port";
    EXPECT_FALSE(session_cookie(with("cookie", pair + "; " + pair), {Doors::user, tls}))
        << "which one?";
  }
}

TEST(Cookie, OfAnotherFormIsNone) {
  for (const auto* value : {"", ".", "6a6f65", "6a6f65.", ".12-a", "6a6f6.12-a", "6a6f65.12 a",
                            "6a6f65.12-a.b", "zz.12-a", "ff.12-a"})
    EXPECT_FALSE(session_cookie(with("cookie", "GatehouseSession=" + std::string(value)),
                                {Doors::user, false}))
        << value;
}

TEST(Credentials, AreReadByScheme) {
  const auto basic = read_credentials("bAsIc  am9lOnNlY3JldDpz ");
  ASSERT_TRUE(basic);
  EXPECT_EQ(basic->scheme->scheme, Scheme::basic);
  const auto pair = read_basic(basic->text);
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->name, "joe");
  EXPECT_EQ(pair->password.reveal(), "secret:s");
  EXPECT_FALSE(read_credentials("Token abc"));
  EXPECT_FALSE(read_credentials(""));
  for (const auto* text : {"", "am9l", "am9lOnNlY3JldA", "am9lO nNlY3JldA=="})
    EXPECT_FALSE(read_basic(text)) << text;
  EXPECT_EQ(quoted_string("a\"b\\c"), R"("a\"b\\c")");
}

TEST(Response, AlwaysSaysWhatABrowserMayDoWithIt) {
  const auto text = written(plain(404, "No"), {.tls = true, .now = Time(std::chrono::hours(24))});
  EXPECT_TRUE(text.starts_with("HTTP/1.1 404 Not Found\r\nDate: Fri, 02 Jan 1970 00:00:00 GMT\r\n"))
      << text;
  for (const auto* line :
       {"Cache-Control: no-store", "Content-Security-Policy: default-src 'none'; style-src 'self'",
        "frame-ancestors 'none'", "X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin",
        "Strict-Transport-Security: max-age=", "Content-Length: 4\r\n", "\r\n\r\nNo\r\n"})
    EXPECT_TRUE(text.contains(line)) << line;
  EXPECT_FALSE(text.contains("unsafe"));
  EXPECT_FALSE(written(plain(200, "Yes"), {}).contains("Strict-Transport-Security"));
  const auto head = written(plain(200, "Yes"), {.head_only = true});
  EXPECT_TRUE(head.contains("Content-Length: 5\r\n") && head.ends_with("\r\n\r\n"));
}

TEST(Response, CannotBeSplitByAValue) {
  auto response = plain(200, "Yes");
  response.fields = {{"X-One", "a\r\nX-Two: b"}, {"X-Three", "c"}, {"Cache-Control", "max-age=60"}};
  const auto text = written(response, {});
  EXPECT_FALSE(text.contains("X-Two"));
  EXPECT_TRUE(text.contains("X-Three: c\r\n"));
  EXPECT_FALSE(text.contains("no-store")) << "its own value counts";
}

TEST(Html, MakesTextHarmless) {
  const auto made = page(200, "<a>", "<p>" + text_of("\"<script>'&") + "</p>");
  EXPECT_TRUE(made.body.contains("<title>&lt;a&gt; - Gatehouse</title>"));
  EXPECT_TRUE(made.body.contains("<p>&quot;&lt;script&gt;&#39;&amp;</p>"));
}

TEST(Requests, FromOtherSitesAreKnown) {
  const auto elsewhere = [](std::string name, std::string value, bool tls = false) {
    return comes_from_elsewhere(with(std::move(name), std::move(value)), tls);
  };
  EXPECT_FALSE(elsewhere("accept", "*/*"));
  EXPECT_FALSE(elsewhere("origin", "http://company.com:8100"));
  EXPECT_FALSE(elsewhere("origin", "https://Company.com:8100")) << "there may be a proxy";
  EXPECT_FALSE(elsewhere("origin", "https://company.com:8100", true));
  EXPECT_FALSE(elsewhere("sec-fetch-site", "same-origin"));
  EXPECT_TRUE(elsewhere("origin", "http://company.com:8100", true));
  EXPECT_TRUE(elsewhere("origin", "http://company.com"));
  EXPECT_TRUE(elsewhere("origin", "http://evil.test"));
  EXPECT_TRUE(elsewhere("origin", "null"));
  EXPECT_TRUE(elsewhere("sec-fetch-site", "cross-site"));
  EXPECT_TRUE(elsewhere("sec-fetch-site", "same-site"));
}

}  // namespace
}  // namespace gatehouse::gates::http
