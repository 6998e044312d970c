#include "credentials/second_factor.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "credentials/own_passwords.h"
#include "credentials/totp.h"
#include "settings/text.h"

namespace gatehouse::credentials {
namespace {

using settings::Dictionary;

class SecondFactorTest : public testing::Test {
 protected:
  SecondFactorTest() : joe_(account("joe")) {}

  directory::Account account(const std::string& name) const {
    directory::Account account;
    account.name = name;
    account.domain = domain_;
    return account;
  }
  Time at(int seconds) const { return start_ + std::chrono::seconds{seconds}; }
  std::string code(int seconds) const {
    return std::string(totp_code(secret_.reveal(), totp_step(at(seconds)))->reveal());
  }
  Dictionary enrolled() const {
    const auto begun = factor_.begun({{"RealName", "Joe"}}, joe_, secret_, at(0));
    return *factor_.confirmed(*begun, joe_, code(0), recovery_, at(0));
  }
  std::optional<ErrorCode> refused(const Dictionary& settings, std::string_view text,
                                   int seconds) const {
    const auto used = factor_.used(settings, joe_, text, at(seconds));
    return used ? std::nullopt : std::optional(used.error().code);
  }

  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
  SecondFactor factor_{seal_, entropy_};
  Time start_{std::chrono::seconds{1'800'000'000}};
  std::shared_ptr<const directory::Domain> domain_ = [] {
    auto domain = std::make_shared<directory::Domain>();
    domain->name = "company.com";
    domain->id = "d1";
    return domain;
  }();
  directory::Account joe_;
  Secret secret_ = factor_.new_secret();
  std::vector<Secret> recovery_ = factor_.new_recovery_codes();
};

TEST_F(SecondFactorTest, CountsOnceARightCodeWasShown) {
  const auto begun = factor_.begun({}, joe_, secret_, at(0));
  ASSERT_TRUE(begun);
  EXPECT_TRUE(factor_state(*begun).begun);
  EXPECT_FALSE(factor_state(*begun).enrolled);
  EXPECT_EQ(factor_proof(*begun), "");
  EXPECT_EQ(refused(*begun, code(0), 0), ErrorCode::not_found);
  EXPECT_EQ(factor_.confirmed(*begun, joe_, "000000", recovery_, at(0)).error().code,
            ErrorCode::wrong_password);
  const auto done = factor_.confirmed(*begun, joe_, code(0), recovery_, at(0));
  ASSERT_TRUE(done);
  EXPECT_TRUE(factor_state(*done).enrolled);
  EXPECT_FALSE(factor_state(*done).begun);
  EXPECT_EQ(factor_state(*done).recovery_codes, 10U);
  EXPECT_EQ(factor_state(*done).since, at(0));
  EXPECT_NE(factor_proof(*done), "");
}

TEST_F(SecondFactorTest, IsForgottenWhenItIsNotConfirmedInTime) {
  const auto begun = factor_.begun({}, joe_, secret_, at(0));
  EXPECT_EQ(factor_.confirmed(*begun, joe_, code(1801), recovery_, at(1801)).error().code,
            ErrorCode::not_allowed);
  EXPECT_FALSE(factor_.confirmed({}, joe_, code(0), recovery_, at(0)));
}

TEST_F(SecondFactorTest, IsNotReplacedByAnother) {
  const auto other = factor_.new_secret();
  EXPECT_EQ(factor_.begun(enrolled(), joe_, other, at(0)).error().code, ErrorCode::not_allowed);
  EXPECT_EQ(factor_.confirmed(enrolled(), joe_, code(30), recovery_, at(30)).error().code,
            ErrorCode::not_allowed);
}

TEST_F(SecondFactorTest, TakesCodesOfTheStepsBesideTheClock) {
  const auto settings = enrolled();
  EXPECT_EQ(refused(settings, code(90), 90), std::nullopt);
  EXPECT_EQ(refused(settings, code(60), 90), std::nullopt);
  EXPECT_EQ(refused(settings, code(120), 90), std::nullopt);
  EXPECT_EQ(refused(settings, code(30), 90), ErrorCode::wrong_password);
  EXPECT_EQ(refused(settings, code(150), 90), ErrorCode::wrong_password);
  const auto spaced = code(90).insert(3, " ");
  EXPECT_EQ(refused(settings, spaced, 90), std::nullopt);
}

TEST_F(SecondFactorTest, TakesNoCodeTwiceNorAnOlderOne) {
  EXPECT_EQ(refused(enrolled(), code(0), 0), ErrorCode::wrong_password)
      << "it confirmed the enrolment";
  const auto used = factor_.used(enrolled(), joe_, code(90), at(90));
  ASSERT_TRUE(used);
  EXPECT_EQ(refused(*used, code(90), 90), ErrorCode::wrong_password);
  EXPECT_EQ(refused(*used, code(60), 90), ErrorCode::wrong_password);
  EXPECT_EQ(refused(*used, code(120), 90), std::nullopt);
  EXPECT_EQ(factor_state(*used).last_use, at(90));
}

TEST_F(SecondFactorTest, TakesEachRecoveryCodeOnce) {
  auto settings = enrolled();
  std::set<std::string> different;
  for (const auto& each : recovery_) {
    different.emplace(each.reveal());
    const auto used = factor_.used(settings, joe_, upper_case(each.reveal()), at(0));
    ASSERT_TRUE(used);
    settings = *used;
    EXPECT_EQ(refused(settings, each.reveal(), 0), ErrorCode::wrong_password);
  }
  EXPECT_EQ(different.size(), 10U);
  EXPECT_EQ(factor_state(settings).recovery_codes, 0U);
  EXPECT_EQ(refused(settings, code(30), 30), std::nullopt);
}

TEST_F(SecondFactorTest, ReplacesRecoveryCodes) {
  const auto others = factor_.new_recovery_codes();
  const auto settings = factor_.with_recovery(enrolled(), joe_, others);
  ASSERT_TRUE(settings);
  EXPECT_EQ(refused(*settings, recovery_[0].reveal(), 0), ErrorCode::wrong_password);
  EXPECT_EQ(refused(*settings, others[9].reveal(), 0), std::nullopt);

  EXPECT_EQ(factor_.with_recovery({}, joe_, others).error().code, ErrorCode::not_found);
}

TEST_F(SecondFactorTest, RefusesWhatIsNoCode) {
  for (const auto* text : {"", "12345", "1234567", "abcdef", "      ", "12345x", "aaaaa-aaaaa",
                           "aaaaa-aaaa0", "\xFF\xFF\xFF\xFF\xFF\xFF"})
    EXPECT_EQ(refused(enrolled(), text, 30), ErrorCode::wrong_password) << text;
  EXPECT_TRUE(looks_like_a_code("123 456"));
  EXPECT_TRUE(looks_like_a_code("ABCDE-23456"));
  for (const auto* text : {"", "secret", "12345", "abcde-fghi0", "correct horse"})
    EXPECT_FALSE(looks_like_a_code(text)) << text;
}

TEST_F(SecondFactorTest, ShowsNeitherTheSecretNorACodeInWhatIsStored) {
  const auto text = settings::to_text(settings::Value(enrolled()));
  EXPECT_FALSE(text.contains(secret_.reveal()));
  EXPECT_FALSE(text.contains(typed_form(secret_.reveal())->reveal()));
  for (const auto& each : recovery_) EXPECT_FALSE(text.contains(each.reveal()));
}

TEST_F(SecondFactorTest, OpensOnlyInItsPlace) {
  const auto settings = enrolled();
  EXPECT_EQ(factor_.used(settings, account("ann"), code(30), at(30)).error().code,
            ErrorCode::damaged);
  const auto moved = factor_.moved(settings, joe_, *domain_, "ann");
  ASSERT_TRUE(moved);
  EXPECT_TRUE(factor_.used(*moved, account("ann"), code(30), at(30)));
  EXPECT_TRUE(factor_.used(*moved, account("ann"), recovery_[0].reveal(), at(30)));
  EXPECT_FALSE(factor_.used(*moved, joe_, code(30), at(30)));
}

TEST_F(SecondFactorTest, MovesWithTheAccountsPasswords) {
  const OwnPasswords passwords(seal_, entropy_);
  const auto moved = passwords.moved(enrolled(), joe_, *domain_, "ann");
  ASSERT_TRUE(moved);
  EXPECT_TRUE(passwords.second_factor().used(*moved, account("ann"), code(30), at(30)));
}

TEST_F(SecondFactorTest, StaysShutWhenItsRecordIsDamaged) {
  for (const auto* text : {"{SecondFactorKey=broken;}", "{SecondFactorKey={Secret=broken;};}",
                           "{SecondFactorKey={Secret=();};}"}) {
    const auto value = settings::read(text);
    ASSERT_TRUE(value);
    const auto& settings = *value->dictionary();
    EXPECT_TRUE(factor_state(settings).enrolled) << text;
    EXPECT_NE(factor_proof(settings), "") << text;
    EXPECT_EQ(refused(settings, code(0), 0), ErrorCode::damaged) << text;
  }
  auto settings = enrolled();
  auto record = *settings.at("SecondFactorKey").dictionary();
  record.insert_or_assign("Step", "never");
  settings.insert_or_assign("SecondFactorKey", record);
  EXPECT_EQ(refused(settings, code(30), 30), ErrorCode::wrong_password);
}

TEST_F(SecondFactorTest, IsTakenAwayWhole) {
  const auto settings = SecondFactor::without(enrolled());
  EXPECT_EQ(settings, (Dictionary{{"RealName", "Joe"}}));
  EXPECT_FALSE(factor_state(settings).enrolled);
}

}  // namespace
}  // namespace gatehouse::credentials
