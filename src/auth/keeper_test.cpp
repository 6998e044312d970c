#include "auth/keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sasl/mechanism.h"
#include "tests/support/keeper_runner.h"
#include "tests/support/sasl_client.h"

namespace gatehouse::auth {
namespace {

using std::chrono::minutes;
using support::ClientFacts;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Peer peer(std::string service = "IMAP", std::string_view remote = "10.0.0.5") {
  return {.service = std::move(service),
          .remote = {*IpAddress::parse(remote), 40000},
          .local = {*IpAddress::parse("127.0.0.1"), 143},
          .local_user = {},
          .tls = {}};
}

net::TlsFacts tls(std::string server_name = {}) {
  return {.protocol = "TLSv1.3",
          .cipher = "TLS_AES_256_GCM_SHA384",
          .server_name = std::move(server_name),
          .exporter = std::string(32, 'e'),
          .unique = {},
          .server_end_point = std::string(32, 's'),
          .client_certificate = {},
          .resumed = false};
}

Peer secure_peer(std::string service = "IMAP", std::string server_name = {}) {
  auto made = peer(std::move(service));
  made.tls = tls(std::move(server_name));
  return made;
}

const Denial* denial(const Reply& reply) { return std::get_if<Denial>(&reply); }

// The account that a reply opened; otherwise the kind of the denial in words for a failed test.
std::string opened(const Reply& reply) {
  if (const auto* session = std::get_if<Session>(&reply)) return session->account;
  if (const auto* denied = denial(reply)) return "denied: " + denied->words;
  return "challenged";
}

std::string words(const Reply& reply) {
  return denial(reply) ? denial(reply)->words : std::string();
}

class KeeperTest : public testing::TestWithParam<bool> {
 protected:
  KeeperTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;PermitOnlyAdvertised=NO;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().account("joe@company.com", "secret"));
  }

  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }

  support::TestSite& site() { return runner_.site(); }
  Keeper& keeper() { return runner_.keeper(); }

  Welcome visit(Peer from = peer()) {
    auto welcome = runner_.run(keeper().welcome(std::move(from), {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{});
  }
  VisitId enter(Peer from = peer()) { return visit(std::move(from)).visit; }

  Reply begin(VisitId at, std::string mechanism, std::optional<std::string> initial = {}) {
    std::optional<Secret> bytes;
    if (initial) bytes = Secret(*initial);
    return runner_.run(keeper().begin(at, std::move(mechanism), std::move(bytes)));
  }
  Reply feed(VisitId at, std::string_view response) {
    return runner_.run(keeper().feed(at, Secret(response)));
  }
  Reply abort(VisitId at, DenialKind why = DenialKind::aborted) {
    return runner_.run(keeper().abort(at, why));
  }
  Reply log_in(VisitId at, std::string_view name, std::string_view password) {
    return runner_.run(keeper().begin(at, "PLAIN", plain_message(name, password)));
  }
  Reply log_in(std::string_view name, std::string_view password) {
    return log_in(enter(), name, password);
  }
  CommandReply command(VisitId at, std::string_view line) {
    return runner_.run(keeper().command(at, Secret(line)));
  }
  Route route(VisitId at, std::string address) {
    return runner_.run(keeper().route(at, std::move(address)));
  }

  // Plays a mechanism with the client half that was written apart from it.
  Reply play(const Welcome& at, const std::string& mechanism, ClientFacts facts) {
    facts.challenge = at.offer.apop_challenge;
    auto client = support::sasl_client(mechanism, std::move(facts));
    if (client == nullptr) return Denial{DenialKind::unknown_mechanism, "no client half", false};
    auto reply = begin(at.visit, mechanism, client->first());
    while (const auto* challenge = std::get_if<Challenge>(&reply)) {
      const auto response = client->reply(challenge->bytes);
      reply = response ? feed(at.visit, *response) : abort(at.visit);
    }
    if (const auto* session = std::get_if<Session>(&reply))
      EXPECT_TRUE(client->believes(session->last_words)) << mechanism;
    return reply;
  }

  // Audit lines so far that hold `text`.
  long lines_with(std::string_view text) {
    const auto lines = site().audit();
    return std::ranges::count_if(lines, [&](const auto& line) { return line.contains(text); });
  }

  support::KeeperRunner runner_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, KeeperTest, testing::Values(false, true),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

TEST(PlainMessage, IsThatOfRfc4616) {
  EXPECT_EQ(plain_message("tim", "tanstaaf").reveal(), std::string_view("\0tim\0tanstaaf", 13));
}

TEST_P(KeeperTest, OpensASessionForTheRightPassword) {
  const auto at = enter();
  const auto reply = log_in(at, "joe", "secret");
  const auto* session = std::get_if<Session>(&reply);
  ASSERT_NE(session, nullptr) << words(reply);
  EXPECT_EQ(session->account, "joe@company.com");
  EXPECT_EQ(session->acting, "joe@company.com");
  EXPECT_FALSE(session->location.empty());
  EXPECT_THAT(site().audit(), testing::ElementsAre(HasSubstr("login=\"success\" service=IMAP")));
}

TEST_P(KeeperTest, KnowsOneAccountByAllItsSpellings) {
  must(site().alias("joe@company.com", "joseph"));
  must(site().alias_domain("company.com", "mail.company.com"));
  for (const auto* name :
       {"joe", "JOE", "joe@company.com", "Joe%Company.COM", "joseph", "joseph@mail.company.com"})
    EXPECT_EQ(opened(log_in(name, "secret")), "joe@company.com") << name;
}

TEST_P(KeeperTest, TakesTheDomainFromTheNameTheClientAskedFor) {
  must(site().domain("other.com", "{AUTHMethods=All;PermitOnlyAdvertised=NO;}"));
  must(site().account("joe@other.com", "other", "{PasswordEncryption=sealed;}"));
  const auto there = visit(secure_peer("IMAP", "Other.com"));
  EXPECT_EQ(there.offer.host, "other.com");
  EXPECT_EQ(opened(log_in(there.visit, "joe", "other")), "joe@other.com");
  const auto here = visit(secure_peer("IMAP", "nowhere.net"));
  EXPECT_EQ(here.offer.host, "company.com");
  EXPECT_EQ(opened(log_in(here.visit, "joe", "secret")), "joe@company.com");
}

TEST_P(KeeperTest, TakesTheDomainFromTheHostWhereTlsNamedNone) {
  must(site().domain("other.com", "{AUTHMethods=All;PermitOnlyAdvertised=NO;}"));
  must(site().set_defaults("other.com", "{RequireAPOP=NO;}"));
  must(site().alias_domain("other.com", "chat.other.com"));
  must(site().account("joe@other.com", "other", "{PasswordEncryption=sealed;}"));
  struct Row {
    bool tls;
    const char* server_name;
    const char* host;
    const char* reached;  // the name the server goes by
    const char* account;
  };
  const Row rows[] = {{false, "", "Other.com", "other.com", "joe@other.com"},
                      {false, "", "chat.other.com", "chat.other.com", "joe@other.com"},
                      {false, "", "nowhere.net", "company.com", "joe@company.com"},
                      {false, "", "../other.com", "company.com", "joe@company.com"},
                      {true, "", "other.com", "other.com", "joe@other.com"},
                      {true, "nowhere.net", "other.com", "other.com", "joe@other.com"},
                      {true, "chat.other.com", "other.com", "other.com", "joe@other.com"},
                      {true, "other.com", "nowhere.net", "other.com", "joe@other.com"},
                      {true, "company.com", "other.com", "company.com", "joe@company.com"},
                      {true, "other.com", "company.com", "other.com", "joe@other.com"}};
  for (const auto& row : rows) {
    auto from = row.tls ? secure_peer("XMPP", row.server_name) : peer("XMPP");
    from.host = row.host;
    const auto at = visit(std::move(from));
    const auto* password = std::string_view(row.account) == "joe@other.com" ? "other" : "secret";
    EXPECT_EQ(at.offer.host, row.reached) << row.server_name << " " << row.host;
    EXPECT_EQ(opened(log_in(at.visit, "joe", password)), row.account) << row.host;
  }
}

TEST_P(KeeperTest, IsNotLedElsewhereByTlsThatCameLater) {
  must(site().domain("other.com", "{AUTHMethods=All;PermitOnlyAdvertised=NO;}"));
  auto from = peer("XMPP");
  from.host = "other.com";
  const auto plain = visit(from);
  EXPECT_EQ(runner_.run(keeper().tls_started(plain.visit, tls())).value().host, "other.com");
  const auto named = visit(from);
  EXPECT_EQ(runner_.run(keeper().tls_started(named.visit, tls("company.com"))).value().host,
            "company.com");
}

struct Attempt {
  const char* name;
  const char* password;
};

TEST_P(KeeperTest, DecidesTheSameByEveryMechanism) {
  for (const auto& info : sasl::mechanisms()) {
    const std::string mechanism(info.name);
    const bool by_session = info.login_method == "SESSIONID" || info.login_method == "WEBUSER";
    if (mechanism == "EXTERNAL" || info.login_method == "GSSAPI" || by_session)
      continue;  // no passwords
    const auto attempt = [&](const Attempt& typed) {
      ClientFacts facts{.name = typed.name, .password = typed.password, .service = "pop"};
      facts.could_bind = false;
      if (info.traits.binds_channel) {
        facts.binding_name = "tls-exporter";
        facts.binding_data = std::string(32, 'e');
      }
      const auto* service = info.traits.of_requests ? "SIP" : "POP";
      return play(visit(secure_peer(service)), mechanism, std::move(facts));
    };
    EXPECT_EQ(opened(attempt({"joe", "secret"})), "joe@company.com") << mechanism;
    const auto wrong = attempt({"joe", "Secret"});
    const auto unknown = attempt({"nobody", "secret"});
    const auto elsewhere = attempt({"joe@nowhere.net", "secret"});
    ASSERT_NE(denial(wrong), nullptr) << mechanism;
    EXPECT_EQ(denial(wrong)->kind, DenialKind::refused) << mechanism;
    for (const auto* other : {&unknown, &elsewhere}) {
      ASSERT_NE(denial(*other), nullptr) << mechanism;
      EXPECT_EQ(denial(*other)->kind, DenialKind::refused) << mechanism;
      EXPECT_EQ(words(*other), words(wrong)) << mechanism;
    }
    runner_.site().clock().advance(minutes{2});  // so that the failures do not add up
  }
}

TEST_P(KeeperTest, RefusesMechanismsAnAccountCannotServeAsIfThePasswordWereWrong) {
  must(site().account("hashed@company.com", "secret", "{PasswordEncryption=UB-crpt;}"));
  EXPECT_EQ(opened(log_in("hashed", "secret")), "hashed@company.com");
  const auto wrong = log_in("hashed", "wrong");
  for (const auto* mechanism : {"APOP", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-256"}) {
    const auto reply = play(visit(peer("POP")), mechanism,
                            {.name = "hashed", .password = "secret", .service = "pop"});
    ASSERT_NE(denial(reply), nullptr) << mechanism;
    EXPECT_EQ(denial(reply)->kind, DenialKind::refused) << mechanism;
    EXPECT_EQ(words(reply), words(wrong)) << mechanism;
  }
}

TEST_P(KeeperTest, NeverLogsInWithAnEmptyPassword) {
  must(site().account("empty@company.com", ""));
  must(site().account("blank@company.com", "x", "{Password=\"\";}"));
  must(site().set_account("blank@company.com", "{Password=\"\";}"));
  for (const auto* name : {"empty", "blank", "joe"})
    for (const auto* mechanism :
         {"PLAIN", "LOGIN", "APOP", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}) {
      const auto reply = play(visit(peer("POP")), mechanism, {.name = name, .password = ""});
      EXPECT_NE(denial(reply), nullptr) << name << " " << mechanism << " " << opened(reply);
      runner_.site().clock().advance(minutes{2});
    }
}

TEST_P(KeeperTest, TellsNothingAboutNamesThatCannotExist) {
  const auto wrong = words(log_in("joe", "wrong"));
  for (const std::string name :
       {"a", "joe@@company.com", "../joe", "-joe", "joe$tag", "$", "%", "joe$a$b", "\xff\xfe",
        "\xc0\xaf", "\xed\xa0\x80", "joe\r\n", "joe\t"}) {
    const auto reply = log_in(name, "secret");
    ASSERT_NE(denial(reply), nullptr) << name;
    if (denial(reply)->kind != DenialKind::malformed) EXPECT_EQ(words(reply), wrong) << name;
  }
  const auto reply = log_in(std::string(256, 'a'), "secret");
  ASSERT_NE(denial(reply), nullptr);
}

TEST_P(KeeperTest, ClosesAfterFourAttemptsAndStaysClosed) {
  const auto at = enter();
  for (int attempt = 1; attempt <= 4; ++attempt) {
    const auto reply = log_in(at, "joe", "wrong");
    ASSERT_NE(denial(reply), nullptr);
    EXPECT_EQ(denial(reply)->close, attempt == 4) << attempt;
  }
  const auto late = log_in(at, "joe", "secret");
  ASSERT_NE(denial(late), nullptr);
  EXPECT_TRUE(denial(late)->close);
}

TEST_P(KeeperTest, CountsCancelledAndUnknownAttemptsForTheConnection) {
  const auto at = enter();
  std::ignore = begin(at, "CRAM-MD5");
  EXPECT_FALSE(denial(abort(at))->close);
  EXPECT_FALSE(denial(begin(at, "NOSUCH"))->close);
  std::ignore = begin(at, "PLAIN");
  EXPECT_FALSE(denial(abort(at, DenialKind::malformed))->close);
  std::ignore = begin(at, "PLAIN");
  EXPECT_TRUE(denial(abort(at))->close);
  EXPECT_EQ(opened(log_in("joe", "secret")), "joe@company.com");
}

TEST_P(KeeperTest, StartsEveryAttemptAfresh) {
  const auto at = visit();
  EXPECT_NE(denial(play(at, "CRAM-MD5", {.name = "joe", .password = "wrong"})), nullptr);
  EXPECT_NE(denial(play(at, "PLAIN", {.name = "joe", .password = "wrong"})), nullptr);
  EXPECT_EQ(opened(play(at, "DIGEST-MD5", {.name = "joe", .password = "secret"})),
            "joe@company.com");
}

TEST_P(KeeperTest, LocksANameUnderAllItsSpellingsAndOpensItAgain) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().alias("joe@company.com", "joseph"));
  must(site().set_account("joe@company.com", "{FailedLoginFlow=(3,5m);}"));
  for (const auto* name : {"joe", "JOSEPH", "joe%company.com"})
    EXPECT_NE(denial(log_in(name, "wrong")), nullptr);
  const auto locked = log_in("joe", "secret");
  ASSERT_NE(denial(locked), nullptr);
  EXPECT_EQ(denial(locked)->kind, DenialKind::refused);
  EXPECT_EQ(words(locked), words(log_in("nobody", "secret")));
  EXPECT_NE(denial(play(visit(), "SCRAM-SHA-256", {.name = "joe", .password = "secret"})), nullptr);
  EXPECT_NE(denial(play(visit(), "CRAM-MD5", {.name = "joe", .password = "secret"})), nullptr);
  EXPECT_EQ(lines_with("login=\"locked\""), 3);
  site().clock().advance(minutes{5});
  EXPECT_EQ(opened(log_in("joe", "secret")), "joe@company.com");
}

TEST_P(KeeperTest, LocksNamesThatNobodyHasLikeAnyOther) {
  must(site().set_server("{HideAccountUnknown=NO;LoginProtection=Account;}"));
  must(site().set_defaults("company.com", "{FailedLoginFlow=(2,5m);}"));
  for (const auto* name : {"nobody", "joe"}) {
    EXPECT_EQ(denial(log_in(name, "wrong"))->kind, DenialKind::refused) << name;
    EXPECT_EQ(denial(log_in(name, "wrong"))->kind, DenialKind::refused) << name;
    EXPECT_EQ(denial(log_in(name, "secret"))->kind, DenialKind::locked) << name;
  }
}

TEST_P(KeeperTest, TellsUnknownNamesApartOnlyWhenTheyAreNotHidden) {
  EXPECT_EQ(words(log_in("nobody", "x")), words(log_in("joe", "x")));
  must(site().set_server("{HideAccountUnknown=NO;}"));
  EXPECT_NE(words(log_in("nobody", "x")), words(log_in("joe", "x")));
}

TEST_P(KeeperTest, ComparesNoMoreGuessesThanTheLimitHoweverManyComeAtOnce) {
  must(site().set_server("{LoginProtection=Account;}"));
  must(site().account("slow@company.com", "right", "{PasswordEncryption=UB-crpt;}"));
  must(site().set_account("slow@company.com", "{FailedLoginFlow=(5,10m);}"));
  std::vector<std::optional<Reply>> replies(40);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const auto at = enter();
    const auto* guess = i == replies.size() - 1 ? "right" : "wrong";
    runner_.start(keeper().begin(at, "PLAIN", plain_message("slow", guess)), replies[i]);
  }
  runner_.run_until([&] { return std::ranges::all_of(replies, &std::optional<Reply>::has_value); });
  EXPECT_EQ(lines_with("login=\"wrong password\""), 5);
  EXPECT_EQ(lines_with("login=\"locked\""), 35);
  EXPECT_EQ(lines_with("login=\"success\""), 0);
}

