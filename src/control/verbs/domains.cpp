#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/domain_keys.h"
#include "control/new_settings.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "directory/name.h"

namespace gatehouse::control::acts {

namespace {

Result<std::string> canonical(std::string_view name) {
  auto domain = directory::canonical_domain(name);
  if (!domain) return fail(ErrorCode::malformed, "a domain cannot have this name");
  return domain;
}

Result<std::string> new_name(Arguments& arguments) {
  auto name = arguments.word("a new domain name");
  if (!name) return name;
  return canonical(*name);
}

Result<directory::DomainView> secondary_domain(Call& call, const Verb& verb) {
  auto name = call.arguments.word("a domain name");
  if (!name) return passed_on(name);
  auto domain = reach_domain(call, *name, verb);
  if (!domain) return domain;
  if ((*domain)->main)
    return fail(ErrorCode::not_allowed, "the Main Domain can be neither renamed nor deleted");
  return domain;
}

}  // namespace

Result<Outcome> list_domains(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array names;
  for (const auto& domain : call.site.directory.domains()) names.emplace_back(domain->name);
  return answer(std::move(names));
}

Result<Outcome> main_domain_name(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(call.site.directory.main_domain()->name);
}

Result<Outcome> create_domain(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto name = new_name(call.arguments);
  if (!name) return passed_on(name);
  note_target(call, *name);
  if (call.arguments.keyword("SHARED"))
    return fail(ErrorCode::not_allowed, "SHARED: this server is not part of a cluster");
  if (call.arguments.keyword("PATH"))
    return fail(ErrorCode::not_allowed, "PATH: domains live in the server's own folder only");
  auto sent = call.arguments.last_dictionary("settings");
  if (!sent) return passed_on(sent);
  auto settings = accepted_without_password(*sent, settings::Level::domain, every_key());
  if (!settings) return passed_on(settings);
  if (auto none = without_keys(settings->changes); !none) return passed_on(none);
  return done_if(call.site.directory.create_domain(*name, after_set({}, settings->changes)));
}

Result<Outcome> rename_domain(Call call, const Verb& verb) {
  auto domain = secondary_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto into = call.arguments.expect_keyword("INTO"); !into) return passed_on(into);
  auto to = new_name(call.arguments);
  if (!to) return passed_on(to);
  note_target(call, *to);
  if (call.arguments.keyword("PATH"))
    return fail(ErrorCode::not_allowed, "PATH: domains live in the server's own folder only");
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto renamed = call.site.directory.rename_domain((*domain)->name, *to);
  if (!renamed) return passed_on(renamed);
  if (call.site.name_moved) call.site.name_moved((*domain)->name, *to);
  return done();
}

Result<Outcome> delete_domain(Call call, const Verb& verb) {
  auto domain = secondary_domain(call, verb);
  if (!domain) return passed_on(domain);
  const bool force = call.arguments.keyword("FORCE");
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto deleted = call.site.directory.delete_domain((*domain)->name, force);
  if (!deleted) return passed_on(deleted);
  if (call.site.name_moved) call.site.name_moved((*domain)->name, {});
  return done();
}

Result<Outcome> domain_aliases(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(array_of((*domain)->aliases));
}

Result<Outcome> set_domain_aliases(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto aliases = call.arguments.list("aliases");
  if (!aliases) return passed_on(aliases);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  for (auto& alias : *aliases) {
    auto proper = canonical(alias);
    if (!proper) return passed_on(proper);
    alias = std::move(*proper);
  }
  note_change(call, "DomainAliases", array_of((*domain)->aliases), array_of(*aliases));
  return done_if(call.site.directory.set_domain_aliases(**domain, *aliases));
}

}  // namespace gatehouse::control::acts
