#include "auth/authenticator.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

class AuthenticatorTest : public testing::Test {
 protected:
  AuthenticatorTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().account("slow@company.com", "secret", "{PasswordEncryption=UB-crpt;}"));
    must(site().account("cheap@company.com", "secret", "{PasswordEncryption=sealed;}"));
    must(site().account("none@company.com", ""));
    must(site().account("off@company.com", "secret", "{UseAppPassword=NO;}"));
  }

  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  Identity identity(std::string name) {
    auto known =
        runner_.run(authenticator_.identify(std::move(name), site().directory().main_domain()));
    EXPECT_TRUE(known);
    return known.value_or(Identity{});
  }

  // How many slow hashes a try costs.
  std::uint64_t cost(std::string_view name, std::string_view password, bool right) {
    const auto who = identity(std::string(name));
    const auto before = authenticator_.slow_checks();
    const auto checked = runner_.run(authenticator_.verify(who, password, around_));
    EXPECT_TRUE(checked);
    if (checked) EXPECT_EQ(!checked->empty(), right) << name << " " << password;
    return authenticator_.slow_checks() - before;
  }

  sasl::Found secret(std::string name, sasl::SecretForm form) {
    const auto who = identity(name);
    const sasl::FetchSecret wanted{name, form, "company.com"};
    auto found = runner_.run(authenticator_.secret(who, wanted));
    EXPECT_TRUE(found);
    return found ? std::move(*found) : sasl::Found{};
  }

  const Circumstances around_{.service = "IMAP", .client = *IpAddress::parse("10.0.0.5")};
  support::KeeperRunner runner_{false};
  Authenticator authenticator_{runner_.site().parts()};
};

TEST_F(AuthenticatorTest, SpendsTheSameOnEveryWrongPassword) {
  for (const auto* name :
       {"slow", "cheap", "none", "off", "nobody", "slow@nowhere.net", "slow$tag", "@@", ""})
    EXPECT_EQ(cost(name, "wrong", false), 1U) << name;
  for (const auto* password : {"", "\xff", "\x01"})
    EXPECT_EQ(cost("slow", password, false), 1U) << password;
}

TEST_F(AuthenticatorTest, SpendsNothingOnWhatIsCheapOrWasRightAMomentAgo) {
  EXPECT_EQ(cost("cheap", "secret", true), 0U);
  EXPECT_EQ(cost("slow", "secret", true), 1U);
  EXPECT_EQ(cost("slow", "secret", true), 0U);
  site().clock().advance(PositiveCache::lifetime);
  EXPECT_EQ(cost("slow", "secret", true), 1U);
}

TEST_F(AuthenticatorTest, ForgetsWhatWasRightWhenTheAccountChanges) {
  EXPECT_EQ(cost("slow", "secret", true), 1U);
  must(site().set_account("slow@company.com", "{LogLogin=YES;}"));
  EXPECT_EQ(cost("slow", "secret", true), 1U);
  must(site().set_defaults("company.com", "{UseAppPassword=NO;}"));
  EXPECT_EQ(cost("slow", "secret", false), 1U);
}

TEST_F(AuthenticatorTest, IsUnavailableRatherThanWrongWhenTooMuchWaits) {
  net::Offload full({.threads = 1, .queue = 0});
  auto parts = site().parts();
  KeeperParts busy{.directory = parts.directory,
                   .seal = parts.seal,
                   .entropy = parts.entropy,
                   .clock = parts.clock,
                   .hashing = full,
                   .disk = parts.disk,
                   .audit = {},
                   .password_changed = {},
                   .owner = 0};
  Authenticator authenticator(busy);
  std::vector<std::optional<Result<std::string_view>>> answers(8);
  const auto who = identity("slow");
  for (auto& answer : answers) runner_.start(authenticator.verify(who, "wrong", around_), answer);
  runner_.run_until([&] {
    return std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
  });
  EXPECT_TRUE(std::ranges::any_of(answers, [](const auto& answer) {
    return !*answer && answer->error().code == ErrorCode::unavailable;
  }));
  EXPECT_TRUE(std::ranges::none_of(
      answers, [](const auto& answer) { return *answer && !(*answer)->empty(); }));
}

