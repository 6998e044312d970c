#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/last_master.h"
#include "control/new_password.h"
#include "control/new_settings.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;

struct AccountType {
  std::string_view name;
  bool many_mailboxes;
};
constexpr std::array account_types{
    AccountType{"AGrade", true},       AccountType{"BGrade", true},
    AccountType{"CGrade", true},       AccountType{"MailDirMailbox", false},
    AccountType{"MultiMailbox", true}, AccountType{"SlicedMailbox", false},
    AccountType{"TextMailbox", false},
};

constexpr std::string_view postmaster = "postmaster";

// Mailboxes are folders other mail programs can read anyway, which is all that EXTERNAL and LEGACY
// ask for; a domain administrator still needs the right for it.
Result<void> take_kind(Call& call, const directory::Domain& domain) {
  auto& rest = call.arguments;
  for (const auto& type : account_types)
    if (rest.keyword(type.name) && !type.many_mailboxes)
      return fail(ErrorCode::not_allowed, "accounts here always hold many mailboxes");
  const bool special = rest.keyword("EXTERNAL") || rest.keyword("LEGACY");
  if (special && !call.caller.rights.for_domain("CanCreateSpecialAccounts", domain))
    return fail(ErrorCode::not_allowed,
                "access denied: the right CanCreateSpecialAccounts is needed for this");
  if (rest.keyword("PATH"))
    return fail(ErrorCode::not_allowed, "PATH: accounts live in their domain's folder only");
  return {};
}

// Whoever may create accounts may give them a first password.
KeyRule keys_of_creator(const Call& call, const directory::Domain& domain) {
  return [others = keys_of(call, domain)](const settings::Setting* row) {
    return others(row) || (row != nullptr && row->kind == settings::Kind::password);
  };
}

Result<Dictionary> first_settings(const Call& call, const Place& place, const NewSettings& given) {
  auto all = after_set({}, given.changes);
  if (!given.password || given.password->empty()) return all;
  auto stored =
      stored_password(call.site, *place.domain, place.name, all, given.password->reveal());
  if (!stored) return passed_on(stored);
  all.insert_or_assign("Password", std::move(*stored));
  return all;
}

bool holds_the_site(const directory::Account& account) {
  return account.domain->main && account.name == postmaster;
}

Result<void> may_be_taken_away(const Call& call, const directory::Account& account) {
  if (holds_the_site(account))
    return fail(ErrorCode::not_allowed,
                "postmaster of the Main Domain can be neither renamed nor deleted");
  return not_above_caller(call, *account.domain, account.name);
}

// What the list says of an account goes with it when it stays in its domain. `changing` is held.
Result<void> move_rights(const Call& call, const directory::Domain& domain, const std::string& from,
                         const std::string* to) {
  auto listed = call.site.directory.rights_of(domain);
  if (!listed) return passed_on(listed);
  auto entry = listed->extract(from);
  if (entry.empty()) return {};
  if (to != nullptr) listed->insert_or_assign(*to, std::move(entry.mapped()));
  return call.site.directory.set_rights(domain, std::move(*listed));
}

}  // namespace

Result<Outcome> create_account(Call call, const Verb& verb) {
  auto name = call.arguments.word("a new account name");
  if (!name) return passed_on(name);
  auto place = reach_place(call, *name, verb);
  if (!place) return passed_on(place);
  const auto& domain = *place->domain;
  if (auto kind = take_kind(call, domain); !kind) return passed_on(kind);
  auto sent = call.arguments.last_dictionary("an account type or settings");
  if (!sent) return passed_on(sent);
  if (auto may = not_above_caller(call, domain, place->name); !may) return passed_on(may);
  auto given = accepted(*sent, settings::Level::account, keys_of_creator(call, domain));
  if (!given) return passed_on(given);
  auto all = first_settings(call, *place, *given);
  if (!all) return passed_on(all);
  auto created = call.site.directory.create_account(domain, place->name, std::move(*all));
  if (!created) return passed_on(created);
  return done_but_for(given->left_out);
}

Result<Outcome> rename_account(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto into = call.arguments.expect_keyword("INTO"); !into) return passed_on(into);
  auto name = call.arguments.word("a new account name");
  if (!name) return passed_on(name);
  auto place = reach_place(call, *name, verb);
  if (!place) return passed_on(place);
  if (call.arguments.keyword("PATH"))
    return fail(ErrorCode::not_allowed, "PATH: accounts live in their domain's folder only");
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& from = **account;
  if (auto may = may_be_taken_away(call, from); !may) return passed_on(may);
  if (auto may = not_above_caller(call, *place->domain, place->name); !may) return passed_on(may);
  const auto reseal = [&](Dictionary settings, const directory::Domain& to_domain,
                          const std::string& to_name) {
    return call.site.passwords.moved(std::move(settings), from, to_domain, to_name);
  };
  const bool stays = from.domain->id == place->domain->id;
  const std::scoped_lock alone(call.site.changing);
  if (!stays)
    if (auto left = leaves_a_master(call, *from.domain, from.name); !left) return passed_on(left);
  auto renamed = call.site.directory.rename_account(from, *place->domain, place->name, reseal);
  if (!renamed) return passed_on(renamed);
  if (call.site.name_moved)
    call.site.name_moved(from.full_name(), place->name + "@" + place->domain->name);
  return done_if(move_rights(call, *from.domain, from.name, stays ? &place->name : nullptr));
}

Result<Outcome> delete_account(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& gone = **account;
  if (auto may = may_be_taken_away(call, gone); !may) return passed_on(may);
  const std::scoped_lock alone(call.site.changing);
  if (auto left = leaves_a_master(call, *gone.domain, gone.name); !left) return passed_on(left);
  auto deleted = call.site.directory.delete_account(gone);
  if (!deleted) return passed_on(deleted);
  if (call.site.name_moved) call.site.name_moved(gone.full_name(), {});
  return done_if(move_rights(call, *gone.domain, gone.name, nullptr));
}

}  // namespace gatehouse::control::acts
