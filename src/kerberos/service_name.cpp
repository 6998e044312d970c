#include "kerberos/service_name.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "directory/name.h"
#include "directory/routing.h"

namespace gatehouse::kerberos {
namespace {

bool is_writable_part(std::string_view part) {
  const auto plain = [](char c) {
    return c > ' ' && c < '\x7f' && c != '/' && c != '@' && c != '\\';
  };
  return !part.empty() && part.size() <= longest_component && std::ranges::all_of(part, plain);
}

}  // namespace

std::string_view ServiceName::domain_part() const {
  if (components.empty()) return {};
  return components[components.size() == 1 ? 0 : 1];
}

std::string ServiceName::principal() const {
  std::string text;
  for (const auto& component : components) text += (text.empty() ? "" : "/") + component;
  return text;
}

std::string ServiceName::full_name() const { return principal() + "@" + realm; }

bool is_writable(const ServiceName& name) {
  return !name.components.empty() && name.components.size() <= most_components &&
         is_writable_part(name.realm) && std::ranges::all_of(name.components, is_writable_part);
}

Result<directory::DomainView> domain_of(directory::Directory& directory, const ServiceName& name) {
  const auto nowhere = [&name] {
    return fail(ErrorCode::not_allowed,
                "no domain of this site is meant by " + escaped(name.full_name()));
  };
  const auto domain = directory::canonical_domain(name.domain_part());
  if (!domain) return nowhere();
  directory::Routing routing(directory, directory::RouteKind::access, "LoginPage@" + *domain,
                             nullptr);
  auto step = routing.next();
  while (step && std::holds_alternative<directory::AskExternal>(*step)) {
    routing.answered(directory::Routing::StillUnknown{});
    step = routing.next();
  }
  if (!step && step.error().code == ErrorCode::unavailable)
    return std::unexpected(std::move(step.error()));
  const auto* found = step ? std::get_if<directory::ToDomain>(&*step) : nullptr;
  if (found == nullptr) return nowhere();
  return found->domain;
}

}  // namespace gatehouse::kerberos
