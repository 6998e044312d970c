#include <array>
#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/domain_keys.h"
#include "control/new_settings.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "settings/schema.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using settings::Level;

// The two dictionaries a domain holds.
using Warnings = Result<std::vector<std::string>>;
struct Document {
  Level level;
  Dictionary directory::Domain::* held;
  Warnings (*store)(Site& site, const directory::Domain& now, Dictionary all,
                    const Dictionary& sent);
};

Warnings store_account_defaults(Site& site, const directory::Domain& now, Dictionary all,
                                const Dictionary& /*sent*/) {
  auto stored = site.directory.set_account_defaults(now, std::move(all));
  if (!stored) return passed_on(stored);
  return std::vector<std::string>{};
}

constexpr Document own{Level::domain, &directory::Domain::settings, store_settings};
constexpr Document for_accounts{Level::account, &directory::Domain::account_defaults,
                                store_account_defaults};

Result<Outcome> show(Call& call, const Verb& verb, const Document& document) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(shown((**domain).*document.held));
}

using Merge = Dictionary (*)(const Dictionary& now, const Dictionary& changes);

Result<Outcome> change(Call& call, const Verb& verb, const Document& document, Merge merge) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto sent = call.arguments.dictionary("settings");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto settings =
      accepted_without_password(*sent, document.level, keys_of_defaults(call, domain->get()));
  if (!settings) return passed_on(settings);
  const std::scoped_lock alone(call.site.changing);
  const auto now = call.site.directory.find_domain((*domain)->name);
  if (!now) return fail(ErrorCode::not_found, "unknown domain name");
  auto all = merge((*now).*document.held, settings->changes);
  note_changes(call, (*now).*document.held, all);
  auto warnings = document.store(call.site, *now, std::move(all), settings->changes);
  if (!warnings) return passed_on(warnings);
  return settings->left_out.empty() ? done_with(*warnings) : done_but_for(settings->left_out);
}

}  // namespace

Result<Outcome> domain_settings(Call call, const Verb& verb) { return show(call, verb, own); }

Result<Outcome> domain_effective_settings(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const std::array nearest_first{&(*domain)->settings, &(*domain)->server->domains};
  return answer(shown(settings::all_effective(Level::domain, nearest_first)));
}

Result<Outcome> update_domain_settings(Call call, const Verb& verb) {
  return change(call, verb, own, after_update);
}

Result<Outcome> set_domain_settings(Call call, const Verb& verb) {
  return change(call, verb, own, after_set);
}

Result<Outcome> account_defaults(Call call, const Verb& verb) {
  return show(call, verb, for_accounts);
}

Result<Outcome> update_account_defaults(Call call, const Verb& verb) {
  return change(call, verb, for_accounts, after_update);
}

Result<Outcome> set_account_defaults(Call call, const Verb& verb) {
  return change(call, verb, for_accounts, after_set);
}

}  // namespace gatehouse::control::acts