TEST_P(KeeperTest, LetsManyRightPasswordsInAtOnce) {
  must(site().account("slow@company.com", "right", "{PasswordEncryption=UB-crpt;}"));
  must(site().set_account("slow@company.com", "{FailedLoginFlow=(3,10m);}"));
  std::vector<std::optional<Reply>> replies(30);
  for (auto& reply : replies)
    runner_.start(keeper().begin(enter(), "PLAIN", plain_message("slow", "right")), reply);
  runner_.run_until([&] { return std::ranges::all_of(replies, &std::optional<Reply>::has_value); });
  EXPECT_EQ(lines_with("login=\"success\""), 30);
}

TEST_P(KeeperTest, DemandsPrivacyBeforeAnySecretIsLookedAt) {
  must(site().set_server("{HideAccountUnknown=NO;}"));
  must(site().set_account("joe@company.com", "{RequireAPOP=YES;}"));
  for (const auto* password : {"secret", "wrong"})
    EXPECT_EQ(denial(log_in("joe", password))->kind, DenialKind::needs_privacy) << password;
  EXPECT_EQ(opened(play(visit(), "CRAM-MD5", {.name = "joe", .password = "secret"})),
            "joe@company.com");
  EXPECT_EQ(opened(log_in(enter(secure_peer()), "joe", "secret")), "joe@company.com");
  must(site().set_account("joe@company.com", "{RequireAPOP=TLS;}"));
  EXPECT_EQ(denial(play(visit(), "CRAM-MD5", {.name = "joe", .password = "secret"}))->kind,
            DenialKind::needs_privacy);
}

