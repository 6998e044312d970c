#include "auth/offer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sasl/mechanism.h"
#include "settings/text.h"

namespace gatehouse::auth {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

DomainPolicy policy(std::string_view settings, std::string_view account_defaults = "{}") {
  auto domain = std::make_shared<directory::Domain>();
  domain->name = "company.com";
  domain->id = "one";
  domain->settings = settings::read_dictionary(settings).value();
  domain->account_defaults = settings::read_dictionary(account_defaults).value();
  domain->server = std::make_shared<directory::ServerDefaults>();
  return DomainPolicy(std::move(domain));
}

constexpr LinkPrivacy far{};
constexpr LinkPrivacy tls{.tls = true, .loopback = false};

std::vector<std::string> mechanisms(const DomainPolicy& policy, OfferFacts facts) {
  return offer_for(policy, facts).mechanisms;
}

TEST(AnOffer, HasTheStrongestFirst) {
  const auto all = policy("{AUTHMethods=All;}", "{RequireAPOP=NO;}");
  EXPECT_THAT(mechanisms(all, {.link = far, .host = {}}),
              ElementsAre("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "CRAM-MD5",
                          "NTLM", "MSN", "PLAIN", "LOGIN"));
}

TEST(AnOffer, HasChannelBindingOnlyWhereThereIsAChannel) {
  const auto scram = policy("{AUTHMethods=(SCRAM);}");
  EXPECT_THAT(mechanisms(scram, {.link = tls, .channel_bindings = true, .host = {}}),
              ElementsAre("SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS",
                          "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"));
  EXPECT_THAT(mechanisms(scram, {.link = tls, .host = {}}),
              ElementsAre("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"));
}

TEST(AnOffer, HasExternalOnlyForTheOwner) {
  const auto none = policy("{AUTHMethods=(CLRTXT);}");
  EXPECT_THAT(mechanisms(none, {.link = far, .owner = true, .host = {}}), Contains("EXTERNAL"));
  EXPECT_THAT(mechanisms(none, {.link = far, .host = {}}), Not(Contains("EXTERNAL")));
}

TEST(AnOffer, HasOnlyWhatTheDomainAdvertises) {
  const auto cram = policy("{AUTHMethods=(CRAM-MD5);}", "{RequireAPOP=NO;}");
  EXPECT_THAT(mechanisms(cram, {.link = far, .host = {}}), ElementsAre("CRAM-MD5"));
  EXPECT_FALSE(offer_for(cram, {.link = far, .host = {}}).clear_text_login);
  const auto none = policy("{AUTHMethods=None;}");
  EXPECT_THAT(mechanisms(none, {.link = tls, .host = {}}), IsEmpty());
}

TEST(AnOffer, HidesClearTextWhereTheLinkMustBePrivate) {
  for (const auto* demand : {"{RequireAPOP=YES;}", "{RequireAPOP=Remote;}"}) {
    const auto strict = policy("{AUTHMethods=(CLRTXT, CRAM-MD5);}", demand);
    const auto open = offer_for(strict, {.link = far, .host = {}});
    EXPECT_THAT(open.mechanisms, ElementsAre("CRAM-MD5")) << demand;
    EXPECT_FALSE(open.clear_text_login) << demand;
    const auto covered = offer_for(strict, {.link = tls, .host = {}});
    EXPECT_THAT(covered.mechanisms, ElementsAre("CRAM-MD5", "PLAIN", "LOGIN")) << demand;
    EXPECT_TRUE(covered.clear_text_login) << demand;
  }
}

TEST(AnOffer, ShowsNothingWithoutTlsWhereTlsIsDemanded) {
  const auto strict = policy("{AUTHMethods=All;}", "{RequireAPOP=TLS;}");
  EXPECT_THAT(mechanisms(strict, {.link = {.tls = false, .loopback = true}, .host = {}}),
              IsEmpty());
  EXPECT_FALSE(apop_offered(strict, far, "POP"));
  EXPECT_TRUE(apop_offered(strict, tls, "POP"));
}

TEST(HttpMethods, AreWhatTheServerSaysWhateverTheDomainAdvertises) {
  auto domain = *policy("{AUTHMethods=None;}", "{RequireAPOP=NO;}").domain;
  const auto offered = [&](const char* server, const char* defaults, LinkPrivacy link) {
    auto own = std::make_shared<directory::ServerDefaults>();
    own->server = settings::read_dictionary(server).value();
    domain.server = own;
    domain.account_defaults = settings::read_dictionary(defaults).value();
    return http_methods(DomainPolicy(std::make_shared<directory::Domain>(domain)),
                        {.link = link, .host = {}});
  };
  constexpr auto none = "{RequireAPOP=NO;PasswordEncryption=sealed;}";
  constexpr auto all = "{AdvertiseNTLMAUTH=YES;AdvertiseNegotiateAUTH=YES;}";
  EXPECT_THAT(offered("{}", none, far), ElementsAre("HTTP-DIGEST", "PLAIN"));
  EXPECT_THAT(offered(all, none, far), ElementsAre("GSS-SPNEGO", "NTLM", "HTTP-DIGEST", "PLAIN"));
  EXPECT_THAT(offered("{AdvertiseBasicAUTH=NO;}", none, far), ElementsAre("HTTP-DIGEST"));
  EXPECT_THAT(offered("{AdvertiseDigestAUTH=NO;}", none, far), ElementsAre("PLAIN"));
  EXPECT_THAT(offered(all, "{RequireAPOP=TLS;}", far), IsEmpty());
  EXPECT_THAT(offered("{}", "{RequireAPOP=YES;PasswordEncryption=sealed;}", far),
              ElementsAre("HTTP-DIGEST"));
  EXPECT_THAT(offered(all, "{PasswordEncryption=UB-crpt;}", tls),
              ElementsAre("GSS-SPNEGO", "PLAIN"));
}

TEST(AnOffer, NeedsKeysForTicketsAndACertificateForExternal) {
  const auto none = policy("{AUTHMethods=All;}");
  const auto keys = policy("{AUTHMethods=All;KerberosKeys=({Id=1;});}");
  EXPECT_THAT(
      mechanisms(none, {.link = tls, .host = {}}),
      Not(testing::AnyOf(Contains("GSSAPI"), Contains("GSS-SPNEGO"), Contains("EXTERNAL"))));
  EXPECT_THAT(mechanisms(keys, {.link = tls, .host = {}}), Contains("GSSAPI"));
  EXPECT_THAT(mechanisms(none, {.link = tls, .certificate = true, .host = {}}),
              Contains("EXTERNAL"));
}

TEST(AnOffer, LeavesOutWhatOneWayPasswordsCannotServe) {
  const auto one_way = policy("{AUTHMethods=All;}", "{RequireAPOP=NO;PasswordEncryption=UB-crpt;}");
  EXPECT_THAT(mechanisms(one_way, {.link = far, .host = {}}), ElementsAre("PLAIN", "LOGIN"));
  EXPECT_FALSE(apop_offered(one_way, far, "POP"));
}

TEST(AnOffer, HasAPlaceForEveryAnnouncedMechanism) {
  const auto all = policy("{AUTHMethods=All;KerberosKeys=({Id=1;});}");
  const auto shown =
      mechanisms(all, {.link = tls, .channel_bindings = true, .owner = true, .host = {}});
  for (const auto& mechanism : sasl::mechanisms())
    EXPECT_EQ(std::ranges::count(shown, mechanism.name), mechanism.traits.announced ? 1 : 0)
        << mechanism.name;
}

TEST(AnApopChallenge, IsForTheServicesThatGreetWithIt) {
  const auto all = policy("{AUTHMethods=All;}", "{RequireAPOP=NO;}");
  for (const auto* service : {"POP", "PWD"}) EXPECT_TRUE(apop_offered(all, far, service));
  for (const auto* service : {"IMAP", "SMTP"}) EXPECT_FALSE(apop_offered(all, far, service));
  EXPECT_FALSE(apop_offered(policy("{AUTHMethods=(SCRAM);}"), far, "POP"));
}

TEST(AnApopChallenge, IsAStrictMessageIdAndNewEveryTime) {
  crypto::SystemEntropy entropy;
  const auto one = apop_challenge(entropy, "mail.company.com");
  EXPECT_THAT(one, testing::MatchesRegex("<[0-9]+\\.[0-9]+@mail\\.company\\.com>"));
  EXPECT_NE(one, apop_challenge(entropy, "mail.company.com"));
}

TEST(EnabledServices, AreNamedByTheirCodes) {
  const CodeList some(settings::Array{"26", "POP", "Mail"});
  EXPECT_TRUE(service_enabled(some, "POP"));
  EXPECT_TRUE(service_enabled(some, "SMTP"));
  EXPECT_FALSE(service_enabled(some, "IMAP"));
  EXPECT_TRUE(service_enabled(CodeList("All"), "IMAP"));
  EXPECT_FALSE(service_enabled(CodeList("None"), "IMAP"));
}

}  // namespace
}  // namespace gatehouse::auth
