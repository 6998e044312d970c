#include "crypto/entropy.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "crypto/compare.h"

namespace gatehouse::crypto {
namespace {

TEST(CountingEntropy, CountsFromItsStart) {
  CountingEntropy entropy(254);
  EXPECT_EQ(to_hex(entropy.bytes(3)), "feff00");
  EXPECT_EQ(to_hex(entropy.bytes(1)), "01");
}

TEST(SystemEntropy, DoesNotRepeatItself) {
  SystemEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(entropy.bytes(16));
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_TRUE(entropy.bytes(0).empty());
}

TEST(RandomWord, IsOfTheAskedLengthAndUsesEveryLetterEvenly) {
  SystemEntropy entropy;
  EXPECT_EQ(random_word(entropy, 24).size(), 24U);
  std::array<int, 256> counts{};
  for (const char c : random_word(entropy, 62000)) ++counts[static_cast<unsigned char>(c)];
  int used = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++used;
    EXPECT_GT(count, 700);
    EXPECT_LT(count, 1300);
  }
  EXPECT_EQ(used, 62);
}

TEST(EqualInConstantTime, IsEquality) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_FALSE(equal_in_constant_time("", "a"));
}

}  // namespace
}  // namespace gatehouse::crypto
