#include "auth/sources/external.h"

#include "settings/schema.h"

namespace gatehouse::auth::external {

bool asked(const directory::Account& account, std::string_view tag) {
  return tag.empty() && settings::is_yes(account.setting("UseExtPassword"));
}

net::Task<Result<Checked>> check(const SourceParts& parts, const PasswordCheck& check) {
  if (parts.outside == nullptr) co_return fail(ErrorCode::unavailable, "no external program here");
  Secret password(check.password);
  auto right = co_await parts.outside->external_password(check.service, check.account->full_name(),
                                                         std::move(password));
  // What cannot be put to the program (a line end in it) is nobody's password there.
  if (!right && right.error().code == ErrorCode::malformed) co_return Checked{.right = false};
  if (!right) co_return std::unexpected(std::move(right.error()));
  co_return Checked{.right = *right, .slow = true};
}

}  // namespace gatehouse::auth::external
