#include <utility>

#include "access/listener_settings.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/server_document.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;

constexpr std::size_t most_keys = 1000;

const Dictionary& modules_of(const Call& call) {
  static const Dictionary none;
  return call.site.listening == nullptr ? none : call.site.listening->from_the_start;
}

// In the spelling that the server has.
Result<std::string> take_module(Call& call) {
  const auto word = call.arguments.word("module");
  if (!word) return std::unexpected(word.error());
  for (const auto& [name, unused] : modules_of(call))
    if (same_but_case(name, *word)) return name;
  return fail(ErrorCode::malformed, "there is no such module, see LISTMODULES");
}

// What was set of the module, not what it has from the start.
Dictionary set_of(const Dictionary& server, const std::string& module) {
  const auto* modules = settings::find(server, access::modules_setting);
  if (modules == nullptr || modules->dictionary() == nullptr) return {};
  const auto* own = settings::find(*modules->dictionary(), module);
  return own == nullptr || own->dictionary() == nullptr ? Dictionary{} : *own->dictionary();
}

Result<Outcome> change(Call& call, const Verb& verb, bool update) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  const auto module = take_module(call);
  if (!module) return std::unexpected(module.error());
  auto sent = call.arguments.dictionary("settings");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const std::scoped_lock alone(call.site.changing);
  auto server = call.site.directory.defaults()->server;
  auto own =
      update ? directory::updated(set_of(server, *module), *sent) : directory::updated({}, *sent);
  if (own.size() > most_keys) return fail(ErrorCode::too_long, "too many settings");
  Dictionary modules;
  const auto* known = settings::find(server, access::modules_setting);
  if (known != nullptr && known->dictionary() != nullptr) modules = *known->dictionary();
  if (own.empty())
    modules.erase(*module);
  else
    modules.insert_or_assign(*module, std::move(own));
  server.insert_or_assign(std::string(access::modules_setting), std::move(modules));
  return store_server_settings(call, std::move(server));
}

}  // namespace

Result<Outcome> list_modules(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array names;
  for (const auto& [name, unused] : modules_of(call)) names.emplace_back(name);
  return answer(std::move(names));
}

Result<Outcome> module_settings(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  const auto module = take_module(call);
  if (!module) return std::unexpected(module.error());
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto defaults = call.site.directory.defaults();
  return answer(access::module_settings(defaults->server, modules_of(call), *module));
}

Result<Outcome> set_module_settings(Call call, const Verb& verb) {
  return change(call, verb, false);
}

Result<Outcome> update_module_settings(Call call, const Verb& verb) {
  return change(call, verb, true);
}

}  // namespace gatehouse::control::acts
