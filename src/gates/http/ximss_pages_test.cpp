// The pages of XIMSS over HTTP with a keeper that plays one account and its sessions.
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "base/base64.h"
#include "gates/http/pages.h"
#include "gates/http/pages/ximss.h"
#include "net/offload.h"
#include "tests/support/deaf_keeper.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::gates::http {
namespace {

class OneAccount final : public support::DeafKeeper {
 public:
  net::Task<Result<auth::Welcome>> welcome(auth::Peer peer, auth::OnEnd on_end) override {
    EXPECT_EQ(peer.service, "XIMSS-HTTP");
    on_ends[++last] = std::move(on_end);
    co_return auth::Welcome{
        last,
        {.host = "company.com", .mechanisms = {"SCRAM-SHA-256", "CRAM-MD5"}, .apop_challenge = {}}};
  }
  net::Task<auth::Reply> begin(auth::VisitId visit, std::string mechanism,
                               std::optional<Secret> initial) override {
    const auto message = mechanism + " " + std::string(initial ? initial->reveal() : "-");
    begun.push_back(message);
    const auth::Session joe{.account = "joe@company.com",
                            .acting = "joe@company.com",
                            .last_words = {},
                            .location = {},
                            .code_wanted = wants_code};
    using namespace std::string_literals;
    if (message == "PLAIN \0joe\0secret"s || message == "REQUEST-CRAM-MD5 nonce joe digest")
      co_return joe;
    if (message == "REQUEST-CRAM-MD5 ") co_return auth::Challenge{"nonce"};
    if (message == "SESSIONID joe@company.com 1-abc" || message == "SESSIONID joe 1-abc")
      if (alive) {
        by_session = visit;
        co_return joe;
      }
    co_return auth::Denial{auth::DenialKind::refused, "No such name and password", false};
  }
  net::Task<auth::Reply> abort(auth::VisitId, auth::DenialKind why) override {
    co_return auth::Denial{why, "aborted", false};
  }
  net::Task<auth::CommandReply> command(auth::VisitId, Secret line) override {
    commands.emplace_back(line.reveal());
    co_return auth::CommandReply{200, "OK", {}};
  }
  net::Task<auth::Allowed<auth::EntryPage>> entries(auth::VisitId,
                                                    auth::EntryQuery query) override {
    EXPECT_EQ(query.domain, "company.com");
    EXPECT_EQ(query.name, "joe");
    auth::Entry joe{auth::EntryKind::account, "joe", "company.com", {{"RealName", {"J <D>"}}}};
    co_return auth::EntryPage{{std::move(joe)}, {}};
  }
  net::Task<auth::Allowed<Secret>> open_session(auth::VisitId, auth::SessionKind kind) override {
    EXPECT_EQ(kind, auth::SessionKind::ximss);
    co_return Secret("1-abc");
  }
  net::Task<auth::Allowed<void>> close_session(auth::VisitId, Secret id) override {
    EXPECT_EQ(id.reveal(), "1-abc");
    alive = false;
    co_return auth::Allowed<void>{};
  }
  net::Task<auth::Allowed<void>> bless(auth::VisitId, Secret code) override {
    if (code.reveal() == "123456") co_return auth::Allowed<void>{};
    co_return std::unexpected<auth::Refused>({ErrorCode::wrong_password, "This code is not right"});
  }
  void leave(auth::VisitId visit) override { on_ends.erase(visit); }
  // As the session of that visit ends.
  void end(auth::VisitId visit) { on_ends.at(visit)(); }

