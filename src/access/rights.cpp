#include "access/rights.h"

namespace gatehouse::access {
namespace {

constexpr std::string_view master_right = "Master";
constexpr std::string_view all_domains = "User";
constexpr std::string_view domain_administrator = "Domain";

std::unexpected<Error> lacking(std::string_view right) {
  return fail(ErrorCode::not_allowed, "the right " + std::string(right) + " is needed");
}

}  // namespace

Rights::Rights(const directory::Account& account, const settings::Dictionary& listed)
    : home_(account.domain->id) {
  const auto* codes = settings::find(listed, account.name);
  if (codes == nullptr) return;
  for (auto& code : settings::to_list(*codes)) domain_.insert(std::move(code));
  // The two kinds share a list; only the Main Domain's may hold rights over the server.
  if (account.domain->main) server_ = domain_;
}

Rights Rights::master() {
  Rights rights;
  rights.server_.emplace(master_right);
  return rights;
}

Result<void> Rights::for_server(std::string_view right) const {
  if (server_.contains(master_right) || server_.contains(right)) return {};
  return lacking(right);
}

Result<void> Rights::for_domain(std::string_view right, const directory::Domain& domain) const {
  if (for_server(all_domains)) return {};
  if (home_ == domain.id && domain_.contains(domain_administrator) && domain_.contains(right))
    return {};
  return lacking(right.empty() ? all_domains : right);
}

}  // namespace gatehouse::access
