#include "pki/domain_certificates.h"

#include <fstream>

#include "pki/certificates_fixture.h"
#include "pki/signing_request.h"

namespace gatehouse::pki {
namespace {

using settings::Array;
using settings::Data;
using settings::Dictionary;

using Choosing = CertificatesFixture;

TEST_F(Choosing, AFreshSiteHasTheTestCertificateForTheMainDomain) {
  EXPECT_EQ(host_for("company.test"), "company.test");
  EXPECT_EQ(host_for(""), "company.test");
  EXPECT_EQ(host_for("elsewhere.test"), "company.test");
  EXPECT_EQ(test_certificates, 1);
}

TEST_F(Choosing, ADomainWithoutAChoiceIsAnsweredAsIfNobodyHadNamedIt) {
  const auto facts = meet({.server_name = "company2.test"});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->domain, "company.test");
  EXPECT_EQ(facts->server_name, "company2.test");
}

TEST_F(Choosing, TheTestCertificateIsForThoseWhoChoseIt) {
  must(directory->set_domain_settings(*domain("company2.test"), {{"CertificateType", "Test"}}));
  const auto facts = meet({.server_name = "company2.test"});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->domain, "company2.test");
  EXPECT_EQ(client.certificate_host(), "company.test");
}

TEST_F(Choosing, NoTlsMeansARefusal) {
  must(directory->set_domain_settings(*domain("company2.test"), {{"CertificateType", "NO"}}));
  EXPECT_EQ(host_for("company2.test"), "refused");
  EXPECT_EQ(host_for("company.test"), "company.test");
  must(directory->set_domain_settings(*domain("company.test"), {{"CertificateType", "NO"}}));
  EXPECT_EQ(host_for("company.test"), "refused");
  EXPECT_EQ(host_for(""), "refused");
}

TEST_F(Choosing, ADomainThatWantsItsOwnHasNoOther) {
  must(directory->set_domain_settings(*domain("company2.test"), {{"CertificateType", "YES"}}));
  EXPECT_EQ(host_for("company2.test"), "refused");
}

TEST_F(Choosing, GoesByTheNameInAnyCase) {
  serve("company2.test", authority.issue(server_named("company2.test")));
  serve("company3.test", authority.issue(server_named("company3.test")));
  EXPECT_EQ(host_for("company2.test"), "company2.test");
  EXPECT_EQ(host_for("COMPANY2.test"), "company2.test");
  EXPECT_EQ(host_for("company3.test"), "company3.test");
  EXPECT_EQ(host_for("company.test"), "company.test");
  EXPECT_EQ(host_for("other.test"), "company.test");
  EXPECT_EQ(host_for(std::string(250, 'a') + ".x"), "company.test");
  must(directory->set_domain_aliases(*domain("company2.test"), {"second.test"}));
  EXPECT_EQ(host_for("second.test"), "company2.test");
}

TEST_F(Choosing, ANameBelowADomainIsTheDomainsWhenItsCertificateCoversIt) {
  auto wanted = server_named("company2.test");
  wanted.extensions.back().second +=
      ",DNS:*.company2.test,DNS:company3.test,DNS:mail.company3.test";
  serve("company2.test", authority.issue(wanted));
  EXPECT_EQ(host_for("mail.company2.test"), "company2.test");
  EXPECT_EQ(host_for("a.b.company2.test"), "company.test") << "a wildcard is one label";
  // Another tenant's name in a certificate makes nobody that tenant.
  EXPECT_EQ(host_for("company3.test"), "company.test");
  EXPECT_EQ(host_for("mail.company3.test"), "company.test");
  must(directory->create_domain("deep.company2.test", {{"CertificateType", "NO"}}));
  EXPECT_EQ(host_for("deep.company2.test"), "refused");
  EXPECT_EQ(host_for("mail.deep.company2.test"), "company.test");
}

TEST_F(Choosing, GoesByTheLocalAddressWithoutAName) {
  serve("company2.test", authority.issue(server_named("company2.test")),
        {{"IPAddresses", "10.0.0.2"}});
  const Where there{.local = "10.0.0.2"};
  EXPECT_EQ(host_for("", there), "company2.test");
  EXPECT_EQ(host_for("unknown.test", there), "company2.test");
  EXPECT_EQ(host_for("company.test", there), "company.test") << "a name goes first";
  EXPECT_EQ(host_for(""), "company.test");
  must(directory->set_server_settings({{"TLSProcessDomainNames", "NO"}}));
  EXPECT_EQ(host_for("company.test", there), "company2.test");
  EXPECT_EQ(host_for("company2.test"), "company.test");
}

TEST_F(Choosing, ANewCertificateIsServedAtOnceAndABadOneNever) {
  serve("company2.test", authority.issue(server_named("company2.test")));
  EXPECT_EQ(host_for("company2.test"), "company2.test");
  serve("company2.test", authority.issue(server_named("mail.company2.test")));
  EXPECT_EQ(host_for("company2.test"), "mail.company2.test");
  auto settings = domain("company2.test")->settings;
  settings.insert_or_assign("PrivateSecureKey", Data{"\001 damaged by hand, in the file"});
  must(directory->set_domain_settings(*domain("company2.test"), settings));
  EXPECT_EQ(host_for("company2.test"), "mail.company2.test");
}