  std::vector<std::string> begun;
  std::vector<std::string> commands;
  std::map<auth::VisitId, auth::OnEnd> on_ends;
  auth::VisitId last = 0;
  auth::VisitId by_session = 0;
  bool alive = true;
  bool wants_code = false;
};

struct Asked {
  std::string query = "";
  std::string body = "";
  std::string type = "text/xml";
  std::vector<Field> more = {};
};

class XimssPages : public testing::Test {
 protected:
  Request request(const Asked& asked) {
    Request request;
    request.method = asked.body.empty() ? Method::get : Method::post;
    request.host = "company.com";
    request.query = asked.query;
    request.body = Secret(asked.body);
    request.fields = asked.more;
    if (!asked.body.empty()) request.fields.push_back({"content-type", asked.type});
    return request;
  }
  Response ask(Handler handler, std::string_view rest, const Asked& asked) {
    const auto asking = request(asked);
    Call call{.request = asking,
              .rest = rest,
              .identity = identity_,
              .around = around_,
              .door = door_,
              .stream = pair_.stream(),
              .tls = false};
    return pair_.run(handler(call));
  }
  Response log_in(const std::string& query = "userName=joe&password=secret") {
    return ask(pages::ximss_login, "", {.query = query});
  }
  Response session(const std::string& rest, const Asked& asked = {}) {
    return ask(pages::ximss_session, rest, asked);
  }

  OneAccount keeper_;
  net::Offload disk_{{.threads = 1}};
  Surroundings around_{.keeper = keeper_, .disk = disk_, .tls = nullptr, .base = {}, .limits = {}};
  Tally tally_;
  ximss::HttpSessions sessions_;
  Catalogue catalogue_;
  Door door_{"HTTPU", Doors::user, Secret("key"), tally_, sessions_, catalogue_};
  support::StreamPair pair_;
  Identity identity_{around_, pair_.stream(), door_};
};

TEST_F(XimssPages, LogInByParameters) {
  const auto answer = log_in();
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.type, "text/xml; charset=utf-8");
  EXPECT_TRUE(
      answer.body.starts_with("<XIMSS><session urlID=\"1-abc\" userName=\"joe@company.com\" "
                              "realName=\"J &lt;D&gt;\" version=\""))
      << answer.body;
  EXPECT_TRUE(keeper_.on_ends.empty()) << "a visit stays";
  EXPECT_TRUE(keeper_.commands.empty());
  for (const auto* query :
       {"username=joe&password=secret", "USERNAME=x&userName=joe&password=secret"})
    EXPECT_EQ(log_in(query).status, 200U) << query;
  EXPECT_EQ(ask(pages::ximss_login, "",
                {.query = "",
                 .body = "userName=joe&password=secret",
                 .type = "application/x-www-form-urlencoded"})
                .status,
            200U);
  EXPECT_EQ(
      ask(pages::ximss_login, "", {.more = {{"authorization", "Basic " + to_base64("joe:secret")}}})
          .status,
      200U);
}

TEST_F(XimssPages, LogInByTheAnswerToANonce) {
  const auto features =
      ask(pages::ximss_login, "", {.body = "<XIMSS><listFeatures id=\"7\"/></XIMSS>"});
  EXPECT_EQ(features.body,
            "<XIMSS><features domain=\"company.com\" id=\"7\"><password/><sasl>CRAM-MD5</sasl>"
            "<nonce>nonce</nonce></features><response id=\"7\"/></XIMSS>\r\n");
  EXPECT_EQ(log_in("userName=joe&nonce=nonce&authData=" + to_base64("digest")).status, 200U);
  EXPECT_EQ(log_in("userName=joe&nonce=nonce&authData=%25").status, 400U);
  EXPECT_EQ(log_in("userName=joe&nonce=&authData=eA==").status, 400U);
}

TEST_F(XimssPages, RefuseByStatusOrInXml) {
  const auto wrong = log_in("userName=joe&password=wrong");
  EXPECT_EQ(wrong.status, 403U);
  EXPECT_TRUE(wrong.close);
  EXPECT_EQ(
      wrong.body,
      "<XIMSS><response errorNum=\"515\" errorText=\"No such name and password\"/></XIMSS>\r\n");
  const auto in_xml = log_in("userName=joe&password=wrong&errorAsXML=1");
  EXPECT_EQ(in_xml.status, 200U);
  EXPECT_EQ(in_xml.body, wrong.body);
  EXPECT_EQ(log_in("errorAsXML=1").status, 200U);
  EXPECT_EQ(log_in("").status, 400U);
  EXPECT_EQ(log_in("a=%zz").status, 400U);
  const auto basic =
      ask(pages::ximss_login, "", {.more = {{"authorization", "Basic " + to_base64("joe:x")}}});
  EXPECT_EQ(basic.status, 401U);
  EXPECT_EQ(basic.fields.front().name, "WWW-Authenticate");
}

