#include "auth/sources/os.h"

#include "helper/os_passwords.h"
#include "settings/schema.h"

namespace gatehouse::auth::os {

bool asked(const directory::Account& account, std::string_view tag) {
  return tag.empty() && settings::is_yes(account.setting("UseSysPassword"));
}

net::Task<Result<Checked>> check(const SourceParts& parts, const PasswordCheck& check) {
  const auto pattern = check.account->setting("OSUserName");
  const auto* text = pattern.string();
  auto user = helper::os_user_name(text == nullptr ? "*" : *text, check.account->name);
  // No such user can be, so its password is nobody's.
  if (!user) co_return Checked{.right = false};
  if (parts.outside == nullptr) co_return fail(ErrorCode::unavailable, "no OS passwords here");
  Secret password(check.password);
  auto right =
      co_await parts.outside->os_password(std::move(*user), check.client, std::move(password));
  if (!right) co_return std::unexpected(std::move(right.error()));
  co_return Checked{.right = *right, .slow = true};
}

}  // namespace gatehouse::auth::os
