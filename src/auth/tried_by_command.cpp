#include "auth/authenticator.h"

namespace gatehouse::auth {

// Under a name that no login can have, so that it takes nothing from the owner or from strangers.
Result<bool> Authenticator::try_password(const directory::AccountView& account,
                                         std::string_view password) {
  const AccountRules rules(account.get(), *policies_.of(account->domain));
  const auto name = account->full_name();
  GuessedAt guess{.account = name + "$ by command",
                  .counter = name + "$ by command",
                  .from = *IpAddress::parse("127.0.0.1"),
                  .limit = rules.failed_logins().count};
  auto answer = protection_.reserve(std::move(guess), parts_.clock.moment());
  if (answer.admission != Admission::granted)
    return fail(ErrorCode::not_allowed,
                "too many wrong passwords of this account, try again later");
  auto right = passwords_.verify(*account, password);
  if (!right || *right) return right;
  const Secret tried(password);
  answer.reservation.failed(&tried, parts_.clock.moment());
  return false;
}

void Authenticator::forget_failures(const std::string& full_name) {
  protection_.forget_failures(full_name);
  lockout_.forget_failures(full_name);
}

}  // namespace gatehouse::auth
