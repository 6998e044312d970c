#include "auth/privacy.h"

#include <gtest/gtest.h>

namespace gatehouse::auth {
namespace {

constexpr LinkPrivacy far{.tls = false, .loopback = false};
constexpr LinkPrivacy near{.tls = false, .loopback = true};
constexpr LinkPrivacy far_tls{.tls = true, .loopback = false};

TEST(SecureMethodRequired, IsReadFromTheSetting) {
  EXPECT_EQ(demand_of("NO"), Demand::none);
  EXPECT_EQ(demand_of("Remote"), Demand::when_remote);
  EXPECT_EQ(demand_of("yes"), Demand::secure_method);
  EXPECT_EQ(demand_of("TLS"), Demand::tls);
}

TEST(SecureMethodRequired, IsStrictestWhenItMakesNoSense) {
  EXPECT_EQ(demand_of("perhaps"), Demand::tls);
  EXPECT_EQ(demand_of(settings::Array{}), Demand::tls);
}

TEST(SecureMethodRequired, DecidesByMethodAndLink) {
  struct {
    Demand demand;
    LinkPrivacy link;
    bool clear_text_allowed;
    bool secure_allowed;
  } const cases[] = {
      {Demand::none, far, true, true},
      {Demand::when_remote, far, false, true},
      {Demand::when_remote, near, true, true},
      {Demand::when_remote, far_tls, true, true},
      {Demand::secure_method, far, false, true},
      {Demand::secure_method, near, false, true},
      {Demand::secure_method, far_tls, true, true},
      {Demand::tls, far, false, false},
      {Demand::tls, near, false, false},
      {Demand::tls, far_tls, true, true},
  };
  for (const auto& row : cases) {
    EXPECT_EQ(satisfied(row.demand, row.link, true), row.clear_text_allowed)
        << static_cast<int>(row.demand) << row.link.loopback << row.link.tls;
    EXPECT_EQ(satisfied(row.demand, row.link, false), row.secure_allowed)
        << static_cast<int>(row.demand) << row.link.loopback << row.link.tls;
  }
}

}  // namespace
}  // namespace gatehouse::auth
