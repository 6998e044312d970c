// The security layer of a login by ticket, at either keeper.
#include "auth/layers.h"

#include <gtest/gtest.h>

#include "kerberos/domain_keys.h"
#include "kerberos/environment.h"
#include "tests/support/keeper_runner.h"
#include "tests/support/tickets.h"

namespace gatehouse::auth {
namespace {

class LayersTest : public testing::TestWithParam<bool> {
 protected:
  LayersTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().account("alice@company.com", "secret"));
    std::vector<kerberos::ServiceKey> keys;
    keys.push_back({key_.service, key_.issued, key_.version, key_.type, key_.key.clone()});
    const auto domain = site().directory().find_domain("company.com");
    auto settings = kerberos::with_keys(*domain, keys, site().seal());
    EXPECT_TRUE(settings);
    must(site().directory().set_domain_settings(*domain, std::move(*settings)));
  }
  static void SetUpTestSuite() { kerberos::stand_alone(); }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId enter(std::string service) {
    Peer peer{std::move(service),
              {*IpAddress::parse("10.0.0.5"), 4000},
              {*IpAddress::parse("127.0.0.1"), 21},
              {},
              {}};
    return runner_.run(runner_.keeper().welcome(std::move(peer), {})).value().visit;
  }
  // RFC 2228, appendix I: the exchange ends with the context.
  VisitId by_ticket(support::TicketClient& client) {
    const auto visit = enter("FTP");
    std::optional<Secret> token = Secret(client.token());
    const auto reply = runner_.run(runner_.keeper().begin(visit, "GSSAPI", std::move(token)));
    const auto* session = std::get_if<Session>(&reply);
    EXPECT_TRUE(session && session->account == "alice@company.com");
    if (session != nullptr) (void)client.token(session->last_words);
    EXPECT_TRUE(client.established());
    return visit;
  }
  Allowed<std::string> wrap(VisitId visit, std::string_view plain, bool confidential) {
    return text(runner_.run(runner_.keeper().wrap(visit, Secret(plain), confidential)));
  }
  Allowed<std::string> unwrap(VisitId visit, std::string_view message) {
    return text(runner_.run(runner_.keeper().unwrap(visit, Secret(message))));
  }
  static Allowed<std::string> text(const Allowed<Secret>& given) {
    if (!given) return std::unexpected(given.error());
    return std::string(given->reveal());
  }

  support::KeeperRunner runner_{GetParam()};
  kerberos::ServiceKey key_ = support::service_key("ftp/company.com@REALM.TEST");
};

TEST_P(LayersTest, CarryWordsBothWays) {
  support::TicketClient client(key_, {});
  const auto visit = by_ticket(client);
  for (const bool confidential : {false, true}) {
    const std::string words = "250 over there";
    const auto message = wrap(visit, words, confidential);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->find(words) == std::string::npos, confidential);
    EXPECT_EQ(client.unwrap(*message), words);
    EXPECT_EQ(unwrap(visit, client.wrap("PASV", confidential)), "PASV");
  }
  EXPECT_EQ(client.unwrap(*wrap(visit, "", true)), "");
  const std::string piece(1U << 16U, 'x');
  EXPECT_EQ(client.unwrap(*wrap(visit, piece, true)), piece);
}

TEST_P(LayersTest, KnowWhatWasChangedOnItsWay) {
  support::TicketClient client(key_, {});
  const auto visit = by_ticket(client);
  auto message = client.wrap("DELE a", true);
  message.back() = static_cast<char>(message.back() ^ 1);
  EXPECT_EQ(unwrap(visit, message).error().code, ErrorCode::malformed);
  EXPECT_EQ(unwrap(visit, "").error().code, ErrorCode::malformed);
  EXPECT_EQ(unwrap(visit, "PASV").error().code, ErrorCode::malformed);
  support::TicketClient another(key_, {});
  by_ticket(another);
  EXPECT_EQ(unwrap(visit, another.wrap("DELE a", true)).error().code, ErrorCode::malformed);
}

TEST_P(LayersTest, AreThereAfterALoginByTicketOnly) {
  must(site().set_defaults("company.com", "{RequireAPOP=NO;}"));
  const auto visit = enter("FTP");
  EXPECT_EQ(wrap(visit, "x", false).error().code, ErrorCode::not_found);
  EXPECT_EQ(unwrap(visit, "x").error().code, ErrorCode::not_found);
  std::optional<Secret> message = plain_message("alice", "secret");
  const auto reply = runner_.run(runner_.keeper().begin(visit, "PLAIN", std::move(message)));
  EXPECT_TRUE(std::holds_alternative<Session>(reply));
  EXPECT_EQ(wrap(visit, "x", false).error().code, ErrorCode::not_found);
  EXPECT_EQ(wrap(12345, "x", false).error().code, ErrorCode::not_found);
}

TEST_P(LayersTest, EndWithTheLoginTheyCameFrom) {
  support::TicketClient client(key_, {});
  const auto visit = by_ticket(client);
  net::TlsFacts tls{.protocol = "TLSv1.3",
                    .cipher = {},
                    .server_name = {},
                    .exporter = {},
                    .unique = {},
                    .server_end_point = {},
                    .client_certificate = {}};
  EXPECT_TRUE(runner_.run(runner_.keeper().tls_started(visit, std::move(tls))));
  EXPECT_EQ(wrap(visit, "x", false).error().code, ErrorCode::not_found);
}

TEST_P(LayersTest, HaveALimit) {
  support::TicketClient client(key_, {});
  const auto visit = by_ticket(client);
  EXPECT_EQ(wrap(visit, std::string((1U << 20U) + 1, 'x'), true).error().code,
            ErrorCode::malformed);
  EXPECT_TRUE(wrap(visit, std::string(1U << 20U, 'x'), true));
}

INSTANTIATE_TEST_SUITE_P(Both, LayersTest, testing::Bool(),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

}  // namespace
}  // namespace gatehouse::auth
