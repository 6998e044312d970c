#include "auth/authenticator.h"

namespace gatehouse::auth {

Result<bool> Authenticator::try_password(const directory::AccountView& account,
                                         std::string_view password) {
  const Secret tried(password);
  return tried_by_command(account, &tried, [&] { return passwords_.verify(*account, password); });
}

// Codes of later minutes are the same six digits again: each wrong one counts.
Result<bool> Authenticator::try_proof(const directory::AccountView& account, std::string_view proof,
                                      control::Proof kind) {
  const bool enrolled = credentials::factor_state(account->settings).enrolled;
  const bool maybe_code = enrolled && credentials::looks_like_a_code(proof);
  if (!maybe_code && kind == control::Proof::password_or_code) return try_password(account, proof);
  return tried_by_command(account, nullptr, [&]() -> Result<bool> {
    if (!maybe_code) return false;
    auto right = credentials::use_code(parts_.directory, passwords_.second_factor(), *account,
                                       proof, parts_.clock.now());
    if (!right || *right || kind == control::Proof::code) return right;
    return passwords_.verify(*account, proof);
  });
}

// Under a name that no login can have, so that it takes nothing from the owner or from strangers.
Result<bool> Authenticator::tried_by_command(const directory::AccountView& account,
                                             const Secret* shown,
                                             const std::function<Result<bool>()>& compare) {
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
  auto right = compare();
  if (!right || *right) return right;
  answer.reservation.failed(shown, parts_.clock.moment());
  return false;
}

void Authenticator::forget_failures(const std::string& full_name) {
  protection_.forget_failures(full_name);
  lockout_.forget_failures(full_name);
}

}  // namespace gatehouse::auth
