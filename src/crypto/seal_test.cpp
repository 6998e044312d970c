#include "crypto/seal.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse::crypto {
namespace {

class Sealing : public testing::Test {
 protected:
  static Secret key(char filling) { return Secret(std::string(Seal::key_size, filling)); }
  SystemEntropy entropy_;
  Seal seal_{key('k'), entropy_};
};

TEST_F(Sealing, OpensWhatItClosed) {
  for (const std::size_t size : {0, 1, 15, 16, 17, 1000}) {
    const std::string plain(size, 'p');
    const auto opened = seal_.open(seal_.close(plain, "place"), "place");
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->reveal(), plain);
  }
}

TEST_F(Sealing, NeverGivesTheSameBytesTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(seal_.close("secret", "place"));
  EXPECT_EQ(seen.size(), 100U);
}

TEST_F(Sealing, DoesNotOpenAtAnotherPlace) {
  const auto opened = seal_.open(seal_.close("secret", "alice"), "bob");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::damaged);
}

TEST_F(Sealing, DoesNotOpenWithAnotherKey) {
  const Seal other(key('x'), entropy_);
  EXPECT_FALSE(other.open(seal_.close("secret", "place"), "place").has_value());
}

TEST_F(Sealing, RefusesEveryTruncationAndEveryChangedByte) {
  const auto sealed = seal_.close("secret", "place");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    EXPECT_FALSE(seal_.open(sealed.substr(0, i), "place").has_value());
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(seal_.open(changed, "place").has_value());
  }
}

TEST_F(Sealing, DerivesSteadyKeysThatDifferByLabel) {
  const Seal again(key('k'), entropy_);
  EXPECT_EQ(seal_.derive("a").reveal(), again.derive("a").reveal());
  EXPECT_NE(seal_.derive("a").reveal(), seal_.derive("b").reveal());
  EXPECT_EQ(seal_.derive("a").size(), 32U);
}

}  // namespace
}  // namespace gatehouse::crypto
