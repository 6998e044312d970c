#include "sasl/session_id.h"

#include <gtest/gtest.h>

namespace gatehouse::sasl {
namespace {

using namespace std::string_literals;

std::unique_ptr<Mechanism> fresh() {
  crypto::CountingEntropy entropy;
  return make_session_id(Link{}, entropy);
}

TEST(SessionId, AsksWhetherTheNameOwnsTheSession) {
  for (const std::string name : {"joe", "joe@company.com", "joe smith"}) {
    const auto mechanism = fresh();
    auto first = mechanism->begin();
    ASSERT_TRUE(std::holds_alternative<Challenge>(first));
    EXPECT_EQ(std::get<Challenge>(first).bytes, "");
    auto step = mechanism->on_response(name + " 114-bXaKw92JK1pZVB5taj1r");
    ASSERT_TRUE(std::holds_alternative<Question>(step));
    const auto& asked = std::get<OwnsSession>(std::get<Question>(step));
    EXPECT_EQ(asked.name, name);
    EXPECT_EQ(asked.id.reveal(), "114-bXaKw92JK1pZVB5taj1r");
    step = mechanism->on_answer(Verified{"joe@company.com"});
    ASSERT_TRUE(std::holds_alternative<Grant>(step));
    EXPECT_EQ(std::get<Grant>(step).account, "joe@company.com");
    EXPECT_EQ(std::get<Grant>(step).acting_as, "");
  }
}

TEST(SessionId, RefusesWhatIsNotANameAndAnId) {
  for (const auto& response : {""s, "joe"s, " 1-a"s, "joe "s, "joe 1_a"s, "joe 1-a\n"s,
                               "joe\0 1-a"s, "\xff 1-a"s, "joe " + std::string(129, 'a')}) {
    const auto mechanism = fresh();
    (void)mechanism->begin();
    const auto step = mechanism->on_response(response);
    ASSERT_TRUE(std::holds_alternative<Error>(step)) << response;
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::malformed) << response;
  }
}

TEST(SessionId, IsGrantedToNobodyWithoutAYes) {
  const auto mechanism = fresh();
  (void)mechanism->on_response("joe 1-a");
  EXPECT_TRUE(
      std::holds_alternative<Error>(mechanism->on_answer(Error{ErrorCode::wrong_password, ""})));
  (void)mechanism->on_response("joe 1-a");
  EXPECT_TRUE(std::holds_alternative<Error>(mechanism->on_answer(Named{"joe"})));
}

TEST(SessionId, HasBothItsNamesAndIsNotAnnounced) {
  for (const auto* name : {"SESSIONID", "webuser"}) {
    const auto* info = mechanism_named(name);
    ASSERT_NE(info, nullptr) << name;
    EXPECT_FALSE(info->traits.announced);
    EXPECT_TRUE(info->traits.clear_text);
    EXPECT_EQ(info->login_method, info->name);
  }
}

}  // namespace
}  // namespace gatehouse::sasl
