#include "auth/sources/uri.h"

namespace gatehouse::auth::uri {
namespace {

std::string uri_of(const directory::Account& account) {
  const auto value = account.setting("AuthURI");
  const auto* text = value.string();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

bool asked(const directory::Account& account, std::string_view tag) {
  return tag.empty() && !uri_of(account).empty();
}

net::Task<Result<Checked>> check(const SourceParts& parts, const PasswordCheck& check) {
  if (parts.outside == nullptr) co_return fail(ErrorCode::unavailable, "no LDAP client here");
  Secret password(check.password);
  auto right =
      co_await parts.outside->uri_password(uri_of(*check.account), check.account->name,
                                           check.account->domain->name, std::move(password));
  if (!right) co_return std::unexpected(std::move(right.error()));
  co_return Checked{.right = *right, .slow = true};
}

}  // namespace gatehouse::auth::uri
