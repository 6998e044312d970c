#include <algorithm>
#include <utility>

#include "access/listed.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/last_master.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using access::Listed;
using settings::Value;

// Refused as a whole when any of it means nothing: a right that is misspelt would not be missed.
Result<Listed> take_rights(Arguments& arguments, bool main) {
  auto sent = arguments.value("rights");
  if (!sent) return passed_on(sent);
  const auto* array = sent->array();
  if (array == nullptr && sent->string() == nullptr)
    return fail(ErrorCode::malformed, "expected an array of rights");
  const settings::Array alone{*sent};
  const auto& elements = array == nullptr ? alone : *array;
  if (elements.size() > access::most_rights) return fail(ErrorCode::malformed, "too many rights");
  Listed listed;
  for (const auto& element : elements)
    if (auto added = access::add(listed, element, main); !added) return passed_on(added);
  return listed;
}

std::unexpected<Error> denied(std::string_view right) {
  return fail(ErrorCode::not_allowed,
              "access denied: the right " + std::string(right) + " is needed for this");
}

// Nobody grants more than he holds; a right that was there before may stay. The Main Domain's list
// makes server administrators, so only Master writes it.
Result<void> may_be_listed(const Call& call, const directory::Domain& domain, const Listed& before,
                           const Listed& wanted) {
  const auto& rights = call.caller.rights;
  if (rights.for_server("Master")) return {};
  if (domain.main) return denied("Master");
  for (const auto& code : wanted.domain)
    if (!before.domain.contains(code) && !rights.for_domain(code, domain)) return denied(code);
  const auto was_there = [&before](const auto& grant) {
    return std::ranges::find(before.impersonation, grant) != before.impersonation.end();
  };
  if (std::ranges::all_of(wanted.impersonation, was_there)) return {};
  if (!rights.for_domain("CanImpersonate", domain)) return denied("CanImpersonate");
  return {};
}

Listed listed_for(const settings::Dictionary& all, const directory::Account& account) {
  const auto* entry = settings::find(all, account.name);
  return entry == nullptr ? Listed{} : access::read_listed(*entry, account.domain->main);
}

}  // namespace

Result<Outcome> account_rights(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto listed = call.site.directory.rights_of(*(*account)->domain);
  if (!listed) return passed_on(listed);
  return answer(listed_for(*listed, **account).elements);
}

Result<Outcome> set_account_rights(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  const auto& target = **account;
  auto wanted = take_rights(call.arguments, target.domain->main);
  if (!wanted) return passed_on(wanted);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const std::scoped_lock alone(call.site.changing);
  auto listed = call.site.directory.rights_of(*target.domain);
  if (!listed) return passed_on(listed);
  auto may = may_be_listed(call, *target.domain, listed_for(*listed, target), *wanted);
  if (!may) return passed_on(may);
  may = not_above_caller(call, *target.domain, target.name);
  if (!may) return passed_on(may);
  if (!wanted->server.contains("Master")) may = leaves_a_master(call, *target.domain, target.name);
  if (!may) return passed_on(may);
  const auto* before = settings::find(*listed, target.name);
  note_change(call, "Rights", before == nullptr ? Value(settings::Array{}) : *before,
              wanted->elements);
  listed->erase(target.name);
  if (!wanted->elements.empty()) listed->emplace(target.name, std::move(wanted->elements));
  return done_if(call.site.directory.set_rights(*target.domain, std::move(*listed)));
}

}  // namespace gatehouse::control::acts
