#include "directory/router.h"

namespace gatehouse::directory {

DomainView domain_for(const Directory& directory, const IpAddress& local,
                      std::string_view named_by_client) {
  if (!named_by_client.empty())
    if (const auto name = canonical_domain(named_by_client))
      if (auto domain = directory.find_domain(*name)) return domain;
  if (auto domain = directory.domain_at(local)) return domain;
  return directory.main_domain();
}

Result<LoginTarget> locate(const Directory& directory, std::string_view login,
                           const DomainView& when_unqualified) {
  auto name = parse_login(login);
  if (!name) return std::unexpected(name.error());
  LoginTarget target{when_unqualified, *std::move(name)};
  if (!target.name.domain.empty()) {
    target.domain = directory.find_domain(target.name.domain);
  } else if (target.domain == nullptr) {
    target.domain = directory.main_domain();
  }
  return target;
}

}  // namespace gatehouse::directory
