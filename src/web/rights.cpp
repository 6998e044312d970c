#include "web/rights.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::web {
namespace {

// Not included in User.
constexpr std::array of_the_server{"Settings",     "Monitor",         "Directory",       "Master",
                                   "CanModifyLog", "CanRejectQueues", "CanReleaseQueues"};

}  // namespace

Rights::Rights(const settings::Array& codes) {
  for (const auto& code : codes)
    if (const auto* text = code.string()) codes_.insert(*text);
}

bool Rights::has(std::string_view code) const {
  if (master() || codes_.contains(code)) return true;
  const bool of_server = std::ranges::find(of_the_server, code) != of_the_server.end();
  return !of_server && codes_.contains("User");
}

std::string_view name_of(Realm realm) {
  switch (realm) {
    case Realm::settings:
      return "Settings";
    case Realm::users:
      return "Users";
    case Realm::monitors:
      return "Monitors";
    case Realm::directory:
      return "Directory";
    case Realm::master:
      return "Master";
    case Realm::own:
      return "Own";
  }
  std::unreachable();
}

bool may_enter(const Rights& rights, Realm realm) {
  switch (realm) {
    case Realm::settings:
      return rights.has("Settings");
    case Realm::users:
      return rights.has("Domain") || rights.has("UserRead");
    case Realm::monitors:
      return rights.has("Monitor");
    case Realm::directory:
      return rights.has("Directory");
    case Realm::master:
      return rights.master();
    case Realm::own:
      return true;
  }
  std::unreachable();
}

}  // namespace gatehouse::web
