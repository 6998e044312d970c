#include "sasl/external.h"

#include <gtest/gtest.h>

#include "tests/support/sasl_answers.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;

std::unique_ptr<Mechanism> fresh() {
  crypto::CountingEntropy entropy;
  return make_external(Link{}, entropy);
}

TEST(External, ActsAsItselfOrAsTheNameSent) {
  const support::KnownAccount peer{"tim", ""};
  for (const std::string_view name : {"", "bob"}) {
    const auto external = fresh();
    const auto step = support::settled(*external, external->on_response(name), peer);
    ASSERT_TRUE(std::holds_alternative<Grant>(step));
    EXPECT_EQ(std::get<Grant>(step).account, "tim");
    EXPECT_EQ(std::get<Grant>(step).acting_as, name);
  }
}

TEST(External, IsNoOneWithoutAName) {
  const auto external = fresh();
  EXPECT_TRUE(std::holds_alternative<Question>(external->on_response("")));
  EXPECT_TRUE(std::holds_alternative<Error>(external->on_answer(Named{})));
  EXPECT_TRUE(std::holds_alternative<Error>(fresh()->on_response("a\0b"s)));
}

}  // namespace
}  // namespace gatehouse::sasl