TEST_P(KeeperTest, AsksForNoPasswordWhereTheDomainDemandsPrivacy) {
  must(site().set_defaults("company.com", "{RequireAPOP=Remote;}"));
  const auto at = visit();
  EXPECT_FALSE(at.offer.clear_text_login);
  EXPECT_THAT(at.offer.mechanisms, Not(Contains("PLAIN")));
  for (const auto* mechanism : {"PLAIN", "LOGIN"})
    EXPECT_EQ(denial(begin(at.visit, mechanism))->kind, DenialKind::needs_privacy);
  EXPECT_EQ(denial(log_in("nobody", "secret"))->kind, DenialKind::needs_privacy);
  const auto near = visit(peer("IMAP", "127.0.0.1"));
  EXPECT_TRUE(near.offer.clear_text_login);
  EXPECT_EQ(opened(log_in(near.visit, "joe", "secret")), "joe@company.com");
}

TEST_P(KeeperTest, UsesMethodsThatAreNotAdvertisedUnlessOnlyThoseArePermitted) {
  must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT);}"));
  EXPECT_THAT(visit().offer.mechanisms, Not(Contains("CRAM-MD5")));
  EXPECT_THAT(visit(peer("POP")).offer.apop_challenge, IsEmpty());
  EXPECT_EQ(opened(play(visit(), "CRAM-MD5", {.name = "joe", .password = "secret"})),
            "joe@company.com");
  must(site().set_domain("company.com", "{PermitOnlyAdvertised=YES;}"));
  EXPECT_EQ(denial(begin(enter(), "CRAM-MD5"))->kind, DenialKind::unknown_mechanism);
  EXPECT_EQ(opened(log_in("joe", "secret")), "joe@company.com");
}

