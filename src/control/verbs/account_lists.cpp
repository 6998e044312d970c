#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

// Every account here holds many mailboxes; this is the guide's word for that kind.
constexpr std::string_view account_kind = "macnt";

struct Selection {
  std::string filter;
  std::size_t limit = 0;
  bool accounts = false;
  std::string after;  // the cookie: the last name of the page before
};

Result<std::size_t> page_size(Arguments& arguments) {
  auto given = arguments.value("how many objects to list at most");
  if (!given) return passed_on(given);
  const auto count = given->whole();
  if (!count || *count < 0) return fail(ErrorCode::malformed, "the limit must be a number");
  return static_cast<std::size_t>(*count);
}

Result<Selection> selection(Arguments& arguments) {
  Selection wanted;
  if (arguments.keyword("FILTER")) {
    auto filter = arguments.word("a filter");
    if (!filter) return passed_on(filter);
    wanted.filter = lower_case(*filter);
  }
  auto limit = page_size(arguments);
  if (!limit) return passed_on(limit);
  wanted.limit = *limit;
  wanted.accounts = arguments.keyword("ACCOUNTS");
  if (arguments.keyword("ALIASES") || arguments.keyword("FORWARDERS"))
    return fail(ErrorCode::not_allowed, "only ACCOUNTS can be listed");
  if (arguments.keyword("COOKIE")) {
    auto cookie = arguments.word("the cookie of the page before");
    if (!cookie) return passed_on(cookie);
    wanted.after = std::move(*cookie);
  }
  if (auto end = arguments.end(); !end) return passed_on(end);
  return wanted;
}

}  // namespace

Result<Outcome> list_accounts(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto names = call.site.directory.accounts_of(**domain);
  if (!names) return passed_on(names);
  settings::Dictionary accounts;
  for (const auto& name : *names) accounts.emplace(name, account_kind);
  return answer(std::move(accounts));
}

Result<Outcome> list_domain_objects(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto wanted = selection(call.arguments);
  if (!wanted) return passed_on(wanted);
  auto names = call.site.directory.accounts_of(**domain);
  if (!names) return passed_on(names);
  std::ranges::sort(*names);
  const auto first =
      wanted->after.empty() ? names->begin() : std::ranges::upper_bound(*names, wanted->after);
  settings::Dictionary page;
  std::string cookie;
  for (auto name = first; wanted->accounts && name != names->end(); ++name) {
    if (!name->contains(wanted->filter)) continue;
    if (page.size() == wanted->limit) {
      cookie = page.empty() ? "" : page.rbegin()->first;
      break;
    }
    page.emplace(*name, account_kind);
  }
  const settings::Number accounts{static_cast<std::int64_t>(names->size())};
  return answer(settings::Array{accounts, std::move(page), settings::Number{0}, settings::Number{0},
                                std::move(cookie)});
}

}  // namespace gatehouse::control::acts
