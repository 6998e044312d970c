// Certificate login as far as TLS goes: whose certificate is believed, and where.
#include <fstream>

#include "pki/certificates_fixture.h"
#include "pki/client_name.h"

namespace gatehouse::pki {
namespace {

using settings::Array;
using settings::Data;
using settings::Dictionary;

struct ClientCertificate : CertificatesFixture {
  ClientCertificate() {
    trust("company2.test", clients2, "YES");
    trust("company3.test", clients3, "YES");
  }

  void trust(std::string_view name, const Authority& by, const char* asked) {
    serve(name, authority.issue(server_named(std::string(name))),
          {{"TrustedCerts", Array{Data{by.der()}}}, {"ClientCertReq", asked}});
  }
  void set(std::string_view name, std::string_view key, settings::Value value) {
    auto settings = domain(name)->settings;
    settings.insert_or_assign(std::string(key), std::move(value));
    must(directory->set_domain_settings(*domain(name), std::move(settings)));
  }
  static TlsClient::Wishes with(const Issued& own, const std::string& chain = {},
                                const std::string& name = "company2.test",
                                int version = TLS1_3_VERSION) {
    return {.server_name = name,
            .highest = version,
            .certificate = own.pem() + chain,
            .key = own.key_pem()};
  }
  // "company2.test", "*", "nobody" (let in without a name), "refused".
  std::string verified_by(const TlsClient::Wishes& wishes) {
    const auto met = meet(wishes);
    if (!met) return "refused";
    EXPECT_EQ(met->verified_by.empty(), met->client_certificate.empty());
    return met->verified_by.empty() ? "nobody" : met->verified_by;
  }

  Authority clients2{"Clients of 2"};
  Authority clients3{"Clients of 3"};
  Issued joe = clients2.issue(client_named("joe@company2.test"));
};

TEST_F(ClientCertificate, IsVerifiedByTheDomainTheConnectionIsFor) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto met = meet(with(joe, {}, "company2.test", version));
    ASSERT_TRUE(met);
    EXPECT_EQ(met->domain, "company2.test");
    EXPECT_EQ(met->verified_by, "company2.test");
    EXPECT_EQ(met->client_certificate, joe.der());
    EXPECT_EQ(name_in_certificate(met->client_certificate), "joe@company2.test");
  }
}

TEST_F(ClientCertificate, IsAskedForOnlyWhereTheDomainSaysSo) {
  EXPECT_EQ(verified_by(with(joe, {}, "company.test")), "nobody");
  EXPECT_EQ(verified_by({.server_name = "company2.test"}), "nobody");
  set("company2.test", "ClientCertReq", "Required");
  EXPECT_EQ(verified_by({.server_name = "company2.test"}), "refused");
  EXPECT_EQ(verified_by(with(joe)), "company2.test");
}

// V-049.
TEST_F(ClientCertificate, OfAnotherDomainsAuthorityIsRefused) {
  const auto stranger = clients3.issue(client_named("joe@company2.test"));
  EXPECT_EQ(verified_by(with(stranger)), "refused");
  EXPECT_EQ(verified_by(with(stranger, {}, "company3.test")), "company3.test");
  must(directory->set_server_settings({{"TLSAbortOnWrongCert", "NO"}}));
  EXPECT_EQ(verified_by(with(stranger)), "nobody");
  set("company2.test", "ClientCertReq", "Required");
  EXPECT_EQ(verified_by(with(stranger)), "refused");
}

TEST_F(ClientCertificate, MayComeFromAnAuthorityOfTheServer) {
  const Authority everybody("Everybody");
  const auto own = everybody.issue(client_named("joe@company2.test"));
  EXPECT_EQ(verified_by(with(own)), "refused");
  must(directory->set_server_settings({{"TrustedCerts", Array{Data{everybody.der()}}}}));
  EXPECT_EQ(verified_by(with(own)), "*");
  EXPECT_EQ(verified_by(with(joe)), "company2.test");
  // Both trust it: the domain's own word is the narrower one.
  set("company2.test", "TrustedCerts", Array{Data{clients2.der()}, Data{everybody.der()}});
  EXPECT_EQ(verified_by(with(own)), "company2.test");
}

