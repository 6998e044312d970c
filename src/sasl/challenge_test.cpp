#include "sasl/challenge.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace gatehouse::sasl {
namespace {

// Gotcha 8: some clients refuse a challenge that is no message id.
TEST(Challenges, AreStrictMessageIds) {
  crypto::SystemEntropy entropy;
  const std::regex shape("<[0-9]{22}\\.[0-9]{22}@mail\\.company\\.com>");
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(std::regex_match(new_challenge(entropy, "mail.company.com"), shape));
}

// V-028
TEST(Challenges, DoNotRepeat) {
  crypto::SystemEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) seen.insert(new_challenge(entropy, "h"));
  EXPECT_EQ(seen.size(), 10000U);
}

}  // namespace
}  // namespace gatehouse::sasl
