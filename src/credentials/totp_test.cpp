#include "credentials/totp.h"

#include <gtest/gtest.h>

namespace gatehouse::credentials {
namespace {

struct Vector {
  std::int64_t seconds;
  std::string_view code;
};

// RFC 6238, appendix B: SHA-1, eight digits.
class TotpVectors : public testing::TestWithParam<Vector> {};

TEST_P(TotpVectors, GivesTheCodesOfTheStandard) {
  const Time now{std::chrono::seconds{GetParam().seconds}};
  const auto code = totp_code("12345678901234567890", totp_step(now), 8);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->reveal(), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(Rfc6238, TotpVectors,
                         testing::Values(Vector{59, "94287082"}, Vector{1111111109, "07081804"},
                                         Vector{1111111111, "14050471"},
                                         Vector{1234567890, "89005924"},
                                         Vector{2000000000, "69279037"},
                                         Vector{20000000000, "65353130"}));

TEST(Totp, ShowsTheLastSixDigitsOfThose) {
  const auto code = totp_code("12345678901234567890", 1);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->reveal(), "287082");
}

TEST(Totp, HasNoCodeBeforeTheFirstStep) { EXPECT_FALSE(totp_code("12345678901234567890", -1)); }

TEST(Totp, WritesSecretsInBase32WithoutPadding) {
  // RFC 4648, section 10.
  EXPECT_EQ(typed_form("foobar")->reveal(), "MZXW6YTBOI");
  EXPECT_EQ(typed_form("12345678901234567890")->reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(Totp, WritesALinkThatNoNameBreaks) {
  EXPECT_EQ(otpauth_uri("joe&x=1@company.com", "company.com", "ABC").reveal(),
            "otpauth://totp/company.com:joe%26x%3D1%40company.com?secret=ABC&issuer=company.com"
            "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace gatehouse::credentials