TEST_F(XimssPages, TakeTheCodeOfASecondFactorAlong) {
  keeper_.wants_code = true;
  const std::string login = "errorAsXML=1&userName=joe&password=secret";
  EXPECT_TRUE(log_in(login).body.contains("A code of the second factor is needed"));
  EXPECT_TRUE(log_in(login + "&code=1").body.contains("This code is not right"));
  EXPECT_TRUE(log_in(login + "&code=123456").body.contains("<session "));
}

TEST_F(XimssPages, UnbindASessionThatMayRoam) {
  std::ignore = log_in("userName=joe&password=secret&DisableIPWatch=1");
  EXPECT_EQ(keeper_.commands, std::vector<std::string>{"UNBINDSESSION \"1-abc\""});
}

TEST_F(XimssPages, AnswerAtOnceAndTheSameOnceMore) {
  std::ignore = log_in();
  const auto first = session(
      "1-abc/sync", {.query = "reqSeq=1", .body = "<XIMSS><noop id=\"a\"/><x id=\"b\"/></XIMSS>"});
  EXPECT_EQ(first.body,
            "<XIMSS><response id=\"a\"/><response errorNum=\"500\" errorText=\"This request is not "
            "known\" id=\"b\"/></XIMSS>\r\n");
  EXPECT_EQ(
      session("1-abc/sync", {.query = "reqSeq=1", .body = "<XIMSS><noop id=\"c\"/></XIMSS>"}).body,
      first.body);
  EXPECT_EQ(session("1-abc/sync", {.query = "reqSeq=2", .body = "<XIMSS/>"}).body,
            "<XIMSS></XIMSS>\r\n");
  EXPECT_EQ(session("1-abc/sync", {.query = "reqSeq=1", .body = "<XIMSS/>"}).status, 410U);
  for (const auto* body : {"<noop/>", "<XIMSS><noop/>", "<!DOCTYPE XIMSS><XIMSS/>"})
    EXPECT_TRUE(session("1-abc/sync", {.body = body}).body.contains("This is not a message"))
        << body;
  EXPECT_EQ(session("1-abc/other").status, 404U);
}

TEST_F(XimssPages, AnswerLaterToWhoeverWaits) {
  std::ignore = log_in();
  EXPECT_EQ(session("1-abc/", {.query = "maxWait=0"}).body, "<XIMSS></XIMSS>\r\n");
  EXPECT_EQ(
      session("1-abc/async", {.query = "reqSeq=1", .body = "<XIMSS><noop id=\"a\"/></XIMSS>"}).body,
      "<XIMSS></XIMSS>\r\n");
  const std::string batch = "<XIMSS respSeq=\"1\"><response id=\"a\"/></XIMSS>\r\n";
  EXPECT_EQ(session("1-abc/", {.query = "ackSeq=0&maxWait=9"}).body, batch);
  EXPECT_EQ(session("1-abc/get", {.query = "ackSeq=0&maxWait=9"}).body, batch);
  EXPECT_EQ(session("1-abc/", {.query = "ackSeq=1&maxWait=0"}).body, "<XIMSS></XIMSS>\r\n");
  EXPECT_EQ(
      session("1-abc/", {.query = "ackSeq=1&maxWait=9", .body = "<XIMSS><noop id=\"b\"/></XIMSS>"})
          .body,
      "<XIMSS respSeq=\"2\"><response id=\"b\"/></XIMSS>\r\n");
}