TEST_F(Choosing, AKeyCopiedToAnotherDomainDoesNotOpenThere) {
  serve("company2.test", authority.issue(server_named("company2.test")));
  auto copied = domain("company2.test")->settings;
  must(directory->set_domain_settings(*domain("company3.test"), copied));
  EXPECT_EQ(host_for("company3.test"), "refused");
  EXPECT_EQ(host_for("company2.test"), "company2.test");
}

TEST_F(Choosing, KeysAmongTheDefaultsOfDomainsAreNobodys) {
  const auto issued = authority.issue(server_named("company2.test"));
  must(directory->set_domain_defaults({{"CertificateType", "YES"},
                                       {"PrivateSecureKey", Data{issued.key_der()}},
                                       {"SecureCertificate", Data{issued.der()}}}));
  EXPECT_EQ(host_for("company2.test"), "refused");
}

TEST_F(Choosing, ServesTwoKindsOfKeyAtOnce) {
  auto wanted = server_named("company2.test");
  const auto ecdsa = authority.issue(wanted);
  wanted.rsa_bits = 2048;
  const auto rsa = authority.issue(wanted);
  ASSERT_TRUE(update("company2.test",
                     {{"CertificateType", "YES"},
                      {"PrivateSecureKey", Array{Data{rsa.key_der()}, Data{ecdsa.key_der()}}},
                      {"SecureCertificate", Array{Data{ecdsa.der()}, Data{rsa.der()}}}}));
  for (const auto* cipher : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"}) {
    const auto facts =
        meet({.server_name = "company2.test", .highest = TLS1_2_VERSION, .ciphers = cipher});
    ASSERT_TRUE(facts) << cipher;
    EXPECT_EQ(facts->cipher, cipher);
  }
  const auto shown = certificates->served(domain("company2.test"));
  EXPECT_TRUE(shown.contains(rsa.pem()));
  EXPECT_TRUE(shown.contains(ecdsa.pem()));
}

TEST_F(Choosing, ServesTheLargerCurveToo) {
  auto key = std::move(generate_key(KeyType::ecdsa, 384).value());
  auto made = make_self_signed(key.get(), {.common_name = "company2.test"}, present(),
                               present() + std::chrono::hours(1));
  serve("company2.test", {std::move(made.value()), std::move(key)});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    EXPECT_TRUE(meet({.server_name = "company2.test", .highest = version}));
  EXPECT_EQ(client.certificate_host(), "company2.test");
}

TEST_F(Choosing, SendsTheChainInOrderWithoutItsRoot) {
  const auto upper = authority.below("Upper");
  const auto lower = upper.below("Lower");
  const auto leaf = lower.issue(server_named("company2.test"));
  serve("company2.test", leaf, {{"CAChain", Data{authority.der() + upper.der() + lower.der()}}});
  ASSERT_TRUE(meet({.server_name = "company2.test"}));
  auto* sent = SSL_get_peer_cert_chain(client.raw());
  ASSERT_EQ(sk_X509_num(sent), 3);
  EXPECT_EQ(X509_cmp(sk_X509_value(sent, 1), lower.self().certificate.get()), 0);
  EXPECT_EQ(X509_cmp(sk_X509_value(sent, 2), upper.self().certificate.get()), 0);
}

TEST_F(Choosing, ShowsWhatIsServed) {
  EXPECT_TRUE(certificates->served(domain("company.test")).contains("BEGIN CERTIFICATE"));
  EXPECT_EQ(certificates->served(domain("company2.test")), "");
  const auto issued = authority.issue(server_named("company2.test"));
  serve("company2.test", issued);
  EXPECT_EQ(certificates->served(domain("company2.test")), issued.pem());
}

TEST_F(Choosing, TheTestCertificateIsRenewedBeforeItEnds) {
  ASSERT_EQ(host_for(""), "company.test");
  clock.advance(std::chrono::days(22));
  certificates->keep_up();
  EXPECT_EQ(test_certificates, 1);
  clock.advance(std::chrono::days(2));
  certificates->keep_up();
  EXPECT_EQ(test_certificates, 2);
  EXPECT_EQ(host_for(""), "company.test");
}

// V-009: nothing is kept for a name that somebody makes up.
TEST_F(Choosing, ManyNamesAreAnsweredAndForgotten) {
  for (int name = 0; name < 200; ++name)
    ASSERT_EQ(host_for("n" + std::to_string(name) + ".x.y.z.test"), "company.test");
}

TEST_F(Choosing, FollowsTheLowestVersion) {
  ASSERT_TRUE(meet({.highest = TLS1_2_VERSION}));
  must(directory->set_server_settings({{"TLSMinimumVersion", "1.3"}}));
  EXPECT_FALSE(meet({.highest = TLS1_2_VERSION}));
  EXPECT_TRUE(meet({}));
}

}  // namespace
}  // namespace gatehouse::pki
