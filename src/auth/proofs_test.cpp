// Logins without a password: tickets and certificates, each only into the right domain.
#include <gtest/gtest.h>

#include "kerberos/domain_keys.h"
#include "kerberos/environment.h"
#include "net/handshake.h"
#include "pki/authority_fixture.h"
#include "tests/support/keeper_runner.h"
#include "tests/support/tickets.h"

namespace gatehouse::auth {
namespace {

using support::service_key;
using support::TicketClient;

class ProofsTest : public testing::Test {
 protected:
  ProofsTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().domain("other.test", "{AUTHMethods=All;}"));
    for (const auto* name : {"alice@company.com", "alice@other.test", "bob@company.com"})
      must(site().account(name, "secret", "{UseCertificateAuth=YES;PasswordEncryption=sealed;}"));
    keep("company.com", key_);
  }
  static void SetUpTestSuite() { kerberos::stand_alone(); }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  void keep(std::string_view name, const kerberos::ServiceKey& key) {
    std::vector<kerberos::ServiceKey> keys;
    keys.push_back({key.service, key.issued, key.version, key.type, key.key.clone()});
    const auto domain = site().directory().find_domain(name);
    auto settings = kerberos::with_keys(*domain, keys, site().seal());
    ASSERT_TRUE(settings);
    must(site().directory().set_domain_settings(*domain, std::move(*settings)));
  }