TEST_P(KeeperTest, AsksTheDomainOfTheNameToo) {
  must(site().domain("strict.com", "{AUTHMethods=(SCRAM);PermitOnlyAdvertised=YES;}"));
  must(site().account("ann@strict.com", "secret", "{PasswordEncryption=sealed;}"));
  EXPECT_EQ(denial(log_in("ann@strict.com", "secret"))->kind, DenialKind::unknown_mechanism);
  EXPECT_EQ(
      opened(play(visit(), "SCRAM-SHA-256", {.name = "ann@strict.com", .password = "secret"})),
      "ann@strict.com");
}

TEST_P(KeeperTest, TakesAnEmptyInitialResponseForNone) {
  EXPECT_TRUE(std::holds_alternative<Challenge>(begin(enter(), "CRAM-MD5", "")));
  EXPECT_TRUE(std::holds_alternative<Challenge>(begin(enter(), "LOGIN", "")));
  EXPECT_EQ(denial(begin(enter(), "CRAM-MD5", "joe 0123"))->kind, DenialKind::malformed);
}

TEST_P(KeeperTest, RefusesWhatIsTooLong) {
  EXPECT_EQ(denial(begin(enter(), "PLAIN", std::string(20000, 'x')))->kind, DenialKind::malformed);
  EXPECT_EQ(denial(log_in("joe", std::string(5000, 'x')))->kind, DenialKind::malformed);
}

