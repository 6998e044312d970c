#include "password/imports/imports.h"

#include <gtest/gtest.h>

#include <set>

#include "base/base64.h"
#include "base/text.h"
#include "password/description.h"
#include "password/scheme.h"
#include "tests/vectors/imported_passwords.h"

namespace gatehouse::password {
namespace {

using namespace std::string_literals;

class Importing : public testing::Test {
 protected:
  static Result<bool> check(std::string_view text, std::string_view password) {
    return scheme_named("U-crpt")->check(marked(text), password, context());
  }
  static std::optional<StoredSecret> secret(std::string_view text, SecretForm form) {
    auto found =
        scheme_named("U-crpt")->secret(marked(text), form, "joe", "company.com", context());
    return found ? std::move(*found) : std::nullopt;
  }
  static bool damaged(std::string_view text) {
    const auto result = check(text, "secret");
    return !result && result.error().code == ErrorCode::damaged;
  }

 private:
  static const Context& context() {
    static crypto::SystemEntropy entropy;
    static const crypto::Seal seal(Secret(std::string(crypto::Seal::key_size, 'k')), entropy);
    static const Context one{&seal, &entropy, "joe", "joe", "company.com", {}};
    return one;
  }
};

TEST_F(Importing, TakesWhatOtherProgramsWrote) {
  for (const auto& [made_by, text] : vectors::imported_secrets) {
    EXPECT_TRUE(check(text, "secret").value_or(false)) << made_by << " " << text;
    for (const auto& wrong : {""s, "Secret"s, "secre"s, "secret "s, "secret\0"s})
      EXPECT_FALSE(check(text, wrong).value_or(true)) << made_by << " " << text << " " << wrong;
  }
}

TEST_F(Importing, KnowsAPrefixInAnyCase) {
  EXPECT_TRUE(check("{ssha}ZVgnYmBxILI4JEJ5KOHjk+CFE4//9zwl", "secret").value());
  EXPECT_TRUE(check("{Sha1.Hex}E5E9FA1BA31ECD1AE84F75CAAA474F3A663F05F4", "secret").value());
  EXPECT_TRUE(check("{crypt}kF5K/mzr3Im.2", "secret").value());
}

// DES never looked further, so its users never typed more; nothing else is cut.
TEST_F(Importing, CutsOffNothingButForDes) {  // V-055
  EXPECT_TRUE(check("{CRYPT}rl.3StKT.4T8M", "rasmuslerdorf").value());
  EXPECT_TRUE(check("{DES-CRYPT}rl.3StKT.4T8M", "rasmusleJUNK").value());
  const auto des = described(marked("rl.3StKT.4T8M"));
  EXPECT_EQ(des.scheme, "U-crpt DES");
  EXPECT_TRUE(des.weak);
  EXPECT_TRUE(des.first_eight_only);
  for (const auto& [made_by, text] : vectors::imported_secrets)
    if (!described(marked(text)).first_eight_only)
      EXPECT_FALSE(check(text, "secret" + std::string(600, 'x')).value()) << text;
}

// slappasswd -h {CRYPT}: a long salt makes libxcrypt choose bigcrypt.
TEST_F(Importing, TakesBigcryptWithAllItsCharacters) {
  constexpr std::string_view text = "{CRYPT}cDPhXy9z85s1E.8N6KwVAM9w";
  EXPECT_TRUE(check(text, "correct horse 7").value());
  for (const auto* wrong : {"correct ", "correct h", "correct horse 8", "correct horse 7 and more"})
    EXPECT_FALSE(check(text, wrong).value()) << wrong;
  EXPECT_EQ(described(marked(text.substr(7))).scheme, "U-crpt bigcrypt");
  EXPECT_TRUE(described(marked(text)).weak);
  EXPECT_FALSE(described(marked(text)).first_eight_only);
  EXPECT_TRUE(damaged("{CRYPT}cDPhXy9z85s1E.8N6KwVAM9"));
  EXPECT_TRUE(damaged("{DES-CRYPT}cDPhXy9z85s1E.8N6KwVAM9w"));
  EXPECT_TRUE(damaged("ab" + std::string(17 * 11, 'c')));
  EXPECT_FALSE(check("ab" + std::string(16 * 11, 'c'), std::string(129, 'x')).value());
}

// V-056.
TEST_F(Importing, CallsWhatIsBrokenDamaged) {
  for (const auto& text : {
           "{"s,
           "{}"s,
           "{SHA"s,
           "{SHA}"s,
           "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ"s + "QQ==",
           "{SHA}5en6G6MezRroT3XKqkdPOmY/Bf"s,
           "{SHA.HEX}5en6G6MezRroT3XKqkdPOmY/BfQ="s,
           "{SHA.B64}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"s,
           "{SHA.XYZ}5en6G6MezRroT3XKqkdPOmY/BfQ="s,
           "{SHA.B64.HEX}5en6G6MezRroT3XKqkdPOmY/BfQ="s,
           "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ= "s,
           "{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ="s,  // no salt
           "{SSHA}"s + to_base64(std::string(20 + 65, 'x')),
           "{ROT13}frperg"s,
           "{PLAIN}secret"s,
           "{CRYPT}"s,
           "{CRYPT}{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="s,
           "{BLF-CRYPT}$6$abcdefgh$x"s,
           "{SHA512-CRYPT}$5$saltstring$C3o4O1TC6aRHF4FI.QSZMXtHbaj2gSXr4sUc/3NcUi."s,
           "{DES-CRYPT}$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"s,
           "{DES-CRYPT}kF5K/mzr3Im"s,
           "{NS-MTA-MD5}"s,
           "{NS-MTA-MD5}"s + std::string(63, 'a'),
           "{NS-MTA-MD5}"s + std::string(64, 'x'),
           "{NT}878d8014606cda29677a44efa1353f"s,
           "{NT}878d8014606cda29677a44efa1353fcx"s,
           "{CRAM-MD5}cd3ba7deaad6e5ca23448ba42e379747"s,
           "{PBKDF2}"s,
           "{PBKDF2}$1$salt$0$e7f6f60fd626d4398b6c82ed9a718778c5b4d89c"s,
           "{PBKDF2}$1$salt$2000001$e7f6f60fd626d4398b6c82ed9a718778c5b4d89c"s,
           "{PBKDF2}$1$$5000$e7f6f60fd626d4398b6c82ed9a718778c5b4d89c"s,
           "{PBKDF2}$1$salt$5000$e7f6"s,
           "{PBKDF2-SHA256}10000$EtF7FmkAKib7btQRyT63GA$AAAA"s,
           "{PBKDF2-SHA256}-1$EtF7FmkAKib7btQRyT63GA$SC7l3ZYfXR5M.0hc9anlwgHRnpIqWOEv4gfu.eFAI.k"s,
           "{PBKDF2-SHA256}4294967296$EtF7FmkAKib7btQRyT63GA$SC7l3ZYfXR5M.0hc9anlwgHRnpIqWOEv4gfu"
           ".eFAI.k"s,
           "{PBKDF2_SHA256}AAAIAA=="s,
           "{PBKDF2_SHA256}"s + to_base64("\xff\xff\xff\xff" + std::string(320, 'x')),
           "{SCRAM-SHA-1}"s,
           "{SCRAM-SHA-1}0,wocSm0w9uVCnLRvozCe0qg==,srp0zuKD8lQGAB9X89HoBPm2Gpw=,yOOMZdDPY2RfHsXmK4"
           "NInIYqiRE="s,
           "{SCRAM-SHA-1}1000001,wocSm0w9uVCnLRvozCe0qg==,srp0zuKD8lQGAB9X89HoBPm2Gpw=,yOOMZdDPY2Rf"
           "HsXmK4NInIYqiRE="s,
           "{SCRAM-SHA-256}4096,wocSm0w9uVCnLRvozCe0qg==,srp0zuKD8lQGAB9X89HoBPm2Gpw=,yOOMZdDPY2RfH"
           "sXmK4NInIYqiRE="s,
           "{SCRAM-SHA-1}4096,,srp0zuKD8lQGAB9X89HoBPm2Gpw=,yOOMZdDPY2RfHsXmK4NInIYqiRE="s,
           "SCRAM-SHA-256$4096"s,
           "SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA"s,
           "{ARGON2}"s,
           "{ARGON2}secret"s,
           "{ARGON2I}$argon2id$v=19$m=65536,t=3,p=1$sF7YmZmqxAHZvlXYBmefmg$qmTVgb8Vh+JoAwO48J5Qla"
           "QdMzX3i6etyuET//ftY+4"s,
           "{ARGON2ID}$argon2id$v=19$m=1048576,t=4,p=1$AF3Cry70FA8glbBiknQV5g$mmFwYjotpT/NHcn355Bt"
           "kDYVLn6QSvwqWJSaPosxUHI"s,
           "{ARGON2ID}$argon2id$v=19$m=65536,t=4294967295,p=1$AF3Cry70FA8glbBiknQV5g$mmFw"s,
           "$argon2id$v=19$m=64,t=1,p=1$"s,
           "$argon2id$v=19$m=64,t=1,p=1\0$c2FsdHNhbHQ$c2FsdHNhbHQ"s,
           "{SHA256-CRYPT}$5$rounds=1000001$salt$x"s,
           "{SSHA}" + std::string(1 << 20, 'A'),
           std::string(1 << 20, '{'),
       })
    EXPECT_TRUE(damaged(text)) << text.substr(0, 90);
}

// Padding aside, which some leave out.
TEST_F(Importing, EveryTruncationOfAStringIsDamagedOrWrong) {
  for (const auto& [made_by, text] : vectors::imported_secrets) {
    const std::string_view whole(text);
    const auto unpadded = whole.find_last_not_of('=') + 1;
    for (std::size_t length = 0; length < unpadded; length += 7)
      EXPECT_FALSE(check(whole.substr(0, length), "secret").value_or(false))
          << made_by << " " << whole.substr(0, length);
  }
}

TEST_F(Importing, AVerifierServesItsMechanismAndNoOther) {
  struct Case {
    std::string_view text;
    SecretForm form;
  };
  for (const auto& [text, form] :
       {Case{"{SCRAM-SHA-1}4096,wocSm0w9uVCnLRvozCe0qg==,srp0zuKD8lQGAB9X89HoBPm2Gpw=,"
             "yOOMZdDPY2RfHsXmK4NInIYqiRE=",
             SecretForm::scram_sha1},
        Case{"{SCRAM-SHA-256}4096,3QtzpSmnosp/g0JFcYjgIQ==,"
             "ZjYjFKkEs6rIVO3BJvHVW7Ww/f0etGpuHJBDKy1o7gg=,"
             "HJtiNybGx1YpiGenAK6lDpXuxTo05RJoLXLkK2EFJzs=",
             SecretForm::scram_sha256},
        Case{"{NT}878d8014606cda29677a44efa1353fc7", SecretForm::nt},
        Case{"$3$$878d8014606cda29677a44efa1353fc7", SecretForm::nt},
        Case{"{CRAM-MD5}cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac395731b56",
             SecretForm::cram_md5}}) {
    for (int other = 0; other <= static_cast<int>(SecretForm::nt); ++other)
      EXPECT_EQ(secret(text, static_cast<SecretForm>(other)).has_value(),
                static_cast<SecretForm>(other) == form)
          << text;
    const auto held = secret(text, form);
    ASSERT_TRUE(held.has_value());
    if (!has_salt(form))
      EXPECT_EQ(to_hex(held->bytes.reveal()),
                to_hex(derive("secret", form, {}, {}, {}).bytes.reveal()));
  }
  const auto scram = secret(
      "SCRAM-SHA-1$4096:wocSm0w9uVCnLRvozCe0qg==$srp0zuKD8lQGAB9X89HoBPm2Gpw=:"
      "yOOMZdDPY2RfHsXmK4NInIYqiRE=",
      SecretForm::scram_sha1);
  ASSERT_TRUE(scram.has_value());
  EXPECT_EQ(scram->iterations, 4096U);
  EXPECT_EQ(to_base64(scram->salt), "wocSm0w9uVCnLRvozCe0qg==");
  EXPECT_EQ(to_base64(scram->bytes.reveal().substr(20)), "yOOMZdDPY2RfHsXmK4NInIYqiRE=");
}

TEST_F(Importing, NamesTheFormAndItsWeakness) {
  struct Case {
    std::string_view text, scheme;
    bool weak, cheap;
  };
  for (const auto& [text, scheme, weak, cheap] : {
           Case{"{sha}5en6G6MezRroT3XKqkdPOmY/BfQ=", "U-crpt {SHA}", true, true},
           Case{"{WM-CRY}kF5K/mzr3Im.2", "U-crpt {WM-CRY}", true, true},
           Case{"{MD5}$1$Z4XZvBTX$E5oAZUfha8afLSLJ4kUUO0", "U-crpt {MD5-CRYPT}", true, true},
           Case{"{CRYPT}$6$abcdefgh$x", "U-crpt {CRYPT}", false, false},
           Case{"$6$abcdefgh$x", "U-crpt $6$", false, false},
           Case{"$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1", "U-crpt $1$", true, true},
           Case{"_J9..uCyGcQaQ5c1zuIM", "U-crpt _", true, false},
           Case{"{ARGON2}$argon2i$v=19$m=4096,t=3,p=1$x$y", "U-crpt {ARGON2}", false, false},
           Case{"$argon2i$v=19$m=4096,t=3,p=1$x$y", "U-crpt {ARGON2}", false, false},
           Case{"{ROT13}x", "U-crpt unknown", false, false},
           Case{"?", "U-crpt unknown", false, false},
       }) {
    const auto stored = marked(text);
    EXPECT_EQ(described(stored).scheme, scheme);
    EXPECT_EQ(described(stored).weak, weak) << text;
    EXPECT_EQ(scheme_of(stored).cheap(stored), cheap) << text;
    EXPECT_FALSE(scheme_of(stored).current(stored, {})) << text;
  }
  EXPECT_EQ(described("\003$2b$10$x").scheme, "UB-crpt");
  EXPECT_EQ(described("\004x").scheme, "sealed");
  EXPECT_TRUE(described("secret").weak);
  EXPECT_EQ(described("\001x").scheme, "unknown");
  EXPECT_FALSE(described("\004x").weak);
}

TEST(Marking, KeepsAMarkThatIsThereAndTellsClearText) {
  EXPECT_EQ(marked("{SHA}x"), "\002{SHA}x");
  EXPECT_EQ(marked("\002{SHA}x"), "\002{SHA}x");
  EXPECT_EQ(marked("\003$2b$"), "\003$2b$");
  EXPECT_EQ(plain_text("{PLAIN}se}cret"), "se}cret");
  EXPECT_EQ(plain_text("\002{cleartext}"), "");
  EXPECT_EQ(plain_text("{Clear}{SHA}x"), "{SHA}x");
  for (const auto* other : {"", "secret", "{PLAIN", "{PLAIN-MD5}x", "{SHA}x", "x{PLAIN}y"})
    EXPECT_EQ(plain_text(other), std::nullopt) << other;
}

}  // namespace
}  // namespace gatehouse::password
