#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

Result<void> no_such_forwarder_is_unknown(Result<void> result) {
  if (!result && result.error().code == ErrorCode::not_found)
    return fail(ErrorCode::unknown_account, "no such forwarder");
  return result;
}

// One spelling of an address that a forwarder of `domain` leads to.
std::string comparable(std::string_view address, const directory::Domain& domain) {
  const bool qualified = address.contains('@');
  return lower_case(address) + (qualified ? "" : "@" + domain.name);
}

}  // namespace

Result<Outcome> list_forwarders(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array names;
  for (const auto& [name, address] : call.site.directory.forwarders_of(**domain))
    names.emplace_back(name);
  return answer(std::move(names));
}

Result<Outcome> forwarder(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a forwarder name");
  if (!place) return passed_on(place);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto address = call.site.directory.find_forwarder(*place->domain, place->name);
  if (!address) return fail(ErrorCode::unknown_account, "no such forwarder");
  return answer(*std::move(address));
}

Result<Outcome> find_forwarders(Call call, const Verb& verb) {
  auto name = call.arguments.word("a domain name");
  if (!name) return passed_on(name);
  auto domain = reach_domain(call, *name, verb);
  if (!domain) return passed_on(domain);
  if (auto to = call.arguments.expect_keyword("TO"); !to) return passed_on(to);
  auto address = call.arguments.word("an address");
  if (!address) return passed_on(address);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto wanted = comparable(*address, **domain);
  settings::Array names;
  for (const auto& [forwarder, leads_to] : call.site.directory.forwarders_of(**domain))
    if (leads_to.string() != nullptr && comparable(*leads_to.string(), **domain) == wanted)
      names.emplace_back(forwarder);
  return answer(std::move(names));
}

Result<Outcome> create_forwarder(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a new forwarder name");
  if (!place) return passed_on(place);
  if (auto to = call.arguments.expect_keyword("TO"); !to) return passed_on(to);
  auto address = call.arguments.word("an address");
  if (!address) return passed_on(address);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  note_changes(call, {}, {{"Address", *address}});
  return done_if(call.site.directory.create_forwarder(*place->domain, place->name, *address));
}

Result<Outcome> rename_forwarder(Call call, const Verb& verb) {
  auto from = take_place(call, verb, "a forwarder name");
  if (!from) return passed_on(from);
  if (auto into = call.arguments.expect_keyword("INTO"); !into) return passed_on(into);
  auto to = take_place(call, verb, "a new forwarder name");
  if (!to) return passed_on(to);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto renamed =
      call.site.directory.rename_forwarder(*from->domain, from->name, *to->domain, to->name);
  return done_if(no_such_forwarder_is_unknown(std::move(renamed)));
}

Result<Outcome> delete_forwarder(Call call, const Verb& verb) {
  auto place = take_place(call, verb, "a forwarder name");
  if (!place) return passed_on(place);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (const auto address = call.site.directory.find_forwarder(*place->domain, place->name))
    note_changes(call, {{"Address", *address}}, {});
  auto deleted = call.site.directory.delete_forwarder(*place->domain, place->name);
  return done_if(no_such_forwarder_is_unknown(std::move(deleted)));
}

}  // namespace gatehouse::control::acts
