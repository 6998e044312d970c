#include "base/base64.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

struct Vector {
  const char* bytes;
  const char* text;
};

// RFC 4648, section 10.
constexpr Vector vectors[] = {{"", ""},
                              {"f", "Zg=="},
                              {"fo", "Zm8="},
                              {"foo", "Zm9v"},
                              {"foob", "Zm9vYg=="},
                              {"fooba", "Zm9vYmE="},
                              {"foobar", "Zm9vYmFy"}};

TEST(Base64, MatchesThePublishedVectors) {
  for (const auto& vector : vectors) {
    EXPECT_EQ(to_base64(vector.bytes), vector.text);
    EXPECT_EQ(from_base64(vector.text), vector.bytes);
  }
}

TEST(Base64, RefusesWhatIsNotExact) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 8", "Zm8\n", "====", "=",
                           "Zg==Zg==", "Zm9v-g==", "A=AA"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

TEST(Base64, CarriesEveryByte) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t n = 0; n <= all.size(); ++n)
    EXPECT_EQ(from_base64(to_base64(all.substr(0, n))), all.substr(0, n));
}

}  // namespace
}  // namespace gatehouse
