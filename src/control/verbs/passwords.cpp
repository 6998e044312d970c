#include <optional>
#include <utility>

#include "base/secret.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/new_password.h"
#include "control/new_tag.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "password/description.h"

namespace gatehouse::control::acts {

namespace {

struct Wish {
  Secret password;
  std::optional<NewTag> tag{};  // none: the main password
  bool check = false;

  [[nodiscard]] std::string_view tag_name() const {
    return tag ? std::string_view(tag->tag) : std::string_view{};
  }
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
  if (take_tag_keyword(arguments))
    return fail(ErrorCode::malformed, "METHOD and TAG exclude each other");
  return {};
}

Result<Wish> take_wish(Arguments& arguments, Time now) {
  // TO is what older clients send.
  if (!arguments.keyword("TO"))
    if (auto keyword = arguments.expect_keyword("PASSWORD"); !keyword) return passed_on(keyword);
  auto password = take_password(arguments);
  if (!password) return passed_on(password);
  Wish wish{std::move(*password)};
  if (auto method = take_method(arguments); !method) return passed_on(method);
  if (take_tag_keyword(arguments)) {
    auto tag = take_tag(arguments, now);
    if (!tag) return passed_on(tag);
    wish.tag = std::move(*tag);
  }
  wish.check = arguments.keyword("CHECK");
  if (auto end = arguments.end(); !end) return passed_on(end);
  return wish;
}

// Own changes and those with CHECK follow the account's rules; nobody locks himself out. Without a
// tagged password the account is as open as before.
Result<void> may_be_set(const Call& call, const directory::Account& account, const Wish& wish) {
  if (auto may = may_change_passwords(call, account); !may) return may;
  if (!is_own(call, account) && !wish.check) return {};
  if (auto may = may_choose_passwords(account); !may) return may;
  if (!wish.password.empty()) return meets_rules(account, wish.password.reveal());
  if (wish.tag) return {};
  return fail(ErrorCode::not_allowed, "the new password is empty");
}

Result<void> store_main(const Call& call, const directory::Account& account,
                        const std::string& encoded) {
  keep_own_session(call, account, encoded);
  note_change(call, "Password", encoded.empty() ? "removed" : "changed");
  auto stored = call.site.directory.change_account(account, [&](settings::Dictionary now) {
    now.erase("Password");
    if (!encoded.empty()) now.emplace("Password", encoded);
    return Result<settings::Dictionary>(std::move(now));
  });
  if (stored && call.site.password_changed) call.site.password_changed(account.full_name());
  return stored;
}

Result<void> store(const Call& call, const directory::Account& account,
                   const std::optional<NewTag>& tag, const std::string& encoded) {
  if (!tag) return store_main(call, account, encoded);
  note_change(call, "Password of tag " + tag->tag, encoded.empty() ? "removed" : "changed");
  return store_tag(call, account, *tag, encoded, TagMay::replace);
}

// What the importer should know (V-055).
Outcome imported_as(const std::string& stored) {
  Outcome outcome;
  const auto description = password::described(stored);
  if (description.weak) outcome.words = "OK, but a weak form: " + description.scheme;
  if (description.first_eight_only)
    outcome.words += ", only eight characters of the password count";
  return outcome;
}

}  // namespace

Result<Outcome> set_account_password(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto wish = take_wish(call.arguments, call.site.clock.now());
  if (!wish) return passed_on(wish);
  const auto& target = **account;
  if (auto may = may_be_set(call, target, *wish); !may) return passed_on(may);
  auto encoded = call.site.passwords.encode(*target.domain, target.name, target.settings,
                                            wish->password.reveal(), wish->tag_name());
  if (!encoded) return passed_on(encoded);
  return done_if(store(call, target, wish->tag, *encoded));
}

Result<Outcome> import_account_password(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto encoded = take_password(call.arguments);
  if (!encoded) return passed_on(encoded);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  if (auto may = may_change_passwords(call, target); !may) return passed_on(may);
  auto stored =
      call.site.passwords.imported(*target.domain, target.name, target.settings, encoded->reveal());
  if (!stored) return passed_on(stored);
  if (auto kept = store_main(call, target, *stored); !kept) return passed_on(kept);
  return imported_as(*stored);
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
  auto right = call.site.try_password ? call.site.try_password(*account, password->reveal())
                                      : call.site.passwords.verify(target, password->reveal());
  if (!right) return passed_on(right);
  if (!*right) return fail(ErrorCode::wrong_password, "incorrect password");
  return done();
}

Result<Outcome> reset_failed_logins(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  if (auto may = not_above_caller(call, *target.domain, target.name); !may) return passed_on(may);
  if (call.site.forget_failures_of_account)
    call.site.forget_failures_of_account(target.full_name());
  return done();
}

}  // namespace gatehouse::control::acts
