#include "pki/tls_contexts.h"

#include <array>

#include "pki/certificates_fixture.h"

namespace gatehouse::pki {
namespace {

KeyPair pair_for(std::string_view host) { return make_test_certificate(host, present()).value(); }

struct Offer {
  const char* title;
  TlsClient::Wishes wishes;
  std::string outcome;  // the protocol; empty: refused
};
class Offers : public CertificatesFixture, public testing::WithParamInterface<Offer> {};

TEST_P(Offers, AreTakenOrRefused) {
  const auto& [title, wishes, outcome] = GetParam();
  const auto met = meet(wishes);
  EXPECT_EQ(met ? client.protocol() : "", outcome) << title;
}

// V-006.
INSTANTIATE_TEST_SUITE_P(
    TlsContexts, Offers,
    testing::Values(
        Offer{"tls_1_3", {.lowest = TLS1_3_VERSION}, "TLSv1.3"},
        Offer{"tls_1_2", {.highest = TLS1_2_VERSION}, "TLSv1.2"},
        Offer{"tls_1_1", {.lowest = TLS1_1_VERSION, .highest = TLS1_1_VERSION}, ""},
        Offer{"tls_1_0", {.lowest = TLS1_VERSION, .highest = TLS1_VERSION}, ""},
        Offer{"x25519", {.groups = "X25519"}, "TLSv1.3"},
        Offer{"p_256", {.groups = "P-256"}, "TLSv1.3"},
        Offer{"p_521_only", {.groups = "P-521"}, ""},
        Offer{"aes_gcm",
              {.highest = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"},
              "TLSv1.2"},
        Offer{"chacha20",
              {.highest = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"},
              "TLSv1.2"},
        Offer{"cbc",
              {.highest = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"},
              ""},
        Offer{"no_forward_secrecy",
              {.highest = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256:@SECLEVEL=0"},
              ""},
        Offer{"finite_field_dh", {.highest = TLS1_2_VERSION, .ciphers = "DHE:@SECLEVEL=0"}, ""},
        Offer{"null_cipher", {.highest = TLS1_2_VERSION, .ciphers = "eNULL:@SECLEVEL=0"}, ""},
        Offer{"anonymous", {.highest = TLS1_2_VERSION, .ciphers = "aNULL:@SECLEVEL=0"}, ""}),
    [](const auto& each) { return each.param.title; });

// --- application protocols

std::string wire(std::initializer_list<std::string_view> names) {
  std::string bytes;
  for (const auto name : names) bytes += static_cast<char>(name.size()) + std::string(name);
  return bytes;
}

struct Spoken {
  const char* title;
  std::string service;
  std::string offered;
  std::string outcome;  // the protocol; "-": none was agreed on; empty: refused
};
class Protocols : public CertificatesFixture, public testing::WithParamInterface<Spoken> {};

TEST_P(Protocols, AreThoseOfTheService) {
  const auto& [title, service, offered, outcome] = GetParam();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto met = meet({.highest = version, .protocols = offered}, Where{.service = service});
    const auto agreed = client.application_protocol();
    EXPECT_EQ(met ? (agreed.empty() ? "-" : agreed) : "", outcome);
  }
}

// CVE-2021-3618.
INSTANTIATE_TEST_SUITE_P(
    TlsContexts, Protocols,
    testing::Values(Spoken{"none_offered", "IMAP", "", "-"},
                    Spoken{"imap", "IMAP", wire({"imap"}), "imap"},
                    Spoken{"pop3", "POP", wire({"h2", "pop3"}), "pop3"},
                    Spoken{"smtp", "SMTP", wire({"smtp"}), "smtp"},
                    Spoken{"web_client_at_imap", "IMAP", wire({"h2", "http/1.1"}), ""},
                    Spoken{"imap_client_at_pop", "POP", wire({"imap"}), ""},
                    Spoken{"web_client_at_a_service_without_a_name", "PWD", wire({"http/1.1"}), ""},
                    Spoken{"certificate_challenge", "IMAP", wire({"acme-tls/1"}), ""},
                    Spoken{"another_case", "IMAP", wire({"IMAP"}), ""}),
    [](const auto& each) { return each.param.title; });

// --- sessions

struct Sessions : CertificatesFixture {
  bool resumes(const TlsClient::Wishes& wishes, const Where& where) {
    const auto met = meet(wishes, where);
    EXPECT_TRUE(met) << met.error().detail;
    return met && met->resumed;
  }
  bool resumes(const TlsClient::Wishes& wishes) { return resumes(wishes, Where{}); }
};
constexpr std::array versions{TLS1_2_VERSION, TLS1_3_VERSION};

TEST_F(Sessions, AreResumed) {
  for (const int version : versions) {
    EXPECT_FALSE(resumes({.server_name = "company.test", .highest = version}));
    EXPECT_TRUE(
        resumes({.server_name = "company.test", .highest = version, .resume = client.session()}));
  }
}

// V-010, CVE-2025-23419.
TEST_F(Sessions, AreOfOneDomainOnly) {
  serve("company2.test", authority.issue(server_named("company2.test")));
  for (const int version : versions) {
    ASSERT_FALSE(resumes({.server_name = "company.test", .highest = version}));
    const auto session = client.session();
    EXPECT_FALSE(resumes({.server_name = "company2.test", .highest = version, .resume = session}));
  }
  // Nor do two domains with the same certificate share them.
  must(directory->set_domain_settings(*domain("company3.test"), {{"CertificateType", "Test"}}));
  ASSERT_FALSE(resumes({.server_name = "company.test"}));
  EXPECT_FALSE(resumes({.server_name = "company3.test", .resume = client.session()}));
}

TEST_F(Sessions, AreOfOneServiceOnly) {
  for (const int version : versions) {
    ASSERT_FALSE(resumes({.highest = version}));
    const auto session = client.session();
    EXPECT_FALSE(resumes({.highest = version, .resume = session}, Where{.service = "POP"}));
    EXPECT_TRUE(resumes({.highest = version, .resume = session}));
  }
}

TEST_F(Sessions, EndWithTheCertificate) {
  serve("company2.test", authority.issue(server_named("company2.test")));
  ASSERT_FALSE(resumes({.server_name = "company2.test"}));
  const auto session = client.session();
  serve("company2.test", authority.issue(server_named("company2.test")));
  EXPECT_FALSE(resumes({.server_name = "company2.test", .resume = session}));
}

TEST_F(Sessions, LiveAsLongAsTheSettingSays) {
  must(directory->set_server_settings({{"TLSTimeToLive", "10m"}}));
  for (const int version : versions) {
    ASSERT_FALSE(resumes({.highest = version}));
    const auto session = client.session();
    clock.advance(std::chrono::minutes(9));
    EXPECT_TRUE(resumes({.highest = version, .resume = session}));
    const auto resumed = client.session();
    clock.advance(std::chrono::minutes(2));
    EXPECT_FALSE(resumes({.highest = version, .resume = session}));
    // Nor does a session live longer for being used.
    EXPECT_FALSE(resumes({.highest = version, .resume = resumed}));
  }
}

TEST_F(Sessions, CanBeSwitchedOff) {
  must(directory->set_server_settings({{"TLSTimeToLive", "0s"}}));
  for (const int version : versions) {
    ASSERT_FALSE(resumes({.highest = version}));
    EXPECT_FALSE(resumes({.highest = version, .resume = client.session()}));
  }
}

TEST_F(Sessions, OutliveOneChangeOfKeys) {
  must(directory->set_server_settings({{"TLSTimeToLive", "1h"}}));
  ASSERT_FALSE(resumes({}));
  clock.advance(std::chrono::minutes(50));
  ASSERT_FALSE(resumes({}));
  const auto session = client.session();
  clock.advance(std::chrono::minutes(20));
  EXPECT_TRUE(resumes({.resume = session}));
}

// --- one certificate for whoever comes

TEST(OneCertificate, ABadPairIsRefused) {
  const auto good = pair_for("good.test");
  const auto other = pair_for("other.test");
  const std::string key(good.key_pem.reveal());
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const Authority authority("CA");
  auto weak = server_named("weak.test");
  weak.rsa_bits = 1024;
  const auto weak_one = authority.issue(weak);
  auto old = server_named("old.test");
  old.digest = EVP_sha1();
  const auto old_one = authority.issue(old);
  struct Case {
    const char* title;
    std::string certificate;
    std::string key;
  };
  const std::array cases{
      Case{"nothing", "", ""},
      Case{"no key", good.certificate_pem, ""},
      Case{"no certificate", "", key},
      Case{"the wrong way round", key, good.certificate_pem},
      Case{"another one's key", good.certificate_pem, std::string(other.key_pem.reveal())},
      Case{"a cut certificate", good.certificate_pem.substr(0, 200), key},
      Case{"a damaged chain", good.certificate_pem + "-----BEGIN CERTIFICATE-----\n!!\n", key},
      Case{"a key behind a passphrase", good.certificate_pem, encrypted},
      Case{"a weak key", weak_one.pem(), weak_one.key_pem()},
      Case{"a weak signature", old_one.pem(), old_one.key_pem()}};
  for (const auto& [title, certificate, its_key] : cases) {
    const auto made = TlsContexts::make({certificate, Secret(its_key)});
    ASSERT_FALSE(made) << title;
    EXPECT_EQ(made.error().code, ErrorCode::malformed) << title;
    EXPECT_FALSE(made.error().detail.empty());
  }
}

TEST(TestCertificate, IsForTheHostAndForLocalhostAndLastsThirtyDays) {
  for (const auto& host : {std::string("mail.company.test"), std::string(100, 'a') + ".test"}) {
    const auto pair = pair_for(host);
    const auto certificate = std::move(read_certificates(pair.certificate_pem)->front());
    for (const auto& name : {host, std::string("localhost")})
      EXPECT_TRUE(covers(certificate.get(), name));
    EXPECT_FALSE(covers(certificate.get(), "other.test"));
    const auto facts = facts_of(certificate.get());
    EXPECT_EQ(std::chrono::round<std::chrono::hours>(facts.until - facts.from).count(), 31 * 24);
    EXPECT_LT(facts.from, present());
  }
}

TEST(TestCertificate, IsRefusedForWhatIsNoHostName) {
  for (const auto& host : {std::string(), std::string("a,DNS:b"), std::string("a b"),
                           std::string(254, 'a'), std::string("a\0b", 3)})
    EXPECT_FALSE(make_test_certificate(host, present())) << host;
}

}  // namespace
}  // namespace gatehouse::pki
