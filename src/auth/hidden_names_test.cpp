// What a login tells of a name: nothing, where names are hidden.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/support/keeper_runner.h"
#include "tests/support/sasl_client.h"

namespace gatehouse::auth {
namespace {

using testing::HasSubstr;

class HiddenNames : public testing::Test {
 protected:
  HiddenNames() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().account("joe@company.com", "secret"));
    must(site().account("strict@company.com", "secret", "{RequireAPOP=TLS;}"));
    must(site().account("lax@company.com", "secret", "{RequireAPOP=NO;}"));
    must(site().account("crypt@company.com", "secret", "{PasswordEncryption=UB-crpt;}"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId visit(const char* from) {
    auto welcome =
        runner_.run(site().keeper().welcome({.service = "IMAP",
                                             .remote = {*IpAddress::parse(from), 40000},
                                             .local = {*IpAddress::parse("127.0.0.1"), 143},
                                             .local_user = {},
                                             .tls = {}},
                                            {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  static std::string told(const Reply& reply) {
    if (const auto* session = std::get_if<Session>(&reply)) return session->account;
    const auto* denial = std::get_if<Denial>(&reply);
    return denial == nullptr ? "challenged"
                             : std::to_string(static_cast<int>(denial->kind)) + denial->words +
                                   (denial->close ? " closed" : "");
  }
  std::string log_in(const std::string& name, const std::string& password,
                     const char* from = "10.1.1.1") {
    auto begun = site().keeper().begin(visit(from), "PLAIN", plain_message(name, password));
    return told(runner_.run(std::move(begun)));
  }
  std::string log_in_cram(const std::string& name, const std::string& password) {
    const auto at = visit("10.1.1.1");
    auto client = support::sasl_client("CRAM-MD5", {.name = name, .password = password});
    auto begun = site().keeper().begin(at, "CRAM-MD5", std::nullopt);
    const auto reply = runner_.run(std::move(begun));
    const auto* challenge = std::get_if<Challenge>(&reply);
    if (challenge == nullptr) return told(reply);
    auto fed = site().keeper().feed(at, Secret(*client->reply(challenge->bytes)));
    return told(runner_.run(std::move(fed)));
  }
  Duration time_of(const std::string& name, const std::string& password) {
    const auto begun = std::chrono::steady_clock::now();
    (void)log_in(name, password);
    return std::chrono::floor<Duration>(std::chrono::steady_clock::now() - begun);
  }

  support::KeeperRunner runner_{false};
};

TEST_F(HiddenNames, AreNotToldByAnAccountThatDemandsMorePrivacy) {
  const auto nobody = log_in("nobody", "secret");
  EXPECT_EQ(log_in("strict", "secret"), nobody);
  EXPECT_THAT(site().audit().back(), HasSubstr("login=\"needs privacy\""));
  EXPECT_EQ(log_in("strict", "wrong"), nobody);
  EXPECT_EQ(log_in_cram("strict", "secret"), log_in_cram("nobody", "secret"));
  EXPECT_EQ(log_in("joe", "secret"), "joe@company.com");
}

TEST_F(HiddenNames, AreNotToldByAnAccountThatDemandsLess) {
  must(site().set_defaults("company.com", "{RequireAPOP=TLS;}"));
  const auto nobody = log_in_cram("nobody", "secret");
  EXPECT_EQ(log_in_cram("joe", "secret"), nobody);
  EXPECT_EQ(log_in_cram("lax", "wrong"), nobody);
  EXPECT_EQ(log_in("lax", "wrong"), log_in("nobody", "wrong"));
  for (int i = 0; i < 12; ++i) (void)log_in("lax", "guess" + std::to_string(i));
  EXPECT_EQ(log_in("lax", "secret"), log_in("nobody", "secret")) << "throttled";
  EXPECT_EQ(log_in("lax", "secret", "127.0.0.1"), log_in("nobody", "secret", "127.0.0.1"));
  site().clock().advance(std::chrono::hours{1});
  EXPECT_EQ(log_in("lax", "secret"), "lax@company.com");
}

TEST_F(HiddenNames, AreCountedTheSameWhateverTheAccountDemands) {
  for (int i = 0; i < 12; ++i) {
    const auto guess = "guess" + std::to_string(i);
    EXPECT_EQ(log_in("strict", guess), log_in("nobody", guess)) << i;
  }
  EXPECT_THAT(site().audit().back(), HasSubstr("login=\"locked\""));
  EXPECT_EQ(log_in("strict", "secret"), log_in("nobody", "secret"));
}

TEST_F(HiddenNames, AreShownWithTheirRulesWhereNamesAreNotHidden) {
  must(site().set_server("{HideAccountUnknown=NO;}"));
  EXPECT_THAT(log_in("strict", "secret"), HasSubstr("A secure login method or TLS is required"));
  EXPECT_THAT(log_in("nobody", "secret"), HasSubstr("Unknown account"));
}

// By the real clock: everything that failed is told at the same moment, and what is right at once.
TEST_F(HiddenNames, AreNotToldByTheTimeOfAnAnswer) {
  using std::chrono::milliseconds;
  must(site().set_server("{FailedLoginDelay=1s;}"));
  for (const auto* name : {"joe", "crypt", "nobody", "strict"}) {
    const auto took = time_of(name, "wrong");
    EXPECT_GE(took, milliseconds{999}) << name;
  }
  for (int i = 0; i < 10; ++i) {
    must(site().set_server("{FailedLoginDelay=0;}"));
    (void)log_in("joe", "guess" + std::to_string(i));
  }
  must(site().set_server("{FailedLoginDelay=1s;}"));
  EXPECT_GE(time_of("joe", "secret"), milliseconds{999}) << "refused without a comparison";
  EXPECT_LT(time_of("crypt", "secret"), milliseconds{900}) << "right";
}

}  // namespace
}  // namespace gatehouse::auth
