#include <array>
#include <utility>

#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using directory::RouteKind;
using directory::RouteStep;
using directory::Routing;

struct KindName {
  std::string_view name;
  RouteKind kind;
};
constexpr std::array kinds{KindName{"MAIL", RouteKind::mail}, KindName{"ACCESS", RouteKind::access},
                           KindName{"SIGNAL", RouteKind::signal}};

RouteKind take_kind(Arguments& arguments) {
  for (const auto& [name, kind] : kinds)
    if (arguments.keyword(name)) return kind;
  return RouteKind::access;
}

// Where nobody outside is asked.
Result<RouteStep> route_here(directory::Directory& directory, RouteKind kind, std::string address,
                             directory::DomainView when_unqualified) {
  Routing routing(directory, kind, std::move(address), std::move(when_unqualified));
  auto step = routing.next();
  while (step && std::holds_alternative<directory::AskExternal>(*step)) {
    routing.answered(Routing::StillUnknown{});
    step = routing.next();
  }
  return step;
}

// guide-facts 4.10: module, host, address.
struct InThreeStrings {
  using Strings = std::array<std::string, 3>;
  Strings operator()(const directory::ToAccount& to) const {
    return {"LOCAL", to.account->full_name(), ""};
  }
  Strings operator()(const directory::ToGroup& to) const {
    return {"GROUP", to.group->name + "@" + to.group->domain->name, ""};
  }
  Strings operator()(const directory::ToDomain& to) const {
    return {"SYSTEM", "LoginPage", to.domain->name};
  }
  Strings operator()(const directory::ToOtherSite& to) const {
    return {"SMTP", to.address.substr(to.address.rfind('@') + 1), to.address};
  }
  Strings operator()(const directory::ToNobody& /*to*/) const { return {"SYSTEM", "NULL", ""}; }
  Strings operator()(const directory::AskExternal& question) const {
    return {"EXTERNAL", "", question.full_name};
  }
};

}  // namespace

Result<Outcome> route(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto address = call.arguments.word("an address");
  if (!address) return passed_on(address);
  const auto kind = take_kind(call.arguments);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto here = own_domain(call);
  auto step = call.site.route
                  ? call.site.route(*std::move(address), kind, std::move(here))
                  : route_here(call.site.directory, kind, *std::move(address), std::move(here));
  if (step) return answer(array_of(std::visit(InThreeStrings{}, *step)));
  if (step.error().code == ErrorCode::conflict)
    return fail(ErrorCode::not_allowed, "the address leads on and on");
  return passed_on(step);
}

}  // namespace gatehouse::control::acts
