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
  bool aliases = false;
  bool forwarders = false;
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
  wanted.aliases = arguments.keyword("ALIASES");
  wanted.forwarders = arguments.keyword("FORWARDERS");
  if (arguments.keyword("COOKIE")) {
    auto cookie = arguments.word("the cookie of the page before");
    if (!cookie) return passed_on(cookie);
    wanted.after = std::move(*cookie);
  }
  if (auto end = arguments.end(); !end) return passed_on(end);
  return wanted;
}

// The first objects behind the page before, however many are offered.
class Page {
 public:
  explicit Page(const Selection& wanted) : wanted_(wanted) {}

  void offer(const std::string& name, const auto& described) {
    if (!wanted_.after.empty() && name <= wanted_.after) return;
    const bool full = objects_.size() > wanted_.limit;
    if ((full && name >= objects_.rbegin()->first) || !name.contains(wanted_.filter)) return;
    objects_.emplace(name, described());
    if (objects_.size() > wanted_.limit + 1) objects_.erase(std::prev(objects_.end()));
  }
  // With the cookie of the next one; empty: there is none.
  std::pair<settings::Dictionary, std::string> ended() && {
    const bool more = objects_.size() > wanted_.limit;
    if (more) objects_.erase(std::prev(objects_.end()));
    auto cookie = more && !objects_.empty() ? objects_.rbegin()->first : std::string();
    return {std::move(objects_), std::move(cookie)};
  }

 private:
  const Selection& wanted_;
  settings::Dictionary objects_;  // one more than fits on the page
};

settings::Number count_of(const auto& objects) {
  return {static_cast<std::int64_t>(objects.size())};
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
  const auto& directory = call.site.directory;
  auto accounts = call.site.directory.accounts_of(**domain);
  if (!accounts) return passed_on(accounts);
  const auto aliases = directory.account_aliases(**domain);
  const auto forwarders = directory.forwarders_of(**domain);
  Page objects(*wanted);
  if (wanted->accounts)
    for (const auto& name : *accounts) objects.offer(name, [] { return account_kind; });
  if (wanted->aliases)
    for (const auto& [name, owner] : aliases)
      objects.offer(name, [&owner] { return settings::Array{owner}; });
  if (wanted->forwarders)
    for (const auto& [name, address] : forwarders)
      objects.offer(
          name, [&address] { return settings::Array{settings::Value(settings::Array{address})}; });
  auto [page, cookie] = std::move(objects).ended();
  return answer(settings::Array{count_of(*accounts), std::move(page), count_of(aliases),
                                count_of(forwarders), std::move(cookie)});
}

}  // namespace gatehouse::control::acts