TEST_F(ClientCertificate, MayBeBoundToOneAuthority) {
  set("company2.test", "TrustedCerts", Array{Data{clients2.der()}, Data{clients3.der()}});
  const auto other = clients3.issue(client_named("bob@company2.test"));
  EXPECT_EQ(verified_by(with(other)), "company2.test");
  set("company2.test", "ClientCertCA", "Clients of 2");
  EXPECT_EQ(verified_by(with(other)), "refused");
  EXPECT_EQ(verified_by(with(joe)), "company2.test");
  set("company2.test", "ClientCertCA", fingerprint(clients3.self().certificate.get()));
  EXPECT_EQ(verified_by(with(other)), "company2.test");
  EXPECT_EQ(verified_by(with(joe)), "refused");
  set("company2.test", "ClientCertCA", "no such authority");
  EXPECT_EQ(verified_by(with(joe)), "refused");
}

TEST_F(ClientCertificate, ComesWithItsChain) {
  const auto between = clients2.below("Between");
  const auto own = between.issue(client_named("joe@company2.test"));
  EXPECT_EQ(verified_by(with(own)), "refused");
  EXPECT_EQ(verified_by(with(own, between.pem())), "company2.test");
  // A domain may trust the lower authority alone.
  set("company2.test", "TrustedCerts", Data{between.der()});
  EXPECT_EQ(verified_by(with(own)), "company2.test");
  EXPECT_EQ(verified_by(with(joe)), "refused");
}

// V-050.
TEST_F(ClientCertificate, ThatIsNotGoodIsRefused) {
  const auto changed = [](auto change) {
    auto wanted = client_named("joe@company2.test");
    change(wanted);
    return wanted;
  };
  struct Case {
    const char* title;
    Issued own;
    std::string chain;
  };
  const auto path0 = clients2.below("Path 0", ",pathlen:0");
  const auto below0 = path0.below("Below it");
  const auto as_authority = Authority::of(clients2.issue(client_named("joe@company2.test")));
  const auto same_name = Authority("Clients of 2");
  std::vector<Case> cases;
  const auto add = [&](const char* title, const Wanted& wanted) {
    cases.push_back({title, clients2.issue(wanted), {}});
  };
  add("ended", changed([](Wanted& w) { w.until = -std::chrono::hours{1}; }));
  add("not yet", changed([](Wanted& w) { w.from = std::chrono::hours{1}; }));
  add("for servers only", changed([](Wanted& w) { w.extensions.front().second = "serverAuth"; }));
  add("for mail only", changed([](Wanted& w) { w.extensions.front().second = "emailProtection"; }));
  add("key usage", changed([](Wanted& w) {
        w.extensions.emplace_back(NID_key_usage, "critical,keyEncipherment");
      }));
  add("an authority", changed([](Wanted& w) {
        w.extensions.emplace_back(NID_basic_constraints, "critical,CA:TRUE");
      }));
  add("sha1", changed([](Wanted& w) { w.digest = EVP_sha1(); }));
  add("weak key", changed([](Wanted& w) { w.rsa_bits = 1024; }));
  add("an unknown critical extension",
      changed([](Wanted& w) { w.extensions.emplace_back(NID_freshest_crl, "critical,DER:3000"); }));
  cases.push_back(
      {"path length", below0.issue(client_named("joe@company2.test")), below0.pem() + path0.pem()});
  cases.push_back({"signed by a leaf", as_authority.issue(client_named("postmaster@company2.test")),
                   as_authority.pem()});
  cases.push_back({"an authority of the same name",
                   same_name.issue(client_named("joe@company2.test")), same_name.pem()});
  cases.push_back({"self-signed",
                   Issued{shared(same_name.self().certificate.get()),
                          from_own_der(same_name.self().key_der()).value()},
                   {}});
  for (const auto& [title, own, chain] : cases)
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
      EXPECT_EQ(verified_by(with(own, chain, "company2.test", version)), "refused") << title;
  EXPECT_EQ(verified_by(with(joe)), "company2.test");
}

// V-051.
TEST_F(ClientCertificate, OfAnOutrageousSizeIsRefusedSoon) {
  std::string chain;
  for (int link = 0; link < 100; ++link) chain += Authority("Link").pem();
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(verified_by(with(joe, chain)), "refused");
  auto wanted = client_named("joe@company2.test");
  for (int name = 0; name < 10000; ++name) wanted.extensions.back().second += ",DNS:n.test";
  EXPECT_EQ(verified_by(with(clients2.issue(wanted))), "refused");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  EXPECT_EQ(verified_by(with(joe)), "company2.test");
}

