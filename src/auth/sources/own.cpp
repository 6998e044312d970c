#include "auth/sources/own.h"

#include "settings/schema.h"

namespace gatehouse::auth::own {
namespace {

net::Task<Result<Checked>> check_slowly(const SourceParts& parts, const PasswordCheck& check) {
  const auto key = parts.positive.key_of(*check.account, check.password, check.tag);
  if (parts.positive.knows(key, parts.clock.moment())) co_return Checked{.right = true};
  ++parts.slow_checks;
  auto work = [&parts, &check] {
    return parts.passwords.verify(*check.account, check.password, check.tag);
  };
  auto checked = co_await parts.hashing.run(std::move(work));
  if (!checked) co_return std::unexpected(std::move(checked.error()));
  if (*checked && **checked) parts.positive.remember(key, parts.clock.moment());
  if (!*checked) co_return std::unexpected(std::move(checked->error()));
  co_return Checked{.right = **checked, .slow = true};
}

}  // namespace

bool asked(const directory::Account& account, std::string_view tag) {
  return !tag.empty() || settings::is_yes(account.setting("UseAppPassword"));
}

net::Task<Result<Checked>> check(const SourceParts& parts, const PasswordCheck& check) {
  if (!parts.passwords.cheap_to_verify(*check.account, check.tag))
    co_return co_await check_slowly(parts, check);
  const auto right = parts.passwords.verify(*check.account, check.password, check.tag);
  if (!right) co_return std::unexpected(right.error());
  co_return Checked{.right = *right};
}

}  // namespace gatehouse::auth::own