// Others' work at the same moment is not taken for its own.
TEST_F(AuthenticatorTest, SpendsTheSameWhoeverElseLogsInAtThatMoment) {
  site().outside().knows("external", "asked@company.com", "other");
  must(site().account("asked@company.com", "secret",
                      "{PasswordEncryption=sealed;UseExtPassword=YES;}"));
  const std::array names{"slow", "cheap", "none", "off", "nobody", "cheap", "slow", "nobody"};
  const auto before = authenticator_.slow_checks();
  std::vector<Identity> who;
  for (const auto* name : names) who.push_back(identity(name));
  std::vector<std::optional<Result<std::string_view>>> answers(names.size());
  for (std::size_t i = 0; i < names.size(); ++i)
    runner_.start(authenticator_.verify(who.at(i), "wrong", around_), answers.at(i));
  runner_.run_until([&] {
    return std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
  });
  EXPECT_EQ(authenticator_.slow_checks() - before, names.size());
  EXPECT_EQ(cost("asked", "wrong", false), 0U) << "the program did the work";
}

TEST_F(AuthenticatorTest, SpendsTheSameWhereNobodyOutsideIsAskedAfterAll) {
  must(site().account("os@company.com", "secret", "{PasswordEncryption=sealed;}"));
  must(site().set_account("os@company.com", "{UseSysPassword=YES;OSUserName=\"../*\";}"));
  EXPECT_EQ(cost("os", "wrong", false), 1U) << "no such user can be: nobody was asked";
}

TEST_F(AuthenticatorTest, IsUnavailableForRefusedAttemptsTooWhenTooMuchWaits) {
  net::Offload full({.threads = 1, .queue = 0});
  auto parts = site().parts();
  KeeperParts busy{.directory = parts.directory,
                   .seal = parts.seal,
                   .entropy = parts.entropy,
                   .clock = parts.clock,
                   .hashing = full,
                   .disk = parts.disk,
                   .audit = {},
                   .password_changed = {},
                   .owner = 0};
  Authenticator authenticator(busy);
  for (const auto* name : {"slow", "cheap", "nobody"}) {
    const auto who = identity(name);
    const auto wrong = runner_.run(authenticator.verify(who, "wrong", around_));
    ASSERT_FALSE(wrong) << name;
    EXPECT_EQ(wrong.error().code, ErrorCode::unavailable) << name;
  }
  for (unsigned i = 0; i < Burns::most_by_one + 2; ++i) {
    const auto refused = runner_.run(authenticator.as_long_as_wrong("wrong", around_.client));
    ASSERT_FALSE(refused) << i << (i < Burns::most_by_one ? ": with work" : ": without");
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  }
}

TEST_F(AuthenticatorTest, GivesEveryNameASteadySecret) {
  for (const auto* name : {"cheap", "nobody", "slow", "none", "off", "@@"}) {
    const auto first = secret(name, sasl::SecretForm::scram_sha256);
    const auto again = secret(name, sasl::SecretForm::scram_sha256);
    EXPECT_EQ(first.salt, again.salt) << name;
    EXPECT_EQ(first.secret.reveal(), again.secret.reveal()) << name;
    EXPECT_EQ(first.secret.size(), 64U) << name;
    EXPECT_EQ(first.iterations, password::scram_iterations) << name;
    EXPECT_EQ(first.salt.size(), password::scram_salt_size) << name;
  }
}

TEST_F(AuthenticatorTest, GrantsNothingToADecoy) {
  const auto who = identity("nobody");
  auto opened = runner_.run(authenticator_.open(who, {who.canonical, {}, {}}, around_));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().cause, Cause::wrong_password);
}

TEST_F(AuthenticatorTest, GrantsNothingToAnotherName) {
  const auto who = identity("cheap");
  auto opened = runner_.run(authenticator_.open(who, {"slow@company.com", {}, {}}, around_));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().cause, Cause::unavailable);
}

}  // namespace
}  // namespace gatehouse::auth
