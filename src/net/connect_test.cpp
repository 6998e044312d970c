#include "net/connect.h"

#include <gtest/gtest.h>

namespace gatehouse::net {
namespace {

TEST(Target, ReadsHostAndPort) {
  EXPECT_EQ(Target::parse("mx.test", 25)->port, 25);
  EXPECT_EQ(Target::parse("mx.test:2525", 25)->port, 2525);
  EXPECT_EQ(Target::parse("mx.test:2525", 25)->host, "mx.test");
  EXPECT_EQ(Target::parse("[::1]:26", 25)->host, "::1");
  EXPECT_EQ(Target::parse("[::1]:26", 25)->port, 26);
  for (const auto* text : {"", ":25", "mx.test:0", "mx.test:x", "mx.test:65536", "[::1]25"})
    EXPECT_FALSE(Target::parse(text, 25)) << text;
}

}  // namespace
}  // namespace gatehouse::net
