#include <array>

#include "control/console_fixture.h"
#include "pki/authority_fixture.h"
#include "pki/domain_keys.h"
#include "pki/signing_request.h"

namespace gatehouse::control {
namespace {

using pki::Authority;
using settings::Data;
using settings::Dictionary;
using settings::Value;

struct DomainCertificates : testing::Test {
  std::string ask(std::string_view line) { return console.say(owner, line); }
  [[nodiscard]] static std::string quoted(const std::string& pem) {
    return settings::to_text(Value(pem));
  }
  [[nodiscard]] static std::string block(const std::string& der) {
    return settings::to_text(Value(Data{der}));
  }
  [[nodiscard]] Dictionary held() {
    return console.directory().find_domain("company2.test")->settings;
  }
  [[nodiscard]] std::string text_of(const std::string& answer) {
    const auto value = settings::read(std::string_view(answer).substr(4));
    return value && value->string() != nullptr ? *value->string() : "";
  }
  pki::Certificate certificate() {
    return std::move(pki::certificates_in(held(), "SecureCertificate")->front());
  }

  ConsoleFixture console;
};

TEST_F(DomainCertificates, AreSetTheWayAutomationDoesIt) {
  const auto command = "UPDATEDOMAINSETTINGS company2.test {CertificateType=YES;PrivateSecureKey=" +
                       std::string(sample_key) +
                       ";SecureCertificate=" + std::string(sample_certificate) + ";}";
  EXPECT_EQ(ask(command), "200 OK");
  const auto stored = held();
  EXPECT_EQ(settings::to_text(stored.at("SecureCertificate")), sample_certificate);
  const auto kept = settings::to_text(stored.at("PrivateSecureKey"));
  EXPECT_NE(kept, sample_key);
  for (const auto* verb : {"GETDOMAINSETTINGS", "GETDOMAINEFFECTIVESETTINGS"}) {
    const auto shown = ask(std::string(verb) + " company2.test");
    EXPECT_FALSE(shown.contains("PrivateSecureKey")) << verb;
    EXPECT_TRUE(shown.contains("SecureCertificate"));
  }
  EXPECT_EQ(ask("TESTDOMAINKEY company2.test"),
            R"(201 {"ECDSA P-256"="Verification String is OK";})");
}

TEST_F(DomainCertificates, StayWhenOtherSettingsChange) {
  console.add_certificate();
  const auto before = held();
  EXPECT_EQ(ask("UPDATEDOMAINSETTINGS company2.test {AUTHMethods=All;}"), "200 OK");
  EXPECT_EQ(held().at("PrivateSecureKey"), before.at("PrivateSecureKey"));
  EXPECT_EQ(held().at("SecureCertificate"), before.at("SecureCertificate"));
  EXPECT_EQ(ask("SETDOMAINSETTINGS company2.test {AUTHMethods=All;}"), "200 OK");
  EXPECT_EQ(held().at("PrivateSecureKey"), before.at("PrivateSecureKey"));
  EXPECT_EQ(ask("RENAMEDOMAIN company2.test INTO company5.test"), "200 OK");
  EXPECT_EQ(ask("TESTDOMAINKEY company5.test"),
            R"(201 {"ECDSA P-256"="Verification String is OK";})");
}

TEST_F(DomainCertificates, AreRefusedWhenSomethingIsWrongAndNothingChanges) {
  console.add_certificate();
  const auto before = held();
  const Authority authority("CA");
  const auto other = authority.issue(pki::server_named("company2.test"));
  auto weak = pki::server_named("company2.test");
  weak.rsa_bits = 1024;
  const auto weak_one = authority.issue(weak);
  struct Case {
    const char* title;
    std::string line;
    const char* words;
  };
  const std::string update = "UPDATEDOMAINSETTINGS company2.test ";
  const std::string locked =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const std::array cases{
      Case{"another's certificate", update + "{SecureCertificate=" + block(other.der()) + ";}",
           "501 SecureCertificate: the certificate is of another private key"},
      Case{"another's certificate by its verb",
           "SETDOMAINCERTIFICATE company2.test " + quoted(other.pem()),
           "501 the certificate is of another private key"},
      Case{"a weak key", update + "{PrivateSecureKey=" + block(weak_one.key_der()) + ";}",
           "501 PrivateSecureKey: the key is too weak: an RSA key needs 2048 bits"},
      Case{"no key", update + "{PrivateSecureKey=hello;}",
           "501 PrivateSecureKey: this is no private key in PEM or DER"},
      Case{"a dictionary for a key", update + "{PrivateSecureKey={a=b;};}",
           "501 PrivateSecureKey: a DataBlock or an array of DataBlocks is expected"},
      Case{"two keys of one type",
           update + "{PrivateSecureKey=(" + block(other.key_der()) + "," + std::string(sample_key) +
               ");}",
           "501 PrivateSecureKey: two of one type"},
      Case{"an encrypted key", "IMPORTDOMAINKEY company2.test " + quoted(locked),
           "501 the private key is encrypted: take off its passphrase first (openssl pkey -in "
           "key.pem -out open.pem)"},
      Case{"a damaged chain", update + "{CAChain=[AAAA];}",
           "501 CAChain: the certificate is damaged"},
      Case{"a client as an authority",
           "SETDOMAINTRUSTEDCERTS company2.test (" + block(other.der()) + ")",
           "501 TrustedCerts: not a certificate authority: CN=company2.test"},
      Case{"a key for all domains",
           "UPDATEDOMAINDEFAULTS {PrivateSecureKey=" + std::string(sample_key) + ";}",
           "501 PrivateSecureKey: a key belongs to one domain: set it there"},
      Case{"a key for a domain to be made",
           "CREATEDOMAIN company7.test {PrivateSecureKey=" + std::string(sample_key) + ";}",
           "501 PrivateSecureKey: a key belongs to one domain: set it there"},
  };
  for (const auto& [title, line, words] : cases) EXPECT_EQ(ask(line), words) << title;
  EXPECT_EQ(held(), before);
}

TEST_F(DomainCertificates, GoAwayWithTheirKey) {
  console.add_certificate();
  EXPECT_EQ(ask("REMOVEDOMAINKEY company2.test"), "200 OK");
  EXPECT_FALSE(held().contains("SecureCertificate"));
  EXPECT_FALSE(held().contains("PrivateSecureKey"));
  console.add_certificate();
  EXPECT_EQ(ask("UPDATEDOMAINSETTINGS company2.test {PrivateSecureKey=default;}"), "200 OK");
  EXPECT_FALSE(held().contains("SecureCertificate"));
  console.add_certificate();
  EXPECT_EQ(ask("GENERATEDOMAINKEY company2.test TYPE ECDSA"), "200 OK");
  EXPECT_FALSE(held().contains("SecureCertificate"));
  EXPECT_EQ(ask("REMOVEDOMAINKEY company2.test TYPE RSA"), "200 OK");
  EXPECT_TRUE(held().contains("PrivateSecureKey"));
  EXPECT_EQ(ask("REMOVEDOMAINCERTIFICATE company2.test"),
            "200 OK, but: a private key has no certificate");
}

TEST_F(DomainCertificates, AreOfTwoKindsAtOnce) {
  EXPECT_EQ(ask("GENERATEDOMAINKEY company2.test TYPE RSA"), "200 OK");
  EXPECT_EQ(ask("GENERATEDOMAINKEY company2.test TYPE ECDSA SIZE 384"), "200 OK");
  EXPECT_EQ(
      ask("TESTDOMAINKEY company2.test"),
      R"(201 {"ECDSA P-384"="Verification String is OK";"RSA 2048"="Verification String is OK";})");
  EXPECT_EQ(ask("GENERATEDOMAINCSR company2.test"),
            "501 the domain has two private keys: say TYPE RSA or ECDSA");
  EXPECT_EQ(ask("GENERATESELFSIGNED company2.test TYPE RSA"),
            "200 OK, but: a private key has no certificate");
  EXPECT_EQ(ask("GENERATESELFSIGNED company2.test TYPE ECDSA"), "200 OK");
  EXPECT_EQ(pki::certificates_in(held(), "SecureCertificate")->size(), 2U);
  EXPECT_EQ(ask("REMOVEDOMAINKEY company2.test TYPE ECDSA"), "200 OK");
  EXPECT_EQ(pki::certificates_in(held(), "SecureCertificate")->size(), 1U);
}

TEST_F(DomainCertificates, HaveTheNamesOfTheDomain) {
  EXPECT_EQ(ask("SETDOMAINALIASES company2.test (second.test)"), "200 OK");
  EXPECT_EQ(ask("GENERATEDOMAINKEY company2.test TYPE ECDSA"), "200 OK");
  const std::string attributes =
      R"({Country=DE;City="Köln";Organization="A, B + C";Contact=hostmaster@company2.test;)"
      R"(Names=(mail.company2.test,"*.second.test");})";
  EXPECT_EQ(ask("GENERATESELFSIGNED company2.test " + attributes), "200 OK");
  const auto own = certificate();
  const auto facts = pki::facts_of(own.get());
  EXPECT_EQ(facts.names, (std::vector<std::string>{"company2.test", "second.test",
                                                   "mail.company2.test", "*.second.test"}));
  EXPECT_TRUE(facts.subject.contains("CN=company2.test")) << facts.subject;
  EXPECT_TRUE(facts.self_signed);

  const auto pem = text_of(ask("GENERATEDOMAINCSR company2.test " + attributes));
  const pki::Request request(
      PEM_read_bio_X509_REQ(pki::reading(pem).get(), nullptr, nullptr, nullptr));
  ASSERT_TRUE(request);
  EXPECT_EQ(X509_REQ_verify(request.get(), X509_REQ_get0_pubkey(request.get())), 1);
  const std::unique_ptr<GENERAL_NAMES, pki::Freed<GENERAL_NAMES_free>> names([&] {
    auto* extensions = X509_REQ_get_extensions(request.get());
    auto* found = X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr);
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    return static_cast<GENERAL_NAMES*>(found);
  }());
  EXPECT_EQ(sk_GENERAL_NAME_num(names.get()), 4);

