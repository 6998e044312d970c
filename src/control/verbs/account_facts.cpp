#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "directory/name.h"

namespace gatehouse::control::acts {

namespace {

// Files write these keys with a # in front, commands without (guide-facts 4.6).
std::string_view plain_key(std::string_view key) {
  return key.starts_with('#') ? key.substr(1) : key;
}

settings::Dictionary without_marks(const settings::Dictionary& info) {
  settings::Dictionary plain;
  for (const auto& [key, value] : info) plain.insert_or_assign(std::string(plain_key(key)), value);
  return plain;
}

settings::Dictionary only(const settings::Dictionary& info, const std::vector<std::string>& keys) {
  settings::Dictionary chosen;
  for (const auto& key : keys) {
    const auto* value = settings::find(info, plain_key(key));
    if (value != nullptr) chosen.insert_or_assign(std::string(plain_key(key)), *value);
  }
  return chosen;
}

}  // namespace

Result<Outcome> account_aliases(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto aliases = call.site.directory.aliases_of(**account);
  if (!aliases) return passed_on(aliases);
  return answer(array_of(*aliases));
}

Result<Outcome> set_account_aliases(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto aliases = call.arguments.list("aliases");
  if (!aliases) return passed_on(aliases);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  for (auto& alias : *aliases) {
    auto canonical = directory::canonical_account(alias);
    if (!canonical) return fail(ErrorCode::malformed, "an alias cannot have one of these names");
    alias = std::move(*canonical);
  }
  if (auto may = not_above_caller(call, *(*account)->domain, (*account)->name); !may)
    return passed_on(may);
  if (const auto before = call.site.directory.aliases_of(**account))
    note_change(call, "Aliases", array_of(*before), array_of(*aliases));
  return done_if(call.site.directory.set_account_aliases(**account, *aliases));
}

Result<Outcome> account_info(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto stored = call.site.directory.info_of(**account);
  if (!stored) return passed_on(stored);
  const auto info = without_marks(*stored);
  if (call.arguments.empty()) return answer(info);
  if (call.arguments.next_is('(')) {
    auto keys = call.arguments.list("keys");
    if (!keys) return passed_on(keys);
    if (auto end = call.arguments.end(); !end) return passed_on(end);
    return answer(only(info, *keys));
  }
  if (auto key = call.arguments.expect_keyword("KEY"); !key) return passed_on(key);
  auto key = call.arguments.word("a key");
  if (!key) return passed_on(key);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto* value = settings::find(info, plain_key(*key));
  return answer(value == nullptr ? settings::Value("") : *value);
}

Result<Outcome> account_location(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer((*account)->location);
}

}  // namespace gatehouse::control::acts
