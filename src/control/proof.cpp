#include "control/proof.h"

#include "control/answers.h"
#include "credentials/second_factor.h"

namespace gatehouse::control {

namespace {

Result<directory::AccountView> as_it_is(const Call& call, const directory::Account& account) {
  const auto domain = call.site.directory.find_domain(account.domain->name);
  if (!domain || domain->id != account.domain->id)
    return fail(ErrorCode::unknown_account, "the domain is gone");
  return call.site.directory.find_account(*domain, account.name);
}

}  // namespace

Result<bool> is_proof_of(const Call& call, const directory::Account& account,
                         std::string_view proof) {
  auto now = as_it_is(call, account);
  if (!now) return passed_on(now);
  if (call.site.try_proof) return call.site.try_proof(*now, proof, Proof::password_or_code);
  const bool has_factor = credentials::factor_state((*now)->settings).enrolled;
  if (has_factor && credentials::looks_like_a_code(proof))
    if (auto right = is_code_of(call, **now, proof); !right || *right) return right;
  return call.site.passwords.verify(**now, proof);
}

Result<bool> is_code_of(const Call& call, const directory::Account& account,
                        std::string_view code) {
  auto now = as_it_is(call, account);
  if (!now) return passed_on(now);
  if (!credentials::factor_state((*now)->settings).enrolled ||
      !credentials::looks_like_a_code(code))
    return false;
  if (call.site.try_proof) return call.site.try_proof(*now, code, Proof::code);
  const auto used = credentials::use_code(call.site.directory, call.site.passwords.second_factor(),
                                          **now, code, call.site.clock.now());
  return used;
}

}  // namespace gatehouse::control
