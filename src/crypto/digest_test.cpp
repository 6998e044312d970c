#include "crypto/digest.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace gatehouse::crypto {
namespace {

struct DigestCase {
  const char* title;
  Hash hash;
  std::string text;
  const char* hex;
};

class Digests : public testing::TestWithParam<DigestCase> {};

TEST_P(Digests, AreThePublishedOnes) {
  EXPECT_EQ(to_hex(digest(GetParam().hash, GetParam().text)), GetParam().hex);
  EXPECT_EQ(size_of(GetParam().hash) * 2, std::string_view(GetParam().hex).size());
}

INSTANTIATE_TEST_SUITE_P(
    All, Digests,
    testing::Values(
        DigestCase{"RFC 1321", Hash::md5, "", "d41d8cd98f00b204e9800998ecf8427e"},
        DigestCase{"RFC 1321", Hash::md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        DigestCase{"RFC 3174", Hash::sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        DigestCase{"FIPS 180", Hash::sha256, "abc",
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        DigestCase{"FIPS 180", Hash::sha384, "abc",
                   "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                   "8086072ba1e7cc2358baeca134c825a7"},
        DigestCase{"FIPS 180", Hash::sha512, "abc",
                   "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                   "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}));

struct HmacCase {
  const char* title;
  Hash hash;
  std::string key;
  std::string text;
  const char* hex;
};

class Hmacs : public testing::TestWithParam<HmacCase> {};

TEST_P(Hmacs, AreThePublishedOnes) {
  const auto& given = GetParam();
  EXPECT_EQ(to_hex(hmac(given.hash, given.key, given.text)), given.hex);
}

INSTANTIATE_TEST_SUITE_P(
    All, Hmacs,
    testing::Values(HmacCase{"RFC 2202 MD5 2", Hash::md5, "Jefe", "what do ya want for nothing?",
                             "750c783e6ab0b503eaa86e310a5db738"},
                    HmacCase{"RFC 2202 MD5 6", Hash::md5, std::string(80, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First",
                             "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"},
                    HmacCase{"RFC 2202 SHA1 2", Hash::sha1, "Jefe", "what do ya want for nothing?",
                             "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
                    HmacCase{"RFC 4231 2", Hash::sha256, "Jefe", "what do ya want for nothing?",
                             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
                    HmacCase{"RFC 4231 1", Hash::sha512, std::string(20, '\x0b'), "Hi There",
                             "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                             "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"}));

TEST(Hmac, WithAnEmptyKeyDoesNotReuseTheLastKey) {
  const auto before = hmac(Hash::sha256, "", "text");
  (void)hmac(Hash::sha256, "another key", "text");
  EXPECT_EQ(hmac(Hash::sha256, "", "text"), before);
  EXPECT_EQ(hmac(Hash::sha256, {}, "text"), before);
}

TEST(Pbkdf2, GivesTheVectorsOfRfc6070) {
  EXPECT_EQ(to_hex(pbkdf2(Hash::sha1, "password", "salt", 1)),
            "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  EXPECT_EQ(to_hex(pbkdf2(Hash::sha1, "password", "salt", 4096)),
            "4b007901b765489abead49d926f721d065a429c1");
}

TEST(HmacMd5States, GiveTheSameResultAsTheKeyForEveryLength) {
  for (std::size_t length = 0; length <= 150; ++length) {
    const std::string key(length, 'k');
    const std::string text(length * 3, 't');
    EXPECT_EQ(hmac_md5_from_states(hmac_md5_states(key), text), hmac(Hash::md5, key, text));
  }
}

TEST(HmacMd5States, OfTheWrongSizeGiveNothing) {
  EXPECT_EQ(hmac_md5_from_states("", "text"), "");
  EXPECT_EQ(hmac_md5_from_states(std::string(31, 'x'), "text"), "");
  EXPECT_EQ(hmac_md5_from_states(std::string(33, 'x'), "text"), "");
}

TEST(Md4, GivesTheVectorsOfRfc1320) {
  EXPECT_EQ(to_hex(md4("")), "31d6cfe0d16ae931b73c59d7e0c089c0");
  EXPECT_EQ(to_hex(md4("message digest")), "d9130a8164549fe818874806e1c7014b");
}

}  // namespace
}  // namespace gatehouse::crypto
