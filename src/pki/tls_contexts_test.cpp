#include "pki/tls_contexts.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "pki/openssl.h"
#include "tests/support/tls_client.h"

namespace gatehouse::pki {
namespace {

using support::TlsClient;

const Time today = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());

KeyPair pair_for(std::string_view host) { return make_test_certificate(host, today).value(); }

// A server's end that shakes hands and then says one letter, on a thread of its own.
class Meeting {
 public:
  explicit Meeting(TlsContexts& contexts) {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0);
    server_ = std::jthread([this, &contexts] { serve(contexts.context()); });
  }
  ~Meeting() {
    ::shutdown(ends_[1], SHUT_RDWR);
    server_.join();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  int client_end() const { return ends_[1]; }

 private:
  void serve(SSL_CTX* context) {
    const std::unique_ptr<SSL, Freed<SSL_free>> ssl(SSL_new(context));
    SSL_set_fd(ssl.get(), ends_[0]);
    if (SSL_accept(ssl.get()) == 1) SSL_write(ssl.get(), "x", 1);
    ::shutdown(ends_[0], SHUT_RDWR);
  }

  std::array<int, 2> ends_{};
  std::jthread server_;
};

struct TlsContextsTest : testing::Test {
  Result<void> meet(const TlsClient::Wishes& wishes) {
    const Meeting meeting(*contexts);
    auto met = client.connect(meeting.client_end(), wishes);
    if (!met) return met;
    // The ticket comes with the first words.
    auto words = client.read();
    if (!words) return std::unexpected(words.error());
    return {};
  }
  std::string certificate_for(const std::string& name) {
    return meet({.server_name = name}) ? client.certificate_host() : "refused";
  }

  std::unique_ptr<TlsContexts> contexts = TlsContexts::make(pair_for("main.test")).value();
  TlsClient client;
};

struct Offer {
  const char* title;
  TlsClient::Wishes wishes;
  std::string outcome;  // the protocol; empty: refused
};
class Offers : public TlsContextsTest, public testing::WithParamInterface<Offer> {};

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

TEST_F(TlsContextsTest, ChoosesTheCertificateByTheNameAskedFor) {
  ASSERT_TRUE(contexts->set("company2.test", pair_for("company2.test")));
  EXPECT_EQ(certificate_for("company2.test"), "company2.test");
  EXPECT_EQ(certificate_for("COMPANY2.test"), "company2.test");
  EXPECT_EQ(certificate_for("main.test"), "main.test");
  EXPECT_EQ(certificate_for("other.test"), "main.test");
  EXPECT_EQ(certificate_for(""), "main.test");
  EXPECT_EQ(certificate_for(std::string(250, 'a') + ".x"), "main.test");
}

TEST_F(TlsContextsTest, ANewPairReplacesTheOldOne) {
  ASSERT_TRUE(contexts->set("", pair_for("new.test")));
  EXPECT_EQ(certificate_for("main.test"), "new.test");
}

TEST_F(TlsContextsTest, ResumesASessionUnderItsOwnCertificateOnly) {
  ASSERT_TRUE(contexts->set("company2.test", pair_for("company2.test")));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    ASSERT_TRUE(meet({.server_name = "main.test", .highest = version}));
    EXPECT_FALSE(client.resumed());
    const auto session = client.session();
    ASSERT_TRUE(meet({.server_name = "main.test", .highest = version, .resume = session}));
    EXPECT_TRUE(client.resumed());
    const auto met = meet({.server_name = "company2.test", .highest = version, .resume = session});
    EXPECT_FALSE(met && client.resumed());
  }
}

TEST_F(TlsContextsTest, ANewCertificateEndsOldSessions) {
  ASSERT_TRUE(meet({.server_name = "main.test"}));
  const auto session = client.session();
  ASSERT_TRUE(contexts->set("", pair_for("main.test")));
  ASSERT_TRUE(meet({.server_name = "main.test", .resume = session}));
  EXPECT_FALSE(client.resumed());
}

std::string weak_rsa_key() {
  const Key key(EVP_RSA_gen(1024));
  const Bio text(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* start = nullptr;
  const auto size = BIO_get_mem_data(text.get(), &start);
  return {start, static_cast<std::size_t>(size)};
}

TEST_F(TlsContextsTest, ABadPairIsRefusedAndReplacesNothing) {
  const auto good = pair_for("good.test");
  const auto other = pair_for("other.test");
  const std::string key(good.key_pem.reveal());
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
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
      Case{"a weak key", good.certificate_pem, weak_rsa_key()}};
  for (const auto& [title, certificate, its_key] : cases) {
    for (const auto* host : {"", "main.test"}) {
      const auto set = contexts->set(host, {certificate, Secret(its_key)});
      ASSERT_FALSE(set) << title;
      EXPECT_EQ(set.error().code, ErrorCode::malformed) << title;
      EXPECT_FALSE(set.error().detail.empty());
    }
    EXPECT_FALSE(TlsContexts::make({certificate, Secret(its_key)})) << title;
  }
  EXPECT_EQ(certificate_for("main.test"), "main.test");
}

TEST(TestCertificate, IsForTheHostAndForLocalhostAndLastsThirtyDays) {
  for (const auto& host : {std::string("mail.company.test"), std::string(100, 'a') + ".test"}) {
    const auto pair = pair_for(host);
    const Certificate certificate(
        PEM_read_bio_X509(reading(pair.certificate_pem).get(), nullptr, nullptr, nullptr));
    ASSERT_TRUE(certificate);
    for (const auto& name : {host, std::string("localhost")})
      EXPECT_EQ(X509_check_host(certificate.get(), name.data(), name.size(), 0, nullptr), 1);
    EXPECT_EQ(X509_check_host(certificate.get(), "other.test", 0, 0, nullptr), 0);
    int days = 0;
    int seconds = 0;
    ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate.get()),
                   X509_get0_notAfter(certificate.get()));
    EXPECT_EQ(days, 31);
    EXPECT_LT(X509_cmp_current_time(X509_get0_notBefore(certificate.get())), 0);
  }
}

TEST(TestCertificate, IsRefusedForWhatIsNoHostName) {
  for (const auto& host : {std::string(), std::string("a,DNS:b"), std::string("a b"),
                           std::string(254, 'a'), std::string("a\0b", 3)})
    EXPECT_FALSE(make_test_certificate(host, today)) << host;
}

}  // namespace
}  // namespace gatehouse::pki
