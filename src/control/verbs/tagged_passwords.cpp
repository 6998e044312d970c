#include <utility>

#include "control/answers.h"
#include "control/new_password.h"
#include "control/new_tag.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using settings::Value;

constexpr std::string_view last_use_key = "LastUse";
constexpr std::string_view last_address_key = "LastAddress";

Value stamp(Time time) {
  return settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(time)};
}

Dictionary shown(const std::optional<credentials::TagRules>& rules) {
  if (!rules) return {{"Damaged", "YES"}};
  Dictionary facts;
  if (!rules->label.empty()) facts.emplace("Label", rules->label);
  if (!rules->services.empty()) facts.emplace("Services", array_of(rules->services));
  if (!rules->networks.empty()) facts.emplace("Networks", rules->networks);
  if (rules->created) facts.emplace("Created", stamp(*rules->created));
  if (rules->expires) facts.emplace("Expires", stamp(*rules->expires));
  return facts;
}

// What account.info says of one tag.
const Dictionary* use_of(const Dictionary& info, std::string_view tag) {
  const auto* uses = settings::find(info, tag_use_key);
  if (uses == nullptr || uses->dictionary() == nullptr) return nullptr;
  const auto* use = settings::find(*uses->dictionary(), tag);
  return use == nullptr ? nullptr : use->dictionary();
}

Dictionary with_use(Dictionary facts, const Dictionary* use) {
  for (const auto key : {last_use_key, last_address_key})
    if (const auto* value = use == nullptr ? nullptr : settings::find(*use, key))
      facts.insert_or_assign(std::string(key), *value);
  return facts;
}

}  // namespace

Result<Outcome> list_account_tags(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto info = call.site.directory.info_of(**account);
  if (!info) return passed_on(info);
  Dictionary all;
  for (const auto& tag : credentials::tags_of(**account))
    all.emplace(tag, with_use(shown(credentials::tag_rules(**account, tag)), use_of(*info, tag)));
  return answer(std::move(all));
}

Result<Outcome> create_account_tag(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (!take_tag_keyword(call.arguments))
    if (auto keyword = call.arguments.expect_keyword("TAG"); !keyword) return passed_on(keyword);
  auto wish = take_tag(call.arguments, call.site.clock.now());
  if (!wish) return passed_on(wish);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  if (auto may = may_change_passwords(call, target); !may) return passed_on(may);
  if (is_own(call, target))
    if (auto may = may_choose_passwords(target); !may) return passed_on(may);
  const auto& own = call.site.passwords;
  const auto password = own.random_password();
  auto encoded =
      own.encode(*target.domain, target.name, target.settings, password.reveal(), wish->tag);
  if (!encoded) return passed_on(encoded);
  auto stored = store_tag(call, target, *wish, *encoded, TagMay::be_new_only);
  if (!stored) return passed_on(stored);
  return answer(password.reveal());
}

}  // namespace gatehouse::control::acts
