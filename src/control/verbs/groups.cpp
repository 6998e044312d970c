#include <algorithm>
#include <array>
#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using settings::Kind;
using settings::Level;
using settings::Setting;

// What a group's settings mean; others are kept as they are. Who the Members are is checked where
// they are stored.
constexpr std::array group_settings{
    Setting{.key = "RealName", .kind = Kind::text, .level = Level::account},
    Setting{.key = "RejectAuto", .kind = Kind::flag, .level = Level::account},
    Setting{.key = "RemoveAuthor", .kind = Kind::flag, .level = Level::account},
    Setting{.key = "RemoveToAndCc", .kind = Kind::flag, .level = Level::account},
    Setting{.key = "SetReplyTo", .kind = Kind::flag, .level = Level::account},
};

Result<Dictionary> checked(Dictionary sent) {
  for (const auto& row : group_settings) {
    const auto* value = settings::find(sent, row.key);
    if (value == nullptr) continue;
    if (auto fits = settings::check(row, *value); !fits) return passed_on(fits);
  }
  std::erase_if(sent, [](const auto& entry) {
    return entry.second.is_null() || entry.second == settings::Value("default");
  });
  return sent;
}

Result<void> no_such_group_is_unknown(Result<void> result) {
  if (!result && result.error().code == ErrorCode::not_found)
    return fail(ErrorCode::unknown_account, "no such group");
  return result;
}

Dictionary settings_of(const Call& call, const Place& place) {
  const auto group = call.site.directory.find_group(*place.domain, place.name);
  return group == nullptr ? Dictionary{} : group->settings;
}

}  // namespace

Result<Outcome> list_groups(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(array_of(call.site.directory.groups_of(**domain)));
}

Result<Outcome> group(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a group name");
  if (!place) return passed_on(place);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto found = call.site.directory.find_group(*place->domain, place->name);
  if (found == nullptr) return fail(ErrorCode::unknown_account, "no such group");
  return answer(found->settings);
}

Result<Outcome> create_group(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a new group name");
  if (!place) return passed_on(place);
  auto sent = call.arguments.last_dictionary("settings");
  if (!sent) return passed_on(sent);
  auto settings = checked(*std::move(sent));
  if (!settings) return passed_on(settings);
  note_changes(call, {}, *settings);
  return done_if(
      call.site.directory.create_group(*place->domain, place->name, *std::move(settings)));
}

Result<Outcome> rename_group(Call call, const Verb& verb) {
  auto from = take_place(call, verb, "a group name");
  if (!from) return passed_on(from);
  if (auto into = call.arguments.expect_keyword("INTO"); !into) return passed_on(into);
  auto to = take_place(call, verb, "a new group name");
  if (!to) return passed_on(to);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto renamed = call.site.directory.rename_group(*from->domain, from->name, *to->domain, to->name);
  return done_if(no_such_group_is_unknown(std::move(renamed)));
}

Result<Outcome> delete_group(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a group name");
  if (!place) return passed_on(place);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  note_changes(call, settings_of(call, *place), {});
  auto deleted = call.site.directory.delete_group(*place->domain, place->name);
  return done_if(no_such_group_is_unknown(std::move(deleted)));
}

Result<Outcome> set_group(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a group name");
  if (!place) return passed_on(place);
  auto sent = call.arguments.dictionary("settings");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto settings = checked(*std::move(sent));
  if (!settings) return passed_on(settings);
  note_changes(call, settings_of(call, *place), *settings);
  auto set = call.site.directory.set_group(*place->domain, place->name, *std::move(settings));
  return done_if(no_such_group_is_unknown(std::move(set)));
}

}  // namespace gatehouse::control::acts
