#include "control/reach.h"

#include <utility>

#include "access/right_table.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "directory/name.h"
#include "directory/router.h"

namespace gatehouse::control {

namespace {

constexpr std::string_view all_domains = "User";
constexpr std::string_view all_domains_read = "UserRead";

bool means_own(std::string_view name) { return name.empty() || name == "*"; }

std::unexpected<Error> denied(std::string_view right) {
  return fail(ErrorCode::not_allowed,
              "access denied: the right " + std::string(right) + " is needed for this");
}

// What a check of rights said, for the caller.
std::string denial(const Error& error) { return "access denied: " + error.detail + " for this"; }

// A server right that is as good as the verb's own.
bool has_instead(const Call& call, const Verb& verb) {
  const auto& rights = call.caller.rights;
  if (!verb.or_right.empty() && rights.for_server(verb.or_right)) return true;
  const bool of_domains = verb.right == all_domains || verb.or_right == all_domains ||
                          access::is_domain_right(verb.right);
  return verb.act == Act::looks && of_domains && rights.for_server(all_domains_read).has_value();
}

Result<void> ask(const Call& call, const Verb& verb, const directory::Domain& domain) {
  if (verb.right.empty() || has_instead(call, verb)) return {};
  const auto& rights = call.caller.rights;
  const auto has = access::is_domain_right(verb.right) ? rights.for_domain(verb.right, domain)
                                                       : rights.for_server(verb.right);
  if (!has) return denied(verb.right);
  return {};
}

// Only those who may do it in all domains learn which ones there are.
std::unexpected<Error> no_such_domain(const Call& call, const Verb& verb) {
  if (is_server_administrator(call) || has_instead(call, verb))
    return fail(ErrorCode::not_found, "unknown domain name");
  return denied(verb.right.empty() ? all_domains : verb.right);
}

directory::DomainView named_domain(const Call& call, std::string_view name) {
  const auto canonical = directory::canonical_domain(name);
  return canonical ? call.site.directory.find_domain(*canonical) : nullptr;
}

}  // namespace

directory::DomainView own_domain(const Call& call) {
  if (call.caller.account) return call.caller.account->domain;
  return call.site.directory.main_domain();
}

Result<directory::DomainView> reach_domain(const Call& call, std::string_view name,
                                           const Verb& verb) {
  auto domain = means_own(name) ? own_domain(call) : named_domain(call, name);
  if (!domain) return no_such_domain(call, verb);
  note_target(call, domain->name);
  auto may = ask(call, verb, *domain);
  if (!may) return passed_on(may);
  return domain;
}

Result<directory::AccountView> reach_account(const Call& call, std::string_view name,
                                             const Verb& verb) {
  if (means_own(name)) {
    if (!call.caller.account) return fail(ErrorCode::malformed, "there is no own account here");
    name = call.caller.account->name;
  }
  auto place = directory::locate(call.site.directory, name, own_domain(call));
  if (!place) return fail(ErrorCode::malformed, "an account name cannot be written like this");
  if (!place->name.tag.empty()) return fail(ErrorCode::malformed, "a tag names no account");
  if (!place->domain) return no_such_domain(call, verb);
  const auto may = ask(call, verb, *place->domain);
  const auto as_written = place->name.account + "@" + place->domain->name;
  if (!may && verb.own == Own::needs_the_right) {
    note_target(call, as_written);
    return std::unexpected(may.error());
  }
  auto account = call.site.directory.find_account(*place->domain, place->name.account);
  note_target(call, account ? (*account)->full_name() : as_written);
  if (may || (account && is_own(call, **account))) return account;
  return std::unexpected(may.error());
}

Result<directory::DomainView> take_domain(Call& call, const Verb& verb) {
  auto& rest = call.arguments;
  if (rest.empty() || rest.next_is('{') || rest.next_is('(')) return reach_domain(call, {}, verb);
  auto name = rest.word("a domain name");
  if (!name) return passed_on(name);
  return reach_domain(call, *name, verb);
}

Result<directory::AccountView> take_account(Call& call, const Verb& verb) {
  auto name = call.arguments.word("an account name");
  if (!name) return passed_on(name);
  return reach_account(call, *name, verb);
}

Result<Place> reach_place(const Call& call, std::string_view name, const Verb& verb) {
  auto place = directory::locate(call.site.directory, name, own_domain(call));
  if (!place) return fail(ErrorCode::malformed, "an account cannot have this name");
  if (!place->name.tag.empty()) return fail(ErrorCode::malformed, "a tag names no account");
  if (!place->domain) return no_such_domain(call, verb);
  note_target(call, place->name.account + "@" + place->domain->name);
  auto may = ask(call, verb, *place->domain);
  if (!may) return passed_on(may);
  return Place{std::move(place->domain), std::move(place->name.account)};
}

Result<Place> take_place(Call& call, const Verb& verb, std::string_view what) {
  auto name = call.arguments.word(what);
  if (!name) return passed_on(name);
  return reach_place(call, *name, verb);
}

Result<void> allowed(const Call& call, const Verb& verb) {
  const auto& rights = call.caller.rights;
  if (verb.right.empty() || rights.for_server(verb.right) || has_instead(call, verb)) return {};
  return denied(verb.right);
}

bool allowed_everywhere(const Call& call, const Verb& verb) { return has_instead(call, verb); }

bool is_server_administrator(const Call& call) {
  return call.caller.rights.for_server("User").has_value();
}

bool is_own(const Call& call, const directory::Account& account) {
  const auto& own = call.caller.account;
  return own && own->name == account.name && own->domain->id == account.domain->id;
}

Result<void> not_above_caller(const Call& call, const directory::Domain& domain,
                              std::string_view account_name) {
  const auto listed = call.site.directory.rights_of(domain);
  if (!listed) return std::unexpected(listed.error());
  directory::Account account;
  account.name = account_name;
  account.domain = call.site.directory.find_domain(domain.name);
  if (!account.domain) return fail(ErrorCode::not_found, "unknown domain name");
  const auto covered =
      call.caller.rights.cover(access::Rights(account, *listed), call.site.directory.domains());
  if (!covered) return fail(ErrorCode::not_allowed, denial(covered.error()));
  return {};
}

}  // namespace gatehouse::control
