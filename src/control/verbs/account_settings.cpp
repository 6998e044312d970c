#include <array>
#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/new_password.h"
#include "control/new_settings.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using Merge = Dictionary (*)(const Dictionary& now, const Dictionary& changes);

// Encoded beforehand: hashing is slow, and a change may be tried more than once.
Result<std::optional<std::string>> encoded(const Call& call, const directory::Account& account,
                                           const NewSettings& given, Merge merge) {
  if (!given.password) return std::nullopt;
  if (given.password->empty()) return std::string();
  const auto next = merge(account.settings, given.changes);
  auto stored =
      stored_password(call.site, *account.domain, account.name, next, given.password->reveal());
  if (!stored) return passed_on(stored);
  return std::move(*stored);
}

Dictionary with_password(Dictionary all, const std::optional<std::string>& stored) {
  if (!stored) return all;
  if (stored->empty())
    all.erase("Password");
  else
    all.insert_or_assign("Password", *stored);
  return all;
}

Result<Outcome> change(Call& call, const Verb& verb, Merge merge) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto sent = call.arguments.dictionary("settings");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  auto may = not_above_caller(call, *target.domain, target.name);
  if (!may) return passed_on(may);
  auto given = accepted(*sent, settings::Level::account, keys_of(call, *target.domain));
  if (!given) return passed_on(given);
  if (given->password)
    if (auto may_too = may_change_passwords(call, target); !may_too) return passed_on(may_too);
  auto password = encoded(call, target, *given, merge);
  if (!password) return passed_on(password);
  if (*password) keep_own_session(call, target, **password);
  Dictionary before;
  Dictionary after;
  auto stored = call.site.directory.change_account(target, [&](const Dictionary& now) {
    before = now;
    after = with_password(merge(now, given->changes), *password);
    return Result<Dictionary>(after);
  });
  if (!stored) return passed_on(stored);
  note_changes(call, before, after);
  if (*password && call.site.password_changed) call.site.password_changed(target.full_name());
  return done_but_for(given->left_out);
}

Dictionary effective(const directory::Account& account) {
  const auto& domain = *account.domain;
  const std::array nearest_first{&account.settings, &domain.account_defaults,
                                 &domain.server->accounts};
  return settings::all_effective(settings::Level::account, nearest_first);
}

}  // namespace

Result<Outcome> account_settings(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(shown((*account)->settings));
}

Result<Outcome> account_effective_settings(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(shown(effective(**account)));
}

Result<Outcome> account_one_setting(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto key = call.arguments.word("a key");
  if (!key) return passed_on(key);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto visible = shown((*account)->settings);
  const auto* value = settings::find(visible, *key);
  return answer(value == nullptr ? settings::Value(settings::Null{}) : *value);
}

Result<Outcome> update_account_settings(Call call, const Verb& verb) {
  return change(call, verb, after_update);
}

Result<Outcome> set_account_settings(Call call, const Verb& verb) {
  return change(call, verb, after_set);
}

}  // namespace gatehouse::control::acts