  for (const auto* wrong :
       {"{Names=(company3.test);}", "{Names=(\"evilcompany2.test\");}",
        "{CommonName=company3.test;}", "{Country=Germany;}", "{Contact=nobody;}",
        "{Unit=\"a\\nb\";}", "{Colour=red;}", "{Names=(\"a,DNS:b.company2.test\");}"})
    EXPECT_TRUE(ask(std::string("GENERATEDOMAINCSR company2.test ") + wrong).starts_with("501 "))
        << wrong;
}

TEST_F(DomainCertificates, AreSetWithTheirChainFromOneFile) {
  const Authority root("Root");
  const auto between = root.below("Between");
  auto wanted = pki::server_named("company2.test");
  wanted.from = -std::chrono::hours{24 * 700};  // the console's clock is behind
  const auto leaf = between.issue(wanted);
  EXPECT_EQ(ask("IMPORTDOMAINKEY company2.test " + quoted(leaf.key_pem())), "200 OK");
  EXPECT_EQ(ask("SETDOMAINCERTIFICATE company2.test " + quoted(leaf.pem() + between.pem())),
            "200 OK");
  EXPECT_EQ(held().at("CAChain"), Value(Data{between.der()}));
  EXPECT_EQ(ask("REMOVEDOMAINCACHAIN company2.test"),
            "200 OK, but: there is no chain: CN=Between is above");
  EXPECT_EQ(ask("SETDOMAINCACHAIN company2.test " + quoted(root.pem() + between.pem())), "200 OK");
  const auto elsewhere = Authority("Elsewhere");
  EXPECT_EQ(ask("SETDOMAINCACHAIN company2.test (" + block(between.der()) + "," +
                block(elsewhere.der()) + ")"),
            "200 OK, but: certificates of the chain that lead nowhere are not sent");
  EXPECT_EQ(text_of(ask("GETDOMAINCERTIFICATE company2.test")), leaf.pem());
  const auto info = ask("GETDOMAINCERTIFICATEINFO company2.test");
  for (const auto* part : {"Issuer=\"CN=Between\"", "Chain=\"above it: CN=Root\"", "ChainLength=#1",
                           "Names=(\"company2.test\")", "Key=\"ECDSA P-256\""})
    EXPECT_TRUE(info.contains(part)) << part << " in " << info;
}

TEST_F(DomainCertificates, MayBeChangedByAnAdministratorWithTheRightOnly) {
  console.add("joe@company2.test", "(Domain,BasicSettings)");
  const std::string update =
      "UPDATEDOMAINSETTINGS company2.test {PrivateSecureKey=" + std::string(sample_key) + ";}";
  EXPECT_TRUE(console.say("joe@company2.test", update).starts_with("501 access denied"));
  EXPECT_FALSE(held().contains("PrivateSecureKey"));
  console.give("joe@company2.test", "(Domain,SecureCertificate)");
  EXPECT_TRUE(console.say("joe@company2.test", update).starts_with("200 OK"));
  EXPECT_NE(settings::to_text(held().at("PrivateSecureKey")), sample_key);
}

TEST_F(DomainCertificates, OfAuthoritiesAreKeptForTheServerAndForADomain) {
  const std::string one(sample_authority);
  EXPECT_EQ(ask("GETSERVERTRUSTEDCERTS"), "201 ()");
  EXPECT_EQ(ask("SETSERVERTRUSTEDCERTS (" + one + ")"), "200 OK");
  EXPECT_EQ(ask("GETSERVERTRUSTEDCERTS"), "201 (" + one + ")");
  EXPECT_EQ(ask("GETDOMAINTRUSTEDCERTS company2.test"), "201 ()");
  EXPECT_EQ(ask("UPDATEDOMAINSETTINGS company2.test {TrustedCerts=" + one + ";}"), "200 OK");
  EXPECT_EQ(ask("GETDOMAINTRUSTEDCERTS company2.test"), "201 (" + one + ")");
  EXPECT_TRUE(ask("GETDOMAINTRUSTEDCERTSINFO company2.test").contains("DaysLeft="));
  EXPECT_TRUE(ask("GETSERVERTRUSTEDCERTSINFO").contains("Subject="));
  EXPECT_EQ(ask("SETDOMAINTRUSTEDCERTS company2.test ()"), "200 OK");
  EXPECT_EQ(ask("GETDOMAINTRUSTEDCERTS company2.test"), "201 ()");
}

TEST_F(DomainCertificates, AreProvedByAnswersThatBelongToOneDomain) {
  const std::string token = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ";
  const std::string good = token + ".9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
  EXPECT_EQ(ask("SETACMECHALLENGE company2.test " + token + " " + good), "200 OK");
  EXPECT_EQ(ask("GETACMECHALLENGE company2.test " + token),
            "201 " + settings::to_text(Value(good)));
  EXPECT_EQ(ask("GETACMECHALLENGE company3.test " + token), "201 #NULL#");
  EXPECT_EQ(ask("REMOVEACMECHALLENGE company2.test " + token), "200 OK");
  EXPECT_EQ(ask("GETACMECHALLENGE company2.test " + token), "201 #NULL#");
  for (const auto& [name, answer] : {std::pair<std::string, std::string>{"short", "short.x"},
                                     {token, token},
                                     {token, token + ".short"},
                                     {token, "x" + good},
                                     {token, good + "<script>"},
                                     {"../../../../../../etc/passwd", good}})
    EXPECT_TRUE(ask("SETACMECHALLENGE company2.test " + settings::to_text(Value(name)) + " " +
                    settings::to_text(Value(answer)))
                    .starts_with("501 "))
        << answer;
}

}  // namespace
}  // namespace gatehouse::control
