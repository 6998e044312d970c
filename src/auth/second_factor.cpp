#include "auth/second_factor.h"

#include "auth/authenticator.h"
#include "credentials/second_factor.h"

namespace gatehouse::auth {

// What the list of rights says of an account is not looked into: whoever stands there was trusted
// with something.
Result<bool> needs_one_by_rights(directory::Directory& directory, const directory::Account& account,
                                 const DomainPolicy& policy) {
  if (!policy.second_factor_of_administrators) return false;
  const auto listed = directory.rights_of(*account.domain);
  if (!listed) return std::unexpected(listed.error());
  const auto* rights = settings::find(*listed, account.name);
  if (rights == nullptr) return false;
  return rights->array() == nullptr || !rights->array()->empty();
}

Result<SecondFactor> second_factor_of(directory::Directory& directory,
                                      const directory::Account& account,
                                      const DomainPolicy& policy) {
  const auto wanted = AccountRules(&account, policy).second_factor();
  const bool enrolled = credentials::factor_state(account.settings).enrolled;
  const auto asked = enrolled ? SecondFactor::code : SecondFactor::enrolment;
  if (wanted == FactorDemand::required) return asked;
  if (wanted == FactorDemand::optional && enrolled) return SecondFactor::code;
  const auto by_rights = needs_one_by_rights(directory, account, policy);
  if (!by_rights) return std::unexpected(by_rights.error());
  return *by_rights ? asked : SecondFactor::not_asked;
}

net::Task<Result<SecondFactor>> Authenticator::second_factor(const Identity& identity) {
  auto ask = [this, &identity] {
    return second_factor_of(parts_.directory, *identity.account, *identity.policy);
  };
  if (!identity.policy->second_factor_of_administrators) co_return ask();
  co_return co_await blocking(std::move(ask));
}

}  // namespace gatehouse::auth
