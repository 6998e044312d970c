// A site of three domains in memory with the TLS of all of them, and clients that come to it.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "directory/store.h"
#include "net/tls.h"
#include "pki/authority_fixture.h"
#include "pki/domain_certificates.h"
#include "pki/domain_keys.h"
#include "tests/support/tls_client.h"

namespace gatehouse::pki {

using support::TlsClient;

// A server's end that shakes hands and then says one letter, on a thread of its own.
class Meeting {
 public:
  Meeting(ssl_ctx_st* context, net::Handshake handshake) {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0);
    server_ = std::jthread([this, context, handshake = std::move(handshake)]() mutable {
      serve(context, std::move(handshake));
    });
  }
  ~Meeting() { end(); }
  [[nodiscard]] int client_end() const { return ends_[1]; }
  // What the server learnt; empty when there was no handshake.
  net::TlsFacts end() {
    if (!server_.joinable()) return facts_;
    ::shutdown(ends_[1], SHUT_RDWR);
    server_.join();
    ::close(ends_[0]);
    ::close(ends_[1]);
    return facts_;
  }

 private:
  void serve(ssl_ctx_st* context, net::Handshake handshake) {
    const auto ssl = net::make_ssl(context, ends_[0], std::move(handshake));
    if (SSL_accept(ssl.get()) == 1) {
      facts_ = net::facts_of(ssl.get());
      SSL_write(ssl.get(), "x", 1);
    }
    ERR_clear_error();
    ::shutdown(ends_[0], SHUT_RDWR);
  }

  std::array<int, 2> ends_{};
  net::TlsFacts facts_;
  std::jthread server_;
};

// A clock that shows the present, so that OpenSSL's own looks at it agree, and can go ahead.
class PresentClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] Moment moment() const override { return moment_; }
  void advance(Duration by) {
    now_ += by;
    moment_ += by;
  }

 private:
  Time now_ = present();
  Moment moment_ = std::chrono::steady_clock::now();
};

struct CertificatesFixture : testing::Test {
  struct Where {
    std::string service = "IMAP";
    std::string local = "10.0.0.9";
  };

  CertificatesFixture() {
    must(directory->create_domain("company2.test", {}));
    must(directory->create_domain("company3.test", {}));
    auto opened =
        DomainCertificates::open({*directory, seal, clock, [this] {
                                    ++test_certificates;
                                    return make_test_certificate("company.test", clock.now());
                                  }});
    certificates = std::move(opened.value());
  }

  static void must(const Result<void>& result) {
    if (!result) ADD_FAILURE() << result.error().detail;
  }
  [[nodiscard]] directory::DomainView domain(std::string_view name) const {
    return directory->find_domain(name);
  }
  // As UPDATEDOMAINSETTINGS does it.
  Result<std::vector<std::string>> update(std::string_view name, settings::Dictionary sent) {
    const auto now = domain(name);
    auto all = now->settings;
    for (const auto& [key, value] : sent) {
      all.insert_or_assign(key, value);
      if (value == settings::Value("default")) all.erase(key);
    }
    auto accepted = with_sealed_keys(std::move(all), sent, seal, now->id, clock.now());
    if (!accepted) return std::unexpected(accepted.error());
    must(directory->set_domain_settings(*now, std::move(accepted->settings)));
    return accepted->warnings;
  }
  void serve(std::string_view name, const Issued& issued, settings::Dictionary more = {}) {
    more.insert_or_assign("CertificateType", "YES");
    more.insert_or_assign("PrivateSecureKey", settings::Data{issued.key_der()});
    more.insert_or_assign("SecureCertificate", settings::Data{issued.der()});
    const auto updated = update(name, std::move(more));
    if (!updated) ADD_FAILURE() << updated.error().detail;
  }

  Result<net::TlsFacts> meet(const TlsClient::Wishes& wishes, const Where& where) {
    Meeting meeting(certificates->context(), {.service = where.service,
                                              .remote = {*IpAddress::parse("10.0.0.1"), 4000},
                                              .local = {*IpAddress::parse(where.local), 993}});
    auto met = client.connect(meeting.client_end(), wishes);
    // The ticket comes with the first words, and so does a refusal of what TLS 1.3 sends last.
    if (met)
      if (const auto words = client.read(); !words) met = std::unexpected(words.error());
    auto facts = meeting.end();
    if (!met) return std::unexpected(met.error());
    return facts;
  }
  Result<net::TlsFacts> meet(const TlsClient::Wishes& wishes) { return meet(wishes, Where{}); }
  std::string host_for(const std::string& name, const Where& where) {
    return meet({.server_name = name}, where) ? client.certificate_host() : "refused";
  }
  std::string host_for(const std::string& name) { return host_for(name, Where{}); }

  PresentClock clock;
  crypto::SystemEntropy entropy;
  crypto::Seal seal{Secret(std::string(crypto::Seal::key_size, 'k')), entropy};
  std::unique_ptr<directory::Store> store = directory::make_memory_store();
  std::unique_ptr<directory::Directory> directory = opened();
  int test_certificates = 0;
  std::unique_ptr<DomainCertificates> certificates;
  Authority authority{"Authority of servers"};
  TlsClient client;

 private:
  std::unique_ptr<directory::Directory> opened() {
    must(directory::Directory::create(*store, entropy, "company.test"));
    return directory::Directory::open(*store, clock, entropy, {}).value();
  }
};

}  // namespace gatehouse::pki
