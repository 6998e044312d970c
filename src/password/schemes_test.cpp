#include <gtest/gtest.h>

#include <set>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "password/scheme.h"

namespace gatehouse::password {
namespace {

using namespace std::string_literals;

constexpr std::array all_forms{
    SecretForm::clear_text, SecretForm::cram_md5,     SecretForm::digest_md5,
    SecretForm::scram_sha1, SecretForm::scram_sha256, SecretForm::scram_sha512,
    SecretForm::nt};

class Storing : public testing::Test {
 protected:
  Context context(std::string place = "joe", std::vector<SecretForm> keep = {}) {
    return {&seal_, &entropy_, std::move(place), "joe", "company.com", std::move(keep)};
  }
  std::string stored(std::string_view scheme, std::string_view password,
                     std::vector<SecretForm> keep = {}) {
    return scheme_named(scheme)->encode(password, context("joe", std::move(keep))).value();
  }
  Result<bool> check(const std::string& text, std::string_view password) {
    return scheme_of(text).check(text, password, context());
  }
  std::optional<StoredSecret> secret(const std::string& text, SecretForm form,
                                     std::string_view user = "joe",
                                     std::string_view realm = "company.com") {
    return std::move(scheme_of(text).secret(text, form, user, realm, context()).value());
  }

  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
};

TEST_F(Storing, EveryFormMatchesItsOwnPasswordOnly) {
  for (const auto& scheme : schemes()) {
    const auto text = stored(scheme.name, "päss wörd");
    EXPECT_EQ(scheme_of(text).name, scheme.name);
    EXPECT_TRUE(check(text, "päss wörd").value()) << scheme.name;
    for (const std::string_view wrong : {"", "päss wör", "päss wörd ", "Päss wörd", "x"})
      EXPECT_FALSE(check(text, wrong).value()) << scheme.name << " " << wrong;
    EXPECT_FALSE(check(text, "päss wörd\0x"s).value()) << scheme.name;  // V-054
  }
}

TEST_F(Storing, EveryFormButClearHidesThePasswordAndNeverRepeats) {
  for (const auto& scheme : schemes()) {
    if (scheme.name == "clear") continue;
    const auto first = stored(scheme.name, "correct horse");
    EXPECT_FALSE(first.contains("correct horse"));
    EXPECT_NE(first, stored(scheme.name, "correct horse")) << scheme.name;
  }
}

TEST_F(Storing, NoFormTakesWhatIsNoPassword) {
  for (const auto& scheme : schemes())
    for (const auto& password : {""s, "a\0b"s, std::string(1025, 'p'), "\xff"s}) {
      const auto made = scheme.encode(password, context());
      ASSERT_FALSE(made.has_value()) << scheme.name;
      const bool is_long = password.size() > longest_password;
      EXPECT_EQ(made.error().code, is_long ? ErrorCode::too_long : ErrorCode::malformed);
    }
}

struct Longest {
  const char* scheme;
  std::size_t bytes;
};

// V-053: nothing is cut off in silence.
TEST_F(Storing, WhatAFormCannotHoldIsRefusedWhenSet) {
  for (const auto& [scheme, bytes] : {Longest{"UB-crpt", 72}, Longest{"U-crpt", 511},
                                      Longest{"sealed", 1024}, Longest{"verifiers", 1024}}) {
    const std::string longest(bytes, 'p');
    const auto text = stored(scheme, longest);
    EXPECT_TRUE(check(text, longest).value()) << scheme;
    EXPECT_FALSE(check(text, longest + "tail").value()) << scheme;
    const auto refused = scheme_named(scheme)->encode(longest + "p", context());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::too_long);
  }
}

struct Imported {
  const char *form, *password, *stored;
};

// From the PHP manual, crypt_blowfish, `openssl passwd` and `mkpasswd`.
TEST_F(Storing, UnixCryptTakesEveryFormOfOtherPrograms) {
  for (const auto& [form, password, text] : {
           Imported{"DES", "rasmuslerdorf", "rl.3StKT.4T8M"},
           Imported{"BSDI", "rasmuslerdorf", "_J9..rasmBYk8r9AiWNc"},
           Imported{"MD5", "rasmuslerdorf", "$1$rasmusle$rISCgZzpwk3UhDidwXvin0"},
           Imported{"SHA-256", "secret",
                    "$5$saltstring$C3o4O1TC6aRHF4FI.QSZMXtHbaj2gSXr4sUc/3NcUi."},
           Imported{"SHA-512", "secret",
                    "$6$saltstring$AIsRs/Ee56G/"
                    "tC8MEHhvReZTfx8u3rXXMl6eYrjCG9ibix19DxoMBLogdTET5Ukw9Sf7eZTITsuk0Ry5qulYz."},
           Imported{"bcrypt", "U*U",
                    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
           Imported{"NT", "password", "$3$$8846f7eaee8fb117ad06bdd830b7586c"},
           Imported{"yescrypt", "secret",
                    "$y$j9T$abcdefgh$IUWJt2doU4Kf6E/JP1UkAT3S5O3Q7SSA8SJirXIlEu9"},
           Imported{"gost-yescrypt", "secret",
                    "$gy$j9T$abcdefgh$Fi3mUfLMwr2ZyDlmydp6rw5RwzYJnsb1LquZlQ2CYq0"},
           Imported{"scrypt", "secret",
                    "$7$CU..../....abcdefgh$XWs9HxtpA2.6U5CDBBbcW.h3o9pYlC.MIIb8JqMgZx6"},
           Imported{"SHA-1", "secret", "$sha1$1000$abcdefgh$ji8ESnkwjcTjo4hThodnLYyi.3yG"},
           Imported{"sunmd5", "secret", "$md5,rounds=100$abcdefgh$$noNcKnd3KA8lreQhy3vXg0"},
       }) {
    EXPECT_TRUE(check("\002"s + text, password).value()) << form;
    EXPECT_FALSE(check("\002"s + text, "Secret").value()) << form;
    EXPECT_FALSE(check("\002"s + text, "").value()) << form;
  }
}

// V-056: refused as damaged, and at once: nothing above the caps is ever computed.
TEST_F(Storing, BrokenAndTooCostlyCryptStringsAreDamaged) {
  for (const auto& text : {""s,
                           "*0"s,
                           "*1"s,
                           "x"s,
                           "!"s,
                           "$"s,
                           "$9$salt$x"s,
                           "$2b$10$short"s,
                           "$2b$15$CCCCCCCCCCCCCCCCCCCCC."s,
                           "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"s,
                           "$2b$99$CCCCCCCCCCCCCCCCCCCCC."s,
                           "$6$rounds=1000001$salt$x"s,
                           "$5$rounds=2147483648$salt$x"s,
                           "$6$rounds=99999999999999999999$salt$x"s,
                           "$y$jFT$abcdefgh$x"s,
                           "$y$jzT$abcdefgh$x"s,
                           "$y$j9T.....$abcdefgh$x"s,
                           "$y$$x"s,
                           "$gy$jFT$abcdefgh$x"s,
                           "$7$zU..../....abcdefgh$x"s,
                           "$7$CUzzzz/....abcdefgh$x"s,
                           "$7$CU..../zzzzabcdefgh$x"s,
                           "$7$"s,
                           "$sha1$4294967295$abcdefgh$x"s,
                           "$md5,rounds=4294967295$abcdefgh$x"s,
                           "_zzzzrasmBYk8r9AiWNc"s,
                           "_"s,
                           std::string(1 << 20, '$'),
                           std::string(1 << 20, 'a'),
                           "rl.3StKT.4T8M\0"s}) {
    const auto result = check("\002" + text, "password");
    ASSERT_FALSE(result.has_value()) << text.substr(0, 60);
    EXPECT_EQ(result.error().code, ErrorCode::damaged);
  }
  EXPECT_FALSE(check("\003$6$saltstring$x", "password").has_value());
}

TEST_F(Storing, SealedValuesOpenOnlyAtTheirPlace) {  // V-060
  for (const auto* scheme : {"sealed", "verifiers"}) {
    const auto text = stored(scheme, "secret");
    const auto elsewhere = scheme_of(text).check(text, "secret", context("bob"));
    ASSERT_FALSE(elsewhere.has_value());
    EXPECT_EQ(elsewhere.error().code, ErrorCode::damaged);
    EXPECT_FALSE(
        scheme_of(text).secret(text, SecretForm::scram_sha1, "", "", context("bob")).has_value());
    // Nor under another mark.
    auto marked = text;
    marked[0] = static_cast<char>(text[0] == '\004' ? '\005' : '\004');
    EXPECT_FALSE(check(marked, "secret").has_value());
  }
}

TEST_F(Storing, EveryTruncationOfASealedValueIsDamaged) {
  for (const auto* scheme : {"sealed", "verifiers"}) {
    const auto text = stored(scheme, "secret");
    for (std::size_t length = 1; length < text.size(); length += 7) {
      const auto result = check(text.substr(0, length), "secret");
      ASSERT_FALSE(result.has_value());
      EXPECT_EQ(result.error().code, ErrorCode::damaged);
    }
  }
}

TEST_F(Storing, AnUnknownMarkIsDamagedAndNotClearText) {
  for (const auto& text : {"\001secret"s, "\006secret"s, "\037secret"s}) {
    EXPECT_FALSE(check(text, text).has_value());
    EXPECT_FALSE(scheme_of(text).secret(text, SecretForm::clear_text, "", "", context()));
  }
  EXPECT_FALSE(scheme_named("clear")->encode("\002secret", context()).has_value());
}

TEST_F(Storing, NothingStoredNeverMatches) {  // V-057
  EXPECT_FALSE(check("", "").value());
  EXPECT_FALSE(check("", "secret").value());
  EXPECT_FALSE(secret("", SecretForm::clear_text).has_value());
  const auto empty = "\004" + to_base64(seal_.close("", "own password 4 of joe"));
  EXPECT_FALSE(check(empty, "").value());
  EXPECT_FALSE(secret(empty, SecretForm::cram_md5).has_value());
}

TEST_F(Storing, RecoverableFormsGiveEverySecret) {
  for (const auto* scheme : {"clear", "sealed"}) {
    const auto text = stored(scheme, "secret");
    for (const auto form : all_forms) EXPECT_TRUE(secret(text, form).has_value());
    EXPECT_EQ(secret(text, SecretForm::clear_text)->bytes.reveal(), "secret");
    EXPECT_EQ(to_hex(secret(text, SecretForm::cram_md5)->bytes.reveal()),
              to_hex(crypto::hmac_md5_states("secret")));
    // The same after a restart: nothing in it is random.
    EXPECT_EQ(secret(text, SecretForm::scram_sha256)->bytes.reveal(),
              secret(text, SecretForm::scram_sha256)->bytes.reveal());
    EXPECT_EQ(secret(text, SecretForm::scram_sha256)->salt.size(), scram_salt_size);
  }
}

TEST_F(Storing, OneWayFormsGiveNoSecret) {
  for (const auto* scheme : {"U-crpt", "UB-crpt"}) {
    const auto text = stored(scheme, "secret");
    for (const auto form : all_forms) EXPECT_FALSE(secret(text, form).has_value()) << scheme;
  }
}

TEST_F(Storing, VerifiersKeepWhatIsAskedForAndNoMore) {
  const auto lean = stored("verifiers", "secret");
  for (const auto form : all_forms)
    EXPECT_EQ(secret(lean, form).has_value(), has_salt(form)) << static_cast<int>(form);
  const auto full =
      stored("verifiers", "secret", {SecretForm::cram_md5, SecretForm::digest_md5, SecretForm::nt});
  for (const auto form : all_forms)
    EXPECT_EQ(secret(full, form).has_value(), form != SecretForm::clear_text);
  EXPECT_TRUE(secret(full, SecretForm::digest_md5, "joe@company.com").has_value());
  EXPECT_FALSE(secret(full, SecretForm::digest_md5, "joe@other.com").has_value());
  EXPECT_FALSE(secret(full, SecretForm::digest_md5, "joe", "other.com").has_value());
  const auto open = stored("verifiers", "secret", {SecretForm::clear_text});
  for (const auto form : all_forms) EXPECT_TRUE(secret(open, form).has_value());
}

TEST_F(Storing, VerifiersGiveTheSecretsOfThePassword) {
  const auto text = stored("verifiers", "pässword",
                           {SecretForm::cram_md5, SecretForm::digest_md5, SecretForm::nt});
  for (const auto form : all_forms) {
    if (form == SecretForm::clear_text) continue;
    const auto held = secret(text, form);
    const auto fresh = derive("pässword", form, "joe", "company.com", held->salt);
    EXPECT_EQ(held->bytes.reveal(), fresh.bytes.reveal()) << static_cast<int>(form);
    EXPECT_EQ(held->iterations, fresh.iterations);
  }
  std::set<std::string> salts;
  for (const auto form :
       {SecretForm::scram_sha1, SecretForm::scram_sha256, SecretForm::scram_sha512})
    salts.insert(secret(text, form)->salt);
  EXPECT_EQ(salts.size(), 3U);
}

TEST_F(Storing, MovesToAnotherPlaceWithTheSamePassword) {
  auto to = context("new place");
  to.account = "jim";
  for (const auto& scheme : schemes()) {
    const auto text = stored(scheme.name, "secret", {SecretForm::cram_md5, SecretForm::digest_md5});
    const auto moved = scheme.moved(text, context(), to);
    ASSERT_TRUE(moved.has_value()) << scheme.name;
    EXPECT_TRUE(scheme.check(*moved, "secret", to).value()) << scheme.name;
    if (scheme.name == "verifiers") {
      EXPECT_TRUE(scheme.secret(*moved, SecretForm::cram_md5, "", "", to).value().has_value());
      EXPECT_FALSE(scheme.secret(*moved, SecretForm::digest_md5, "joe", "company.com", to)
                       .value()
                       .has_value());
    }
  }
}

TEST_F(Storing, MovedVerifiersMakeTheirDigestsAgainWhenTheyCan) {
  auto to = context("new place");
  to.account = "jim";
  const auto text = stored("verifiers", "secret", {SecretForm::clear_text, SecretForm::digest_md5});
  const auto moved = scheme_of(text).moved(text, context(), to).value();
  const auto held =
      scheme_of(moved).secret(moved, SecretForm::digest_md5, "jim", "company.com", to);
  EXPECT_EQ(held.value()->bytes.reveal(), digest_md5_user_hash("jim", "company.com", "secret"));
}

TEST(Deriving, GivesThePublishedVerifiers) {
  // MS-NLMP, section 4.2.2.1.2
  EXPECT_EQ(to_hex(derive("Password", SecretForm::nt, "", "", "").bytes.reveal()),
            "a4f49c406510bdcab6824ee7c30fd852");
  EXPECT_EQ(to_hex(derive("€😀", SecretForm::nt, "", "", "").bytes.reveal()),
            to_hex(crypto::md4("\xac\x20\x3d\xd8\x00\xde"s)));
  EXPECT_EQ(digest_md5_user_hash("jürgen", "company.com", "pässword"),
            crypto::digest(crypto::Hash::md5, "j\xfcrgen:company.com:p\xe4ssword"));
  EXPECT_EQ(digest_md5_user_hash("joe", "company.com", "пароль"),
            crypto::digest(crypto::Hash::md5, "joe:company.com:пароль"));
}

TEST(Schemes, AreFoundByNameInAnyCaseAndEndWithClear) {
  EXPECT_EQ(scheme_named("u-CRPT")->name, "U-crpt");
  EXPECT_EQ(scheme_named("rot13"), nullptr);
  EXPECT_EQ(schemes().back().name, "clear");
  std::set<std::string_view> names;
  for (const auto& scheme : schemes()) names.insert(scheme.name);
  EXPECT_EQ(names.size(), schemes().size());
}

}  // namespace
}  // namespace gatehouse::password