TEST_F(XimssPages, AreTheSameForEverySessionThatIsNotThere) {
  const auto never = session("1-abc/sync", {.body = "<XIMSS/>"});
  EXPECT_EQ(never.status, 550U);
  std::ignore = log_in();
  keeper_.alive = false;
  const auto ended = session("1-abc/sync", {.body = "<XIMSS/>"});
  EXPECT_EQ(ended.status, 550U);
  EXPECT_EQ(ended.body, never.body);
  const auto asked = keeper_.begun.size();
  EXPECT_EQ(session("1-abc/").status, 550U);
  EXPECT_EQ(keeper_.begun.size(), asked) << "it would count as a wrong password";
}

TEST_F(XimssPages, EndWithBye) {
  std::ignore = log_in();
  const auto bye =
      session("1-abc/sync", {.body = "<XIMSS><bye id=\"1\"/><noop id=\"2\"/></XIMSS>"});
  EXPECT_EQ(bye.body, "<XIMSS><response id=\"1\"/></XIMSS>\r\n");
  EXPECT_FALSE(keeper_.alive);
  EXPECT_EQ(session("1-abc/").status, 550U);
}

TEST_F(XimssPages, WantTheCookieThatWasGiven) {
  const auto given = log_in("userName=joe&password=secret&EnableUseCookie=1").fields.front();
  EXPECT_EQ(given.name, "Set-Cookie");
  EXPECT_TRUE(given.value.ends_with("; Path=/Session/1-abc; HttpOnly; SameSite=Strict"))
      << given.value;
  const auto cookie = given.value.substr(0, given.value.find(';'));
  EXPECT_EQ(session("1-abc/", {.more = {{"cookie", cookie}}}).status, 200U);
  EXPECT_EQ(session("1-abc/").status, 550U);
  EXPECT_EQ(session("1-abc/", {.more = {{"cookie", cookie + "; " + cookie}}}).status, 550U);
  EXPECT_EQ(session("1-abc/", {.more = {{"cookie", cookie + "x"}}}).status, 550U);
  EXPECT_EQ(session("1-abc/", {.more = {{"cookie", "a=b; " + cookie}}}).status, 200U);
}

// Whoever learnt no more than the ID cannot log in once more to do without the rest.
TEST_F(XimssPages, GoOnAsTheyWereWhenTheirIdLogsIn) {
  const auto given = log_in("userName=joe&password=secret&EnableUseCookie=1").fields.front();
  const auto cookie = given.value.substr(0, given.value.find(';'));
  EXPECT_EQ(session("1-abc/", {.more = {{"cookie", cookie}}}).status, 200U);
  const auto again = log_in("userName=joe&sessionid=1-abc&DisableIPWatch=1");
  EXPECT_TRUE(again.body.contains("<session urlID=\"1-abc\"")) << again.body;
  EXPECT_TRUE(again.fields.empty()) << "the cookie is for whoever was given it";
  EXPECT_TRUE(keeper_.commands.empty());
  EXPECT_EQ(session("1-abc/").status, 550U);
  EXPECT_EQ(session("1-abc/", {.more = {{"cookie", cookie}}}).status, 200U);
}

TEST_F(XimssPages, TakeUpASessionThatWasMadeElsewhere) {
  EXPECT_EQ(session("1-abc/").status, 550U);
  EXPECT_TRUE(log_in("userName=joe&sessionid=1-abc").body.contains("<session urlID=\"1-abc\""));
  EXPECT_EQ(session("1-abc/").status, 200U);
}

TEST_F(XimssPages, LoseTheConnectionThatWaitsWhenTheSessionEnds) {
  std::ignore = log_in();
  const auto asking = request({.query = "maxWait=200"});
  Call call{.request = asking,
            .rest = "1-abc/",
            .identity = identity_,
            .around = around_,
            .door = door_,
            .stream = pair_.stream(),
            .tls = false};
  std::optional<Response> answer;
  pair_.begin(pages::ximss_session(call), answer);
  EXPECT_FALSE(answer);
  keeper_.end(keeper_.by_session);
  pair_.go_on();
  EXPECT_TRUE(answer);
  EXPECT_TRUE(keeper_.on_ends.empty());
}

}  // namespace
}  // namespace gatehouse::gates::http