TEST_P(KeeperTest, EndsAnExchangeWhenAnotherBegins) {
  const auto at = enter();
  EXPECT_TRUE(std::holds_alternative<Challenge>(begin(at, "CRAM-MD5")));
  EXPECT_EQ(opened(log_in(at, "joe", "secret")), "joe@company.com");
  EXPECT_EQ(lines_with("login=\"aborted\""), 1);
}

TEST_P(KeeperTest, RefusesWhatIsOutOfOrder) {
  const auto at = enter();
  EXPECT_EQ(denial(feed(at, "x"))->kind, DenialKind::out_of_order);
  EXPECT_EQ(denial(abort(at))->kind, DenialKind::out_of_order);
  EXPECT_EQ(denial(begin(at + 1, "PLAIN"))->kind, DenialKind::out_of_order);
  EXPECT_EQ(opened(log_in(at, "joe", "secret")), "joe@company.com");
  must(site().account("ann@company.com", "secret"));
  EXPECT_EQ(denial(log_in(at, "ann", "secret"))->kind, DenialKind::out_of_order);
  EXPECT_EQ(denial(feed(at, "x"))->kind, DenialKind::out_of_order);
  keeper().leave(at);
  EXPECT_EQ(denial(begin(at, "PLAIN"))->kind, DenialKind::out_of_order);
}

