#include "crypto/legacy_ciphers.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace gatehouse::crypto {
namespace {

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

// RFC 6229, section 2: key length 128 bits.
TEST(Rc4, GivesTheKeyStreamOfRfc6229) {
  EXPECT_EQ(to_hex(rc4(bytes("0102030405060708090a0b0c0d0e0f10"), std::string(32, '\0'))),
            "9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c");
}

TEST(Rc4, UndoesItself) {
  const std::string key = "sixteen byte key";
  EXPECT_EQ(rc4(key, rc4(key, "some words")), "some words");
}

// NIST SP 800-17, variable plaintext: the key 01 01 01 ... is 56 zero bits.
TEST(Des, GivesPublishedBlocks) {
  EXPECT_EQ(to_hex(des_block(std::string(7, '\0'), bytes("8000000000000000"))), "95f8a5e5dd31d900");
  // The key 13 34 57 79 9b bc df f1 without its parity bits.
  EXPECT_EQ(to_hex(des_block(bytes("12695bc9b7b7f8"), bytes("0123456789abcdef"))),
            "85e813540f0ab405");
}

TEST(LegacyCiphers, GiveNothingForKeysAndBlocksOfAnotherSize) {
  for (const std::size_t size : {0, 1, 5, 15, 17, 256})
    EXPECT_EQ(rc4(std::string(size, 'k'), "text"), "") << size;
  for (const std::size_t size : {0, 6, 8}) {
    EXPECT_EQ(des_block(std::string(size, 'k'), "8 bytes!"), "") << size;
    EXPECT_EQ(des_block("7 bytes", std::string(size + 1, 'b')), "") << size;
  }
}

}  // namespace
}  // namespace gatehouse::crypto
