#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/domain_keys.h"
#include "control/new_settings.h"
#include "control/reach.h"
#include "control/server_document.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using settings::Level;

// The dictionaries that hold for the whole server.
struct Document {
  Level level;
  Dictionary directory::ServerDefaults::* held;
  Result<void> (directory::Directory::*store)(Dictionary all);
};
constexpr Document server{Level::server, &directory::ServerDefaults::server,
                          &directory::Directory::set_server_settings};
constexpr Document for_domains{Level::domain, &directory::ServerDefaults::domains,
                               &directory::Directory::set_domain_defaults};
constexpr Document for_accounts{Level::account, &directory::ServerDefaults::accounts,
                                &directory::Directory::set_server_account_defaults};

Result<Outcome> show(Call& call, const Verb& verb, const Document& document) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(shown((*call.site.directory.defaults()).*document.held));
}

using Merge = Dictionary (*)(const Dictionary& now, const Dictionary& changes);

// Whichever command brings them: checked, and kept as DER.
Result<void> read_authorities(Dictionary& changes) {
  const auto sent = changes.find(pki::trusted_key);
  if (sent == changes.end() || sent->second == settings::Value("default")) return {};
  auto read = pki::trusted_value(sent->second);
  if (!read) return std::unexpected(std::move(read.error()));
  sent->second = std::move(*read);
  return {};
}

Result<Outcome> change(Call& call, const Verb& verb, const Document& document, Merge merge) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto sent = call.arguments.dictionary("settings");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto keys =
      document.level == Level::server ? keys_of_server(call) : keys_of_defaults(call, nullptr);
  auto settings = accepted_without_password(*sent, document.level, keys);
  if (!settings) return passed_on(settings);
  if (auto none = without_keys(settings->changes); !none) return passed_on(none);
  if (auto read = read_authorities(settings->changes); !read) return passed_on(read);
  const std::scoped_lock alone(call.site.changing);
  const auto now = call.site.directory.defaults();
  auto all = merge((*now).*document.held, settings->changes);
  if (document.level == Level::server) {
    auto stored = store_server_settings(call, std::move(all));
    if (stored && !settings->left_out.empty())
      stored->words.replace(0, Outcome{}.words.size(), done_but_for(settings->left_out).words);
    return stored;
  }
  note_changes(call, (*now).*document.held, all);
  auto stored = (call.site.directory.*document.store)(std::move(all));
  if (!stored) return passed_on(stored);
  return done_but_for(settings->left_out);
}

}  // namespace

Result<Outcome> server_settings(Call call, const Verb& verb) { return show(call, verb, server); }

Result<Outcome> update_server_settings(Call call, const Verb& verb) {
  return change(call, verb, server, after_update);
}

Result<Outcome> domain_defaults(Call call, const Verb& verb) {
  return show(call, verb, for_domains);
}

Result<Outcome> update_domain_defaults(Call call, const Verb& verb) {
  return change(call, verb, for_domains, after_update);
}

Result<Outcome> set_domain_defaults(Call call, const Verb& verb) {
  return change(call, verb, for_domains, after_set);
}

Result<Outcome> server_account_defaults(Call call, const Verb& verb) {
  return show(call, verb, for_accounts);
}

Result<Outcome> update_server_account_defaults(Call call, const Verb& verb) {
  return change(call, verb, for_accounts, after_update);
}

Result<Outcome> set_server_account_defaults(Call call, const Verb& verb) {
  return change(call, verb, for_accounts, after_set);
}

}  // namespace gatehouse::control::acts