TEST_P(KeeperTest, WritesOneLineForEveryAttempt) {
  must(site().set_account("joe@company.com", "{AccessModes=(POP);}"));
  std::ignore = log_in(enter(peer("POP")), "joe", "hidden-word");
  std::ignore = log_in(enter(peer("POP")), "no\"body\n", "hidden-word");
  std::ignore = log_in("joe", "secret");
  std::ignore = begin(enter(), "NO\r\nSUCH", "hidden-word");
  std::ignore = begin(enter(), "PLAIN", "hidden-word");
  const auto at = enter();
  std::ignore = begin(at, "CRAM-MD5");
  std::ignore = abort(at);
  const auto left = enter();
  std::ignore = begin(left, "LOGIN", "joe");
  keeper().leave(left);
  std::ignore = enter();  // one more answer, so that the channel has read the leave
  const auto lines = site().audit();
  EXPECT_EQ(lines.size(), 7U) << testing::PrintToString(lines);
  for (const auto& line : lines) {
    EXPECT_THAT(line, Not(HasSubstr("hidden-word")));
    EXPECT_THAT(line, Not(HasSubstr("secret")));
    EXPECT_THAT(line, Not(HasSubstr("\n")));
  }
  EXPECT_EQ(lines_with("login=\"wrong password\" service=POP from=[10.0.0.5]:40000"), 1);
  EXPECT_EQ(lines_with("login=\"not allowed\""), 1);
  EXPECT_EQ(lines_with("login=\"unknown mechanism\""), 1);
  EXPECT_EQ(lines_with("mechanism=\"NO\\x0d\\x0aSUCH\""), 1);
  EXPECT_EQ(lines_with("reason=\"said the gate\""), 1);
  EXPECT_EQ(lines_with("reason=\"the connection was closed\""), 1);
}

TEST_P(KeeperTest, ForgetsEverythingWhenTlsStarts) {
  must(site().set_defaults("company.com", "{RequireAPOP=YES;}"));
  const auto at = visit(peer("POP"));
  EXPECT_FALSE(at.offer.clear_text_login);
  EXPECT_FALSE(at.offer.apop_challenge.empty());
  EXPECT_TRUE(std::holds_alternative<Challenge>(begin(at.visit, "CRAM-MD5")));
  const auto offer = runner_.run(keeper().tls_started(at.visit, tls()));
  ASSERT_TRUE(offer);
  EXPECT_TRUE(offer->clear_text_login);
  EXPECT_THAT(offer->mechanisms, Contains("SCRAM-SHA-256-PLUS"));
  EXPECT_EQ(offer->apop_challenge, at.offer.apop_challenge);
  EXPECT_EQ(denial(feed(at.visit, "x"))->kind, DenialKind::out_of_order);
  EXPECT_FALSE(runner_.run(keeper().tls_started(at.visit, tls())));
  EXPECT_EQ(opened(log_in(at.visit, "joe", "secret")), "joe@company.com");
}

