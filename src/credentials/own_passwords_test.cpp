#include "credentials/own_passwords.h"

#include <gtest/gtest.h>

namespace gatehouse::credentials {
namespace {

using namespace std::string_literals;
using directory::Account;
using directory::Domain;
using password::SecretForm;

class OwnPassword : public testing::Test {
 protected:
  static std::shared_ptr<Domain> domain(std::string name, settings::Dictionary settings = {}) {
    auto made = std::make_shared<Domain>();
    made->name = std::move(name);
    made->id = "id of " + made->name;
    made->settings = std::move(settings);
    made->server = std::make_shared<directory::ServerDefaults>();
    return made;
  }
  Account account(std::string_view password, settings::Dictionary settings = {},
                  std::shared_ptr<const Domain> where = domain("company.com")) {
    Account made;
    made.name = "joe";
    made.domain = std::move(where);
    auto stored = own_.encode(*made.domain, made.name, settings, password);
    made.settings = std::move(settings);
    made.settings["Password"] = stored.value();
    return made;
  }
  static std::string stored(const Account& account) {
    return *settings::find(account.settings, "Password")->string();
  }

  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
  OwnPasswords own_{seal_, entropy_};
};

TEST_F(OwnPassword, IsStoredInTheFormTheSettingsNameAndVerifies) {
  for (const auto& scheme : password::schemes()) {
    const auto joe = account("secret", {{"PasswordEncryption", std::string(scheme.name)}});
    EXPECT_EQ(password::scheme_of(stored(joe)).name, scheme.name);
    EXPECT_EQ(own_.cheap_to_verify(joe), scheme.name == "clear" || scheme.name == "sealed");
    EXPECT_FALSE(own_.outdated(joe)) << scheme.name;
    EXPECT_TRUE(own_.verify(joe, "secret").value()) << scheme.name;
    EXPECT_FALSE(own_.verify(joe, "Secret").value()) << scheme.name;
  }
}

TEST_F(OwnPassword, IsKeptAsVerifiersUnlessSomebodyChoseOtherwise) {
  EXPECT_EQ(password::scheme_of(stored(account("secret"))).name, "verifiers");
  const auto by_default = account("secret", {{"PasswordEncryption", "default"}});
  EXPECT_EQ(password::scheme_of(stored(by_default)).name, "verifiers");
  auto choosy = domain("company.com");
  choosy->account_defaults["PasswordEncryption"] = "sealed";
  EXPECT_EQ(password::scheme_of(stored(account("secret", {}, choosy))).name, "sealed");
}

TEST_F(OwnPassword, ThatIsEmptyNeverLogsIn) {  // V-057
  for (const auto& scheme : password::schemes()) {
    const auto joe = account("", {{"PasswordEncryption", std::string(scheme.name)}});
    EXPECT_EQ(stored(joe), "");
    for (const auto* typed : {"", "x"}) EXPECT_FALSE(own_.verify(joe, typed).value());
    EXPECT_FALSE(own_.secret(joe, SecretForm::cram_md5, "joe", "").value().has_value());
    const auto full = account("secret", {{"PasswordEncryption", std::string(scheme.name)}});
    EXPECT_FALSE(own_.verify(full, "").value());
  }
  Account bare = account("secret");
  bare.settings.erase("Password");
  EXPECT_FALSE(own_.verify(bare, "secret").value());
}

TEST_F(OwnPassword, IsNotUsedWhenSwitchedOff) {
  auto joe = account("secret", {{"PasswordEncryption", "sealed"}, {"UseAppPassword", "NO"}});
  EXPECT_FALSE(own_.verify(joe, "secret").value());
  EXPECT_FALSE(own_.secret(joe, SecretForm::cram_md5, "joe", "").value().has_value());
  joe.settings["UseAppPassword"] = "YES";
  EXPECT_TRUE(own_.verify(joe, "secret").value());
}

TEST_F(OwnPassword, IsPreparedWhenSetAndWhenTyped) {  // V-059
  const auto joe = account("re\u0301sume\u0301 ", {{"PasswordEncryption", "sealed"}});
  EXPECT_TRUE(own_.verify(joe, "résumé ").value());
  EXPECT_TRUE(own_.verify(joe, "re\u0301sume\u0301 ").value());
  EXPECT_FALSE(own_.verify(joe, "résumé").value());
  EXPECT_FALSE(own_.verify(joe, " résumé ").value());
}

TEST_F(OwnPassword, IsRefusedWhenItCannotBeOne) {
  for (const auto& password : {"a\0b"s, std::string(1025, 'p'), "\xff"s, "bell\a"s})
    EXPECT_FALSE(own_.encode(*domain("company.com"), "joe", {}, password).has_value());
  const auto joe = account("secret");
  for (const auto& typed : {"secret\0x"s, std::string(1 << 20, 'p'), "\xff"s, "bell\a"s})
    EXPECT_FALSE(own_.verify(joe, typed).value());
  const settings::Dictionary unknown{{"PasswordEncryption", "rot13"}};
  EXPECT_FALSE(own_.encode(*domain("company.com"), "joe", unknown, "secret").has_value());
}

TEST_F(OwnPassword, KeepsWhatTheLoginMethodsAskFor) {
  struct Case {
    settings::Value methods;
    bool cram, digest, nt, clear;
  };
  for (const auto& [methods, cram, digest, nt, clear] :
       {Case{"All", true, true, true, true},
        Case{settings::Array{"CLRTXT", "SCRAM"}, false, false, false, false},
        Case{settings::Array{"CRAM-MD5", "digest-md5"}, true, true, false, false},
        Case{settings::Array{"NTLM"}, false, false, true, false}}) {
    const auto joe = account("secret", {}, domain("company.com", {{"AUTHMethods", methods}}));
    const auto has = [&](SecretForm form) {
      return own_.secret(joe, form, "joe", "company.com").value().has_value();
    };
    EXPECT_EQ(has(SecretForm::cram_md5), cram);
    EXPECT_EQ(has(SecretForm::digest_md5), digest);
    EXPECT_EQ(has(SecretForm::nt), nt);
    EXPECT_EQ(has(SecretForm::clear_text), clear);
    EXPECT_TRUE(has(SecretForm::scram_sha256));
  }
}

TEST_F(OwnPassword, CopiedToAnotherAccountDoesNotOpen) {  // V-060
  for (const auto* scheme : {"sealed", "verifiers"}) {
    const auto joe = account("secret", {{"PasswordEncryption", scheme}});
    auto bob = joe;
    bob.name = "bob";
    const auto checked = own_.verify(bob, "secret");
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, ErrorCode::damaged);
    auto elsewhere = joe;
    elsewhere.domain = domain("other.com");
    EXPECT_FALSE(own_.verify(elsewhere, "secret").has_value());
  }
}

TEST_F(OwnPassword, MovesWithItsAccount) {
  const auto other = domain("other.com");
  for (const auto& scheme : password::schemes()) {
    const auto joe = account("secret", {{"PasswordEncryption", std::string(scheme.name)}});
    auto moved = joe;
    moved.settings = own_.moved(joe.settings, joe, *other, "jim").value();
    moved.name = "jim";
    moved.domain = other;
    EXPECT_TRUE(own_.verify(moved, "secret").value()) << scheme.name;
  }
  auto bare = account("");
  EXPECT_EQ(own_.moved(bare.settings, bare, *other, "jim").value(), bare.settings);
}

// V-061.
TEST_F(OwnPassword, IsOutdatedWhenItWouldNotBeStoredSoToday) {
  for (const auto& chosen : password::schemes()) {
    auto joe = account("secret", {{"PasswordEncryption", std::string(chosen.name)}});
    for (const auto& wanted : password::schemes()) {
      joe.settings["PasswordEncryption"] = std::string(wanted.name);
      EXPECT_EQ(own_.outdated(joe), &wanted != &chosen) << chosen.name << " " << wanted.name;
    }
    joe.settings["PasswordEncryption"] = "rot13";
    EXPECT_FALSE(own_.outdated(joe));
  }
  EXPECT_FALSE(own_.outdated(account("")));
}

TEST_F(OwnPassword, IsOutdatedWhenItsCostOrWhatItServesIsNot) {
  struct Case {
    std::string_view scheme, stored;
    bool outdated;
  };
  for (const auto& [scheme, stored, outdated] :
       {Case{"UB-crpt", "\003$2b$10$x", false}, Case{"UB-crpt", "\003$2y$10$x", true},
        Case{"UB-crpt", "\003$2b$05$x", true}, Case{"U-crpt", "\002$y$j9T$x", false},
        Case{"U-crpt", "\002$y$j8T$x", true}, Case{"U-crpt", "\002$6$x", true},
        Case{"U-crpt", "\002{SSHA}x", true}}) {
    auto joe = account("", {{"PasswordEncryption", std::string(scheme)}});
    joe.settings["Password"] = stored;
    EXPECT_EQ(own_.outdated(joe), outdated) << stored;
  }
  auto joe = account("secret", {}, domain("company.com", {{"AUTHMethods", "(CLRTXT)"}}));
  EXPECT_FALSE(own_.outdated(joe));
  joe.domain = domain("company.com", {{"AUTHMethods", settings::Array{"CLRTXT", "CRAM-MD5"}}});
  EXPECT_TRUE(own_.outdated(joe));
  joe = account("secret", {}, joe.domain);
  EXPECT_FALSE(own_.outdated(joe));
  joe.domain = domain("company.com", {{"AUTHMethods", "(CLRTXT)"}});
  EXPECT_TRUE(own_.outdated(joe));  // what nobody asks for any more goes
}

TEST_F(OwnPassword, MayBeBroughtFromAnotherProgram) {
  const auto here = domain("company.com");
  const auto import = [&](std::string_view encoded) {
    return own_.imported(*here, "joe", {{"PasswordEncryption", "sealed"}}, encoded);
  };
  auto joe = account("");
  for (const auto& encoded :
       {"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="s, "\002{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="s,
        "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"s,
        "\003$2b$05$QcVAWmAMVwFmHiDCnzVIiObbnklccptSeiT4jYQn6qAWSxYLWWrhO"s, "{PLAIN}secret"s,
        "\002{cleartext}secret"s}) {
    const auto stored = import(encoded);
    ASSERT_TRUE(stored.has_value()) << encoded;
    joe.settings["Password"] = *stored;
    EXPECT_TRUE(own_.verify(joe, "secret").value()) << encoded;
    EXPECT_EQ(own_.description(joe)->weak, stored->starts_with('\002')) << encoded;
  }
  EXPECT_EQ(own_.description(joe)->scheme, "sealed");
  for (const auto& encoded :
       {""s, "\002"s, "secret"s, "{SHA}x"s, "{ROT13}x"s, "{PLAIN}"s, "{PLAIN}\xff"s,
        "\003{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="s, "\004AAAA"s, "\005AAAA"s, "\001x"s,
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"s, "{SHA}x\0"s}) {
    const auto stored = import(encoded);
    ASSERT_FALSE(stored.has_value()) << encoded;
    EXPECT_EQ(stored.error().code, ErrorCode::malformed) << encoded;
  }
}

TEST_F(OwnPassword, ThatIsAFastDigestIsCheckedOnTheSpot) {
  auto joe = account("");
  joe.settings["Password"] = "\002{SSHA}ZVgnYmBxILI4JEJ5KOHjk+CFE4//9zwl";
  EXPECT_TRUE(own_.cheap_to_verify(joe));
  joe.settings["Password"] = "\002{PBKDF2}2000$/V/rnZNy7p0zJoTQek.JcQ$VR4TMOSpY9ThNVe67lcWkpZQXhY";
  EXPECT_FALSE(own_.cheap_to_verify(joe));
}

TEST_F(OwnPassword, MadeUpHereIsLongAndNeverTheSame) {
  const auto first = own_.random_password();
  EXPECT_EQ(first.size(), 4U * 5U + 3U);
  EXPECT_EQ(first.reveal().find_first_not_of("abcdefghijkmnpqrstuvwxyz23456789-"),
            std::string_view::npos);
  EXPECT_NE(first.reveal(), own_.random_password().reveal());
}

// V-027: the same answer each time, after a restart too, and of the size of a real one.
TEST_F(OwnPassword, DecoysAreSteadyAndLookReal) {
  const OwnPasswords after_restart(seal_, entropy_);
  const auto joe = account("secret", {{"PasswordEncryption", "sealed"}});
  for (const auto form : {SecretForm::cram_md5, SecretForm::digest_md5, SecretForm::scram_sha1,
                          SecretForm::scram_sha256, SecretForm::scram_sha512, SecretForm::nt}) {
    const auto decoy = own_.decoy("nobody@company.com", form);
    const auto again = after_restart.decoy("nobody@company.com", form);
    const auto real = own_.secret(joe, form, "joe", "company.com").value().value();
    EXPECT_EQ(decoy.salt, again.salt);
    EXPECT_EQ(decoy.bytes.reveal(), again.bytes.reveal());
    EXPECT_EQ(decoy.bytes.size(), real.bytes.size());
    EXPECT_EQ(decoy.salt.size(), real.salt.size());
    EXPECT_EQ(decoy.iterations, real.iterations);
    EXPECT_NE(decoy.bytes.reveal(), own_.decoy("nobody2@company.com", form).bytes.reveal());
  }
}

}  // namespace
}  // namespace gatehouse::credentials