  VisitId visit(std::optional<net::TlsFacts> tls = {}) {
    auto welcome =
        runner_.run(site().keeper().welcome({.service = "IMAP",
                                             .remote = {*IpAddress::parse("10.0.0.5"), 40000},
                                             .local = {*IpAddress::parse("127.0.0.1"), 143},
                                             .local_user = {},
                                             .tls = std::move(tls)},
                                            {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  static std::string told(const Reply& reply) {
    if (const auto* session = std::get_if<Session>(&reply)) return session->account;
    const auto* denial = std::get_if<Denial>(&reply);
    if (denial == nullptr) return "challenged";
    switch (denial->kind) {
      case DenialKind::refused:
        return "refused";
      case DenialKind::not_allowed:
        return "not allowed";
      case DenialKind::malformed:
        return "malformed";
      case DenialKind::unavailable:
        return "unavailable";
      case DenialKind::aborted:
      case DenialKind::unknown_mechanism:
      case DenialKind::needs_privacy:
      case DenialKind::locked:
      case DenialKind::out_of_order:
        break;
    }
    return denial->words;
  }
  // RFC 4752 from the client's side; `acting_as` is its authorization identity.
  std::string by_ticket(TicketClient& client, const std::string& acting_as = {}) {
    const auto at = visit();
    auto begun = site().keeper().begin(at, "GSSAPI", Secret(client.token()));
    auto reply = runner_.run(std::move(begun));
    while (const auto* challenge = std::get_if<Challenge>(&reply)) {
      std::string response;
      if (!client.established()) {
        response = client.token(challenge->bytes);
      } else {
        EXPECT_EQ(client.unwrap(challenge->bytes), std::string("\x01\0\0\0", 4));
        response = client.wrap(std::string("\x01\0\0\0", 4) + acting_as);
      }
      auto fed = site().keeper().feed(at, Secret(response));
      reply = runner_.run(std::move(fed));
    }
    return told(reply);
  }
  std::string by_ticket(const kerberos::ServiceKey& key, const support::TicketFacts& facts = {}) {
    TicketClient client(key, facts);
    return by_ticket(client);
  }
  std::string by_certificate(const std::string& address, std::string verified_by,
                             std::string domain = "company.com") {
    net::TlsFacts tls{.protocol = "TLSv1.3",
                      .cipher = {},
                      .server_name = {},
                      .exporter = std::string(32, 'e'),
                      .unique = {},
                      .server_end_point = {},
                      .client_certificate = authority_.issue(pki::client_named(address)).der()};
    tls.domain = std::move(domain);
    tls.verified_by = std::move(verified_by);
    auto begun = site().keeper().begin(visit(std::move(tls)), "EXTERNAL", Secret(""));
    return told(runner_.run(std::move(begun)));
  }

  support::KeeperRunner runner_{false};
  kerberos::ServiceKey key_ = service_key("imap/company.com@REALM.TEST");
  pki::Authority authority_{"An Authority"};
};

TEST_F(ProofsTest, OpensTheAccountThatATicketNames) {
  EXPECT_EQ(by_ticket(key_), "alice@company.com");
  EXPECT_NE(site().audit().back().find("source=ticket"), std::string::npos);
}

TEST_F(ProofsTest, LetsATicketIntoItsOwnDomainOnly) {
  const auto other = service_key("imap/other.test@OTHER.TEST");
  EXPECT_EQ(by_ticket(other), "not allowed");  // the domain has no keys
  keep("other.test", other);
  EXPECT_EQ(by_ticket(other, {.client = "alice@OTHER.TEST"}), "alice@other.test");
  // Another domain's administrator makes a ticket for ours with the key he has.
  EXPECT_NE(
      by_ticket(other, {.client = "alice@REALM.TEST", .service = "imap/company.com@REALM.TEST"}),
      "alice@company.com");
  must(site().alias("alice@other.test", "carol"));
  auto& directory = site().directory();
  must(directory.create_forwarder(*directory.find_domain("other.test"), "away", "bob@company.com"));
  EXPECT_EQ(by_ticket(other, {.client = "carol@OTHER.TEST"}), "alice@other.test");
  EXPECT_EQ(by_ticket(other, {.client = "away@OTHER.TEST"}), "not allowed");
}

TEST_F(ProofsTest, AsksTheAccountWhetherTicketsMayOpenIt) {
  must(site().set_account("alice@company.com", "{UseKerberosPassword=NO;}"));
  EXPECT_EQ(by_ticket(key_), "not allowed");
  EXPECT_EQ(by_ticket(key_, {.client = "nobody@REALM.TEST"}), "refused");
  must(site().set_account("alice@company.com", "{UseKerberosPassword=YES;AccessModes=(POP);}"));
  EXPECT_EQ(by_ticket(key_), "not allowed");
}

TEST_F(ProofsTest, TakesATicketOnce) {
  TicketClient client(key_, {.mutual = false});
  const auto token = client.token();
  for (const auto* expected : {"challenged", "refused"}) {
    auto begun = site().keeper().begin(visit(), "GSSAPI", Secret(token));
    EXPECT_EQ(told(runner_.run(std::move(begun))), expected);
  }
}

TEST_F(ProofsTest, LetsNobodyActAsAnother) {
  TicketClient client(key_, {});
  EXPECT_EQ(by_ticket(client, "bob"), "not allowed");
  TicketClient again(key_, {});
  EXPECT_EQ(by_ticket(again, "alice@company.com"), "alice@company.com");
}

TEST_F(ProofsTest, TakesABareNameToActAsForOneOfTheTicketsDomain) {
  const auto other = service_key("imap/other.test@OTHER.TEST");
  keep("other.test", other);
  TicketClient client(other, {.client = "alice@OTHER.TEST"});
  EXPECT_EQ(by_ticket(client, "alice"), "alice@other.test");
}

TEST_F(ProofsTest, LetsTheTicketsDomainDecideWhetherTicketsAreTaken) {
  const auto other = service_key("imap/other.test@OTHER.TEST");
  keep("other.test", other);
  must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT);}"));
  EXPECT_EQ(by_ticket(other, {.client = "alice@OTHER.TEST"}), "alice@other.test");
  EXPECT_EQ(by_ticket(key_), "Login method is not supported");
}

TEST_F(ProofsTest, OpensTheAccountThatACertificateNames) {
  EXPECT_EQ(by_certificate("alice@company.com", "company.com"), "alice@company.com");
  EXPECT_NE(site().audit().back().find("source=certificate"), std::string::npos);
  EXPECT_EQ(by_certificate("alice@company.com", std::string(net::by_the_server)),
            "alice@company.com");
}

// It has no switch of its own on the Login Methods panel.
TEST_F(ProofsTest, TakesACertificateWhateverMethodsAreOffered) {
  must(site().set_domain("company.com", "{AUTHMethods=None;PermitOnlyAdvertised=YES;}"));
  EXPECT_EQ(by_certificate("alice@company.com", "company.com"), "alice@company.com");
}

TEST_F(ProofsTest, LetsACertificateIntoTheDomainThatTrustsItsIssuer) {
  EXPECT_EQ(by_certificate("alice@company.com", "other.test"), "not allowed");
  EXPECT_EQ(by_certificate("alice@company.com", std::string(net::by_the_server), "other.test"),
            "not allowed");
  EXPECT_EQ(by_certificate("alice@company.com", "nowhere.test"), "not allowed");
  must(site().set_account("alice@company.com", "{UseCertificateAuth=NO;}"));
  EXPECT_EQ(by_certificate("alice@company.com", "company.com"), "not allowed");
  EXPECT_EQ(by_certificate("nobody@company.com", "company.com"), "refused");
}

TEST_F(ProofsTest, NeedsACertificateForExternal) {
  auto begun = site().keeper().begin(visit(), "EXTERNAL", Secret(""));
  EXPECT_EQ(told(runner_.run(std::move(begun))), "Login method is not supported");
}

}  // namespace
}  // namespace gatehouse::auth