TEST_F(ClientCertificate, ThatWasRevokedIsRefused) {
  const auto file = testing::TempDir() + "/gatehouse_revoked.pem";
  const auto write = [&](const std::string& text) {
    std::ofstream(file) << text;
    certificates->keep_up();
  };
  const auto mary = clients2.issue(client_named("mary@company2.test"));
  const auto other = clients3.issue(client_named("bob@company3.test"));
  write(clients2.revoke({joe.certificate.get()}));
  EXPECT_EQ(verified_by(with(joe)), "company2.test");
  must(directory->set_server_settings({{"TLSRevocationFile", file}}));
  certificates->keep_up();
  EXPECT_EQ(verified_by(with(joe)), "refused");
  EXPECT_EQ(verified_by(with(mary)), "company2.test");
  EXPECT_EQ(verified_by(with(other, {}, "company3.test")), "company3.test") << "it has no list";
  write(clients2.revoke({joe.certificate.get(), mary.certificate.get()}));
  EXPECT_EQ(verified_by(with(mary)), "refused");
  write("this is no list");
  EXPECT_EQ(verified_by(with(mary)), "refused") << "the last good list stays in force";
  write(clients2.revoke({}, -1) + " ");
  EXPECT_EQ(verified_by(with(mary)), "refused") << "a list that has ended says nothing good";
  write(clients2.revoke({}) + "  ");
  EXPECT_EQ(verified_by(with(mary)), "company2.test");
  std::remove(file.c_str());
}

// --- sessions

struct CertificateSessions : ClientCertificate {
  CertificateSessions() { must(directory->set_server_settings({{"TLSTimeToLive", "10h"}})); }
  TlsClient::Wishes again(TlsClient::Wishes wishes) {
    wishes.resume = client.session();
    return wishes;
  }
};

TEST_F(CertificateSessions, CarryWhoVerifiedWhat) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto wishes = with(joe, {}, "company2.test", version);
    ASSERT_TRUE(meet(wishes));
    const auto met = meet(again(wishes));
    ASSERT_TRUE(met);
    EXPECT_TRUE(met->resumed);
    EXPECT_EQ(met->verified_by, "company2.test");
    EXPECT_EQ(met->client_certificate, joe.der());
  }
}

TEST_F(CertificateSessions, EndWithTheCertificateThatWasShown) {
  auto wanted = client_named("joe@company2.test");
  wanted.until = std::chrono::hours{2};
  const auto wishes = with(clients2.issue(wanted));
  ASSERT_TRUE(meet(wishes));
  const auto session = again(wishes);
  clock.advance(std::chrono::hours(1));
  EXPECT_TRUE(meet(session)->resumed);
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(verified_by(session), "refused");
}

TEST_F(CertificateSessions, EndWhenTheAuthorityIsNotTrustedAnyMore) {
  const auto wishes = with(joe);
  ASSERT_TRUE(meet(wishes));
  const auto session = again(wishes);
  set("company2.test", "TrustedCerts", Data{clients3.der()});
  EXPECT_EQ(verified_by(session), "refused");
}

// V-010.
TEST_F(CertificateSessions, DoNotServeWhereACertificateIsRequired) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    set("company2.test", "ClientCertReq", "YES");
    const TlsClient::Wishes without{.server_name = "company2.test", .highest = version};
    ASSERT_TRUE(meet(without));
    const auto session = again(without);
    set("company2.test", "ClientCertReq", "Required");
    EXPECT_EQ(verified_by(session), "refused");
    ASSERT_TRUE(meet({.server_name = "company.test", .highest = version}));
    auto elsewhere = again({.server_name = "company2.test", .highest = version});
    EXPECT_EQ(verified_by(elsewhere), "refused");
  }
}

TEST_F(CertificateSessions, OfAWrongCertificateStayNobodys) {
  must(directory->set_server_settings({{"TLSAbortOnWrongCert", "NO"}, {"TLSTimeToLive", "10h"}}));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto wishes =
        with(clients3.issue(client_named("joe@company2.test")), {}, "company2.test", version);
    ASSERT_EQ(verified_by(wishes), "nobody");
    const auto met = meet(again(wishes));
    ASSERT_TRUE(met);
    EXPECT_TRUE(met->resumed);
    EXPECT_EQ(met->client_certificate, "");
    EXPECT_EQ(met->verified_by, "");
  }
}

}  // namespace
}  // namespace gatehouse::pki