TEST_P(KeeperTest, KeepsServicesThatAreOffFromTheRightPasswordOnly) {
  must(site().set_account("joe@company.com", "{AccessModes=(Mail, POP, Mobile);}"));
  EXPECT_EQ(opened(log_in(enter(peer("POP")), "joe", "secret")), "joe@company.com");
  EXPECT_EQ(denial(log_in(enter(peer("IMAP")), "joe", "secret"))->kind, DenialKind::not_allowed);
  EXPECT_EQ(denial(log_in(enter(peer("IMAP")), "joe", "wrong"))->kind, DenialKind::refused);
  must(site().set_domain("company.com", "{DomainAccessModes=(IMAP, Mobile);}"));
  EXPECT_EQ(denial(log_in(enter(peer("POP")), "joe", "secret"))->kind, DenialKind::not_allowed);
}

TEST_P(KeeperTest, LetsAnAccountActAsItselfOnly) {
  must(site().alias("joe@company.com", "joseph"));
  must(site().account("ann@company.com", "other"));
  const auto as = [&](const std::string& acting_as) {
    return begin(enter(), "PLAIN", acting_as + std::string("\0joe\0secret", 11));
  };
  for (const auto* self : {"joe", "joe@company.com", "Joseph"})
    EXPECT_EQ(opened(as(self)), "joe@company.com") << self;
  for (const auto* other : {"ann", "nobody", "joe@nowhere.net", "joe$tag", "@@"})
    EXPECT_EQ(denial(as(other))->kind, DenialKind::not_allowed) << other;
}

TEST_P(KeeperTest, RefusesTaggedNamesAsWrongPasswords) {
  const auto reply = log_in("joe$tag", "secret");
  ASSERT_NE(denial(reply), nullptr);
  EXPECT_EQ(denial(reply)->kind, DenialKind::refused);
}

TEST_P(KeeperTest, ForgetsAPasswordThatWasChanged) {
  must(site().set_defaults("company.com", "{PasswordEncryption=UB-crpt;}"));
  must(site().password("joe@company.com", "first"));
  EXPECT_EQ(opened(log_in("joe", "first")), "joe@company.com");
  EXPECT_EQ(opened(log_in("joe", "first")), "joe@company.com");
  must(site().password("joe@company.com", "second"));
  EXPECT_NE(denial(log_in("joe", "first")), nullptr);
  EXPECT_EQ(opened(log_in("joe", "second")), "joe@company.com");
  must(site().set_account("joe@company.com", "{UseAppPassword=NO;}"));
  EXPECT_NE(denial(log_in("joe", "second")), nullptr);
}

TEST_P(KeeperTest, PreparesPasswordsAsTheyWereStored) {
  must(
      site().account("kim@company.com", "p\xc3\xa4ss\xc2\xa0word"));  // a space that is not ASCII's
  EXPECT_EQ(opened(log_in("kim", "p\xc3\xa4ss word")), "kim@company.com");
  EXPECT_NE(denial(log_in("kim", "p\xe4ss word")), nullptr);
}

TEST_P(KeeperTest, KnowsTheOwnerOfTheServerOnALocalSocket) {
  auto owner = peer("PWD", "127.0.0.1");
  owner.local_user = 0;
  const auto at = visit(owner);
  EXPECT_THAT(at.offer.mechanisms, Contains("EXTERNAL"));
  EXPECT_EQ(opened(begin(at.visit, "EXTERNAL", "")), "postmaster@company.com");
  EXPECT_EQ(command(at.visit, "CREATEACCOUNT new@company.com").code, 200);
  owner.local_user = 1234;
  EXPECT_EQ(denial(begin(enter(owner), "EXTERNAL", ""))->kind, DenialKind::unknown_mechanism);
  EXPECT_EQ(denial(begin(enter(peer("PWD")), "EXTERNAL", ""))->kind, DenialKind::unknown_mechanism);
}

