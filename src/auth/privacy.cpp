#include "auth/privacy.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace gatehouse::auth {
namespace {

struct Level {
  std::string_view name;
  Demand demand;
};
constexpr std::array levels{
    Level{"NO", Demand::none},
    Level{"Remote", Demand::when_remote},
    Level{"YES", Demand::secure_method},
    Level{"TLS", Demand::tls},
};

}  // namespace

Demand demand_of(const settings::Value& value) {
  const auto* text = value.string();
  if (text == nullptr) return Demand::tls;
  const auto found = std::ranges::find_if(
      levels, [&](const Level& level) { return same_but_case(level.name, *text); });
  return found == levels.end() ? Demand::tls : found->demand;
}

bool satisfied(Demand demand, LinkPrivacy link, bool clear_text_method) {
  if (link.tls) return true;
  switch (demand) {
    case Demand::none:
      return true;
    case Demand::when_remote:
      return !clear_text_method || link.loopback;
    case Demand::secure_method:
      return !clear_text_method;
    case Demand::tls:
      return false;
  }
  return false;
}

}  // namespace gatehouse::auth
