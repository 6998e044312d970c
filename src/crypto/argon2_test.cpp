#include "crypto/argon2.h"

#include <gtest/gtest.h>

namespace gatehouse::crypto {
namespace {

constexpr Argon2Cost light{.memory_kib = 64, .passes = 1, .lanes = 1};

TEST(Argon2id, MatchesOnlyItsOwnPassword) {
  const auto encoded = argon2id("secret", "saltsaltsaltsalt", light);
  ASSERT_TRUE(encoded.has_value());
  EXPECT_TRUE(argon2id_matches(*encoded, "secret").value());
  EXPECT_FALSE(argon2id_matches(*encoded, "Secret").value());
  EXPECT_FALSE(argon2id_matches(*encoded, "").value());
  EXPECT_EQ(argon2id_cost(*encoded), light);
}

// A test value of the reference program: echo -n password | argon2 somesalt -id -t 2 -m 16 -l 32
TEST(Argon2id, ReadsWhatTheReferenceProgramWrote) {
  constexpr auto encoded =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(argon2id_matches(encoded, "password").value());
  EXPECT_FALSE(argon2id_matches(encoded, "differentpassword").value());
}

TEST(Argon2id, TellsTheCostBeforeAnyWork) {
  EXPECT_EQ(argon2id_cost("$argon2id$v=19$m=4294967295,t=7,p=9$x$y"),
            (Argon2Cost{4294967295U, 7, 9}));
  for (const auto* text :
       {"", "$argon2i$v=19$m=1,t=1,p=1$x$y", "$argon2id$v=19$m=4294967296,t=1,p=1$x$y",
        "$argon2id$v=19$m=,t=1,p=1$x$y", "$argon2id$v=19$t=1,m=8,p=1$x$y", "$argon2id$v=19$m=8,t=1",
        "$argon2id$v=19$m=8,t=-1,p=1$x$y"})
    EXPECT_EQ(argon2id_cost(text), std::nullopt) << text;
}

// slappasswd -h '{ARGON2}' -s secret, without its prefix. Version 1.0 has no v=.
TEST(Argon2, ReadsTheOtherKindsToo) {
  constexpr auto encoded =
      "$argon2i$v=19$m=4096,t=3,p=1$U+cEywBwcYYXElC4rqzwQg$E4AeYCLJ0QfbfkTTA5kwAuAFl1MV5bnTr9wjOv4M"
      "Q70";
  EXPECT_TRUE(argon2_matches(encoded, "secret").value());
  EXPECT_FALSE(argon2_matches(encoded, "Secret").value());
  EXPECT_EQ(argon2_cost(encoded), (Argon2Cost{4096, 3, 1}));
  EXPECT_EQ(argon2_cost("$argon2d$m=256,t=2,p=1$x$y"), (Argon2Cost{256, 2, 1}));
  for (const auto* text : {"", "$argon2$m=8,t=1,p=1$", "$argon2x$v=19$m=8,t=1,p=1$x$y"}) {
    EXPECT_EQ(argon2_cost(text), std::nullopt) << text;
    EXPECT_EQ(argon2_matches(text, "secret").error().code, ErrorCode::damaged) << text;
  }
  EXPECT_EQ(argon2id_matches(encoded, "secret").error().code, ErrorCode::damaged);
}

TEST(Argon2id, CallsUnreadableTextDamaged) {
  for (const auto* text : {"", "$argon2id$v=19$m=8,t=1,p=1$", "$argon2id$v=19$m=8,t=1,p=1$!!$!!"}) {
    const auto matches = argon2id_matches(text, "password");
    ASSERT_FALSE(matches.has_value()) << text;
    EXPECT_EQ(matches.error().code, ErrorCode::damaged);
  }
}

}  // namespace
}  // namespace gatehouse::crypto