TEST_P(KeeperTest, RunsCommandsForSessionsWithTheirRights) {
  must(site().account("boss@company.com", "secret"));
  must(site().rights("boss@company.com", "(Master)"));
  const auto at = enter(peer("PWD"));
  EXPECT_GE(command(at, "NOOP").code, 500);
  EXPECT_EQ(opened(log_in(at, "joe", "secret")), "joe@company.com");
  EXPECT_EQ(command(at, "NOOP").code, 200);
  EXPECT_GE(command(at, "CREATEACCOUNT new@company.com").code, 500);
  const auto boss = enter(peer("PWD"));
  EXPECT_EQ(opened(log_in(boss, "boss", "secret")), "boss@company.com");
  EXPECT_EQ(command(boss, "CREATEACCOUNT new@company.com").code, 200);
  EXPECT_THAT(command(boss, "LISTDOMAINS").data.value_or(""), HasSubstr("company.com"));
  must(site().rights("boss@company.com", "()"));  // taken away while the session lasts
  EXPECT_GE(command(boss, "CREATEACCOUNT next@company.com").code, 500);
  must(site().remove_account("joe@company.com"));
  // Whichever sees it first: the command that looks for the account, or the watch that ends it.
  EXPECT_THAT(command(at, "NOOP").code, AnyOf(513, 501));
}

TEST_P(KeeperTest, RoutesMailToLocalMailboxes) {
  must(site().alias("joe@company.com", "joseph"));
  const auto at = enter(peer("SMTP"));
  const auto found = route(at, "Joseph@company.com");
  const auto* mailbox = std::get_if<LocalMailbox>(&found);
  ASSERT_NE(mailbox, nullptr);
  EXPECT_EQ(mailbox->account, "joe@company.com");
  EXPECT_FALSE(mailbox->location.empty());
  const auto why = [&](std::string address) {
    const auto none = route(at, std::move(address));
    return std::holds_alternative<NoRoute>(none) ? std::get<NoRoute>(none).why
                                                 : NoRoute::Why::over_quota;
  };
  EXPECT_EQ(why("nobody@company.com"), NoRoute::Why::unknown);
  EXPECT_EQ(why("no address"), NoRoute::Why::malformed);
  must(site().set_account("joe@company.com", "{AccessModes=(POP);}"));
  EXPECT_EQ(why("joe@company.com"), NoRoute::Why::unknown);
  must(site().set_domain("company.com", "{MailToUnknown=Discarded;}"));
  EXPECT_TRUE(std::holds_alternative<Discard>(route(at, "nobody@company.com")));
}

TEST_P(KeeperTest, RelaysOnlyForAccountsThatMay) {
  const auto at = enter(peer("SMTP"));
  const auto denied = [&](VisitId from) {
    const auto none = route(from, "ann@far.net");
    return std::holds_alternative<NoRoute>(none) &&
           std::get<NoRoute>(none).why == NoRoute::Why::relaying_denied;
  };
  EXPECT_TRUE(denied(at));
  EXPECT_EQ(opened(log_in(at, "joe", "secret")), "joe@company.com");
  EXPECT_TRUE(denied(at));  // no next hop yet
  must(site().set_server("{RelayNextHop=\"127.0.0.1:2525\";}"));
  const auto found = route(at, "ann@far.net");
  ASSERT_TRUE(std::holds_alternative<Relay>(found));
  EXPECT_EQ(std::get<Relay>(found).next_hop, "127.0.0.1:2525");
  EXPECT_TRUE(denied(enter(peer("SMTP"))));
  must(site().account("local@company.com", "secret", "{AccessModes=(Mail, Mobile);}"));
  const auto local = enter(peer("SMTP"));
  EXPECT_EQ(opened(log_in(local, "local", "secret")), "local@company.com");
  EXPECT_TRUE(denied(local));
}

TEST_P(KeeperTest, NotesTheLastLoginAtMostOnceAMinute) {
  const auto noted = [&]() -> settings::Dictionary {
    const auto account = site().find("joe@company.com");
    if (!account) return {};
    return site().directory().info_of(**account).value_or(settings::Dictionary{});
  };
  EXPECT_EQ(opened(log_in("joe", "secret")), "joe@company.com");
  runner_.run_until([&] { return noted().contains("LastLogin"); });
  const auto first = noted();
  EXPECT_TRUE(first.contains("LastAddress"));
  site().clock().advance(std::chrono::seconds{30});
  EXPECT_EQ(opened(log_in("joe", "secret")), "joe@company.com");
  site().clock().advance(std::chrono::seconds{31});
  EXPECT_EQ(opened(log_in("joe", "secret")), "joe@company.com");
  runner_.run_until([&] { return noted() != first; });
  EXPECT_EQ(*settings::find(noted(), "LastLogin"),
            settings::Value(settings::TimeStamp{
                std::chrono::floor<std::chrono::seconds>(site().clock().now())}));
}

}  // namespace
}  // namespace gatehouse::auth
