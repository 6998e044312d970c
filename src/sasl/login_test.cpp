#include "sasl/login.h"

#include <gtest/gtest.h>

#include "tests/support/sasl_answers.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;

std::unique_ptr<Mechanism> fresh() {
  crypto::CountingEntropy entropy;
  return make_login(Link{}, entropy);
}

TEST(Login, AsksForTheNameAndThePassword) {
  const support::KnownAccount tim{"tim", "secret"};
  const auto login = fresh();
  EXPECT_EQ(std::get<Challenge>(login->begin()).bytes, "Username:");
  EXPECT_EQ(std::get<Challenge>(login->on_response("tim")).bytes, "Password:");
  const auto step = support::settled(*login, login->on_response("secret"), tim);
  ASSERT_TRUE(std::holds_alternative<Grant>(step));
  EXPECT_EQ(std::get<Grant>(step).account, "tim");
}

TEST(Login, RefusesEmptyOverlongAndUnusableParts) {
  for (const auto& name : {""s, std::string(256, 'n'), "t\0m"s, "t\nm"s, "\xff"s})
    EXPECT_TRUE(std::holds_alternative<Error>(fresh()->on_response(name)));
  for (const auto& password : {""s, std::string(1025, 'p'), "a\0b"s}) {
    const auto login = fresh();
    (void)login->on_response("tim");
    const auto step = login->on_response(password);
    ASSERT_TRUE(std::holds_alternative<Error>(step));
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::malformed);
  }
}

}  // namespace
}  // namespace gatehouse::sasl
