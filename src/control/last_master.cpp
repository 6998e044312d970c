#include "control/last_master.h"

#include "access/listed.h"

namespace gatehouse::control {

namespace {

bool is_master(const settings::Value& entry) {
  return access::read_listed(entry, true).server.contains("Master");
}

}  // namespace

Result<void> leaves_a_master(const Call& call, const directory::Domain& domain,
                             std::string_view account_name) {
  if (!domain.main) return {};
  auto& directory = call.site.directory;
  const auto listed = directory.rights_of(domain);
  if (!listed) return std::unexpected(listed.error());
  const auto* entry = settings::find(*listed, account_name);
  if (entry == nullptr || !is_master(*entry)) return {};
  for (const auto& [name, other] : *listed)
    if (name != account_name && is_master(other) && directory.find_account(domain, name)) return {};
  return fail(ErrorCode::not_allowed, "this is the last account with the right Master");
}

}  // namespace gatehouse::control
