#include "control/new_password.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/password_quality.h"
#include "control/reach.h"
#include "settings/schema.h"

namespace gatehouse::control {

namespace {

constexpr char crypt_mark = '\002';
constexpr char bcrypt_mark = '\003';
constexpr char first_unmarked = ' ';

bool mixes_case_and_digits(std::string_view password) {
  const auto has = [password](auto test) { return std::ranges::any_of(password, test); };
  return has([](char c) { return c >= 'a' && c <= 'z'; }) &&
         has([](char c) { return c >= 'A' && c <= 'Z'; }) && has(is_digit);
}

std::size_t characters_of(std::string_view text) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, starts));
}

}  // namespace

Result<std::string> stored_password(const Site& site, const directory::Domain& domain,
                                    const std::string& account_name,
                                    const settings::Dictionary& explicit_settings,
                                    std::string_view password) {
  const bool marked = password.starts_with(crypt_mark) || password.starts_with(bcrypt_mark);
  if (!marked && !password.empty() && static_cast<unsigned char>(password.front()) < first_unmarked)
    return fail(ErrorCode::malformed, "Password: this stored form cannot be brought in");
  const auto& own = site.passwords;
  auto stored = marked ? own.imported(domain, account_name, explicit_settings, password)
                       : own.encode(domain, account_name, explicit_settings, password);
  if (!stored) return fail(stored.error().code, "Password: " + stored.error().detail);
  return stored;
}

Result<void> meets_rules(const directory::Account& account, std::string_view password) {
  const auto least = account.setting("MinPasswordLength").whole().value_or(0);
  if (std::cmp_less(characters_of(password), least))
    return fail(ErrorCode::not_allowed, "the new password is too short: it needs " +
                                            std::to_string(least) + " characters or more");
  const auto complexity = account.setting("PasswordComplexity");
  const auto* rule = complexity.string();
  if (rule != nullptr && same_but_case(*rule, "MixedCaseDigit") && !mixes_case_and_digits(password))
    return fail(ErrorCode::not_allowed,
                "the new password needs upper case letters, lower case letters and digits");
  const auto score = static_cast<int>(account.setting("PasswordQuality").whole().value_or(0));
  return score == 0 ? Result<void>{} : hard_to_guess(password, account.name, score);
}

Result<void> may_change_passwords(const Call& call, const directory::Account& account) {
  if (!is_own(call, account)) return not_above_caller(call, *account.domain, account.name);
  if (call.caller.by_tag)
    return fail(ErrorCode::not_allowed,
                "a session opened with a tagged password changes no password");
  return {};
}

void keep_own_session(const Call& call, const directory::Account& account,
                      const std::string& stored) {
  if (call.caller.keeps_session && is_own(call, account)) call.caller.keeps_session(stored);
}

Result<void> may_choose_passwords(const directory::Account& account) {
  if (settings::is_yes(account.setting("PWDAllowed"))) return {};
  return fail(ErrorCode::not_allowed, "the password of this account may not be modified");
}

}  // namespace gatehouse::control
