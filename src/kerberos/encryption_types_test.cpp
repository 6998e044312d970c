#include "kerberos/encryption_types.h"

#include <gtest/gtest.h>
#include <krb5.h>

namespace gatehouse::kerberos {
namespace {

TEST(EncryptionTypes, HaveTheNamesOfTheGuide) {
  EXPECT_EQ(encryption_type(23).name, "RC4-HMAC");
  EXPECT_EQ(encryption_type(3).name, "DES-MD5");
  EXPECT_EQ(encryption_type(1).name, "DES-CRC32");
  EXPECT_EQ(encryption_type(99).name, "type 99");
  EXPECT_EQ(encryption_type(-128).name, "type -128");
}

TEST(EncryptionTypes, AreUsableWhereTheLibraryHasThem) {
  for (std::int32_t number = -140; number < 140; ++number) {
    if (number == 6 || number == 24) continue;  // the library has them and permits them to nobody
    const bool usable = encryption_type(number).strength != Strength::unusable;
    EXPECT_EQ(usable, krb5_c_valid_enctype(number) != 0) << number;
  }
  EXPECT_EQ(encryption_type(24).strength, Strength::unusable);
}

TEST(EncryptionTypes, AreWeakWhereTheyAreDeprecated) {
  EXPECT_EQ(encryption_type(18).strength, Strength::strong);
  EXPECT_EQ(encryption_type(23).strength, Strength::weak);
  EXPECT_EQ(encryption_type(16).strength, Strength::weak);
}

}  // namespace
}  // namespace gatehouse::kerberos
