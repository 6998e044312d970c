#include "control/new_tag.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "settings/schema.h"

namespace gatehouse::control {

namespace {

using credentials::TagRules;
using settings::Dictionary;

constexpr std::string_view never = "never";

// --- What may follow a tag, each by its keyword.

Result<NewTag> take_label(Arguments& rest, NewTag wish, Time /*now*/) {
  auto label = rest.word("a label");
  if (!label) return passed_on(label);
  wish.label = std::move(*label);
  return wish;
}

Result<NewTag> take_services(Arguments& rest, NewTag wish, Time /*now*/) {
  auto services = rest.list("services");
  if (!services) return passed_on(services);
  const auto* modes = settings::setting_named("AccessModes", settings::Level::account);
  if (auto known = settings::check(*modes, array_of(*services)); !known)
    return fail(ErrorCode::malformed, "SERVICES: expected codes of Enabled Services");
  wish.services = std::move(*services);
  return wish;
}

Result<NewTag> take_networks(Arguments& rest, NewTag wish, Time /*now*/) {
  auto networks = rest.word("an address list");
  if (!networks) return passed_on(networks);
  wish.networks = std::move(*networks);
  return wish;
}

// Later than any calendar is never.
std::optional<Time> moment_of(const settings::TimeStamp& stamp) {
  constexpr std::chrono::sys_seconds last = std::chrono::sys_days{std::chrono::year{9999} / 1 / 1};
  return stamp.at >= last ? std::nullopt : std::optional<Time>(stamp.at);
}

Result<NewTag> take_expiry(Arguments& rest, NewTag wish, Time now) {
  auto value = rest.value("a time, a period or NEVER");
  if (!value) return passed_on(value);
  const auto* word = value->string();
  const auto* stamp = std::get_if<settings::TimeStamp>(&value->held());
  if (word != nullptr && same_but_case(*word, never)) {
    wish.expires = std::optional<Time>{};
    return wish;
  }
  if (stamp != nullptr && stamp->at >= std::chrono::floor<std::chrono::seconds>(now)) {
    wish.expires = moment_of(*stamp);
    return wish;
  }
  const auto period = settings::to_period(*value);
  if (!period)
    return fail(ErrorCode::malformed,
                "EXPIRES: expected a time to come, a period such as 90d, or NEVER");
  wish.expires = now + *period;
  return wish;
}

struct Limit {
  std::string_view keyword;
  Result<NewTag> (*take)(Arguments& rest, NewTag wish, Time now);
};
constexpr std::array limits{Limit{"EXPIRES", take_expiry}, Limit{"LABEL", take_label},
                            Limit{"NETWORKS", take_networks}, Limit{"SERVICES", take_services}};

const Limit* next_limit(Arguments& rest) {
  const auto comes = [&rest](const Limit& limit) { return rest.keyword(limit.keyword); };
  const auto found = std::ranges::find_if(limits, comes);
  return found == limits.end() ? nullptr : &*found;
}

TagRules rules_after(TagRules rules, const NewTag& wish, Time now) {
  rules.label = wish.label.value_or(rules.label);
  rules.services = wish.services.value_or(rules.services);
  rules.networks = wish.networks.value_or(rules.networks);
  rules.expires = wish.expires.value_or(rules.expires);
  rules.created = now;
  return rules;
}

// What the server noted is no part of the password: that it stays must not make the removal fail.
void forget_use(const Call& call, const directory::Account& account, const std::string& tag) {
  const auto info = call.site.directory.info_of(account);
  const auto* noted = info ? settings::find(*info, tag_use_key) : nullptr;
  if (noted == nullptr || noted->dictionary() == nullptr) return;
  auto uses = *noted->dictionary();
  if (uses.erase(tag) != 0)
    (void)call.site.directory.note(account, {{std::string(tag_use_key), std::move(uses)}});
}

}  // namespace

bool take_tag_keyword(Arguments& arguments) {
  return arguments.keyword("TAG") || arguments.keyword("NAME");
}

Result<std::string> take_tag_name(Arguments& arguments) {
  auto tag = arguments.word("a tag");
  if (!tag) return passed_on(tag);
  return credentials::canonical_tag(*tag);
}

Result<NewTag> take_tag(Arguments& arguments, Time now) {
  auto tag = take_tag_name(arguments);
  if (!tag) return passed_on(tag);
  Result<NewTag> wish(NewTag{.tag = std::move(*tag)});
  while (wish) {
    const auto* limit = next_limit(arguments);
    if (limit == nullptr) break;
    wish = limit->take(arguments, std::move(*wish), now);
  }
  return wish;
}

Result<void> store_tag(const Call& call, const directory::Account& account, const NewTag& wish,
                       const std::string& stored, TagMay may) {
  const auto now = call.site.clock.now();
  const auto change = [&](Dictionary settings) -> Result<Dictionary> {
    auto current = account;
    current.settings = settings;
    const bool exists = !credentials::stored_with(current, wish.tag).empty();
    if (exists && may == TagMay::be_new_only)
      return fail(ErrorCode::already_exists, "there is such a tag");
    const auto before = credentials::tag_rules(current, wish.tag);
    if (exists && !before && !stored.empty())
      return fail(ErrorCode::not_allowed, "the limits of this tag cannot be read: remove it first");
    const auto rules = rules_after(before.value_or(TagRules{}), wish, now);
    return credentials::with_tag(std::move(settings), wish.tag, stored, rules);
  };
  auto changed = call.site.directory.change_account(account, change);
  if (changed && stored.empty()) forget_use(call, account, wish.tag);
  return changed;
}

}  // namespace gatehouse::control
