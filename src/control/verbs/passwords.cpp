#include <utility>

#include "base/secret.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/new_password.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "settings/schema.h"

namespace gatehouse::control::acts {

namespace {

struct Wish {
  Secret password;
  bool check = false;
};

Result<Secret> take_password(Arguments& arguments) {
  auto word = arguments.word("a password");
  if (!word) return passed_on(word);
  const WipeAtEnd wiped(*word);
  return Secret(*word);
}

// Other methods mean the account's one password (guide-facts 4.6).
Result<void> take_method(Arguments& arguments) {
  if (!arguments.keyword("METHOD")) return {};
  auto method = arguments.word("a method");
  if (!method) return passed_on(method);
  if (same_but_case(*method, "SIP") || same_but_case(*method, "RADIUS"))
    return fail(ErrorCode::not_allowed, "METHOD: this server keeps one password for all methods");
  return {};
}

Result<Wish> take_wish(Arguments& arguments) {
  // TO is what older clients send.
  if (!arguments.keyword("TO"))
    if (auto keyword = arguments.expect_keyword("PASSWORD"); !keyword) return passed_on(keyword);
  auto password = take_password(arguments);
  if (!password) return passed_on(password);
  if (auto method = take_method(arguments); !method) return passed_on(method);
  const bool check = arguments.keyword("CHECK");
  if (auto end = arguments.end(); !end) return passed_on(end);
  return Wish{std::move(*password), check};
}

// Own changes and those with CHECK follow the account's rules; nobody locks himself out.
Result<void> may_be_set(const Call& call, const directory::Account& account, const Wish& wish) {
  const bool own = is_own(call, account);
  if (!own)
    if (auto may = not_above_caller(call, *account.domain, account.name); !may) return may;
  if (!own && !wish.check) return {};
  if (!settings::is_yes(account.setting("PWDAllowed")))
    return fail(ErrorCode::not_allowed, "the password of this account may not be modified");
  if (wish.password.empty()) return fail(ErrorCode::not_allowed, "the new password is empty");
  return meets_rules(account, wish.password.reveal());
}

}  // namespace

Result<Outcome> set_account_password(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto wish = take_wish(call.arguments);
  if (!wish) return passed_on(wish);
  const auto& target = **account;
  if (auto may = may_be_set(call, target, *wish); !may) return passed_on(may);
  auto encoded = call.site.passwords.encode(*target.domain, target.name, target.settings,
                                            wish->password.reveal());
  if (!encoded) return passed_on(encoded);
  auto stored = call.site.directory.change_account(target, [&](settings::Dictionary now) {
    now.erase("Password");
    if (!encoded->empty()) now.emplace("Password", *encoded);
    return Result<settings::Dictionary>(std::move(now));
  });
  if (!stored) return passed_on(stored);
  if (call.site.password_changed) call.site.password_changed(target.full_name());
  return done();
}

Result<Outcome> verify_account_password(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto keyword = call.arguments.expect_keyword("PASSWORD"); !keyword) return passed_on(keyword);
  auto password = take_password(call.arguments);
  if (!password) return passed_on(password);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  if (auto may = not_above_caller(call, *target.domain, target.name); !may) return passed_on(may);
  auto right = call.site.passwords.verify(target, password->reveal());
  if (!right) return passed_on(right);
  if (!*right) return fail(ErrorCode::wrong_password, "incorrect password");
  return done();
}

}  // namespace gatehouse::control::acts
