// Searches that are kept (RFC 2244, sections 3.3 and 6.5): FREECONTEXT, UPDATECONTEXT, and what
// is told of changes unasked.
#include <algorithm>
#include <utility>

#include "gates/acap/session.h"

namespace gatehouse::gates::acap {

std::optional<Completion> Session::keep_context(Search search, const Results& found) {
  const auto name = search.context->name;
  if (contexts_.size() >= most_contexts && !contexts_.contains(name))
    return no("TRYFREECONTEXT", "Too many contexts");
  if (found.items.size() > most_in_context)
    return no("WAYTOOMANY", "Too many entries for a context");
  Context context{std::move(search), found.accounts, {}, found.newest};
  for (const auto& item : found.items) context.shown.push_back({item.path, item.entry.modified});
  contexts_.insert_or_assign(name, std::move(context));
  listen();
  return std::nullopt;
}

// Section 6.4.1: of a context that is told of changes, what it holds now, all changes told; of
// another one, the entries that it was made of.
net::Task<Session::Or<Results>> Session::find_in_context(Search& search) {
  const auto named = contexts_.find(search.path);
  if (named == contexts_.end()) co_return std::unexpected(no({}, "There is no such context"));
  auto& context = named->second;
  const auto wish = *context.search.context;
  if (search.range_since && !wish.enumerate)
    co_return std::unexpected(bad("RANGE is of an enumerated context"));
  if (wish.notify) {
    const auto told = co_await tell_changes_of(context);
    if (!told) co_return std::unexpected(hang_up());
    if (search.range_since && *search.range_since < context.newest)
      co_return std::unexpected(
          no("MODIFIED " + string_text(context.search.path), "The context has changed since"));
  }
  Search of_context = context.search;
  if (!wish.notify) of_context.criterion = {};
  if (search.wanted.empty()) search.wanted = of_context.wanted;
  auto all = co_await find(of_context);
  if (!all) co_return all;
  Results results{{}, all->newest, all->permitted, {}};
  for (std::size_t at = 0; at < context.shown.size(); ++at) {
    const auto item = std::ranges::find(all->items, context.shown[at].path, &datasets::Item::path);
    if (item == all->items.end()) continue;
    item->position = wish.enumerate ? at + 1 : 0;
    if (datasets::matches(search.criterion, *item)) results.items.push_back(*item);
  }
  if (!search.sort.empty()) datasets::sort(results.items, search.sort);
  co_return results;
}

void Session::listen() {
  std::vector<std::string> accounts;
  for (const auto& [name, context] : contexts_)
    for (const auto& account : context.accounts)
      if (context.search.context->notify && std::ranges::find(accounts, account) == accounts.end())
        accounts.push_back(account);
  seat_.listen_to(std::move(accounts));
}

net::Task<Result<void>> Session::tell_changes() {
  for (auto& [name, context] : contexts_) {
    if (!context.search.context->notify) continue;
    auto told = co_await tell_changes_of(context);
    if (!told) co_return told;
  }
  co_return Result<void>{};
}

// What cannot be seen any more is gone from the context.
net::Task<Result<void>> Session::tell_changes_of(Context& context) {
  auto found = co_await find(context.search);
  if (!found) found = Results{};
  if (found->items.size() > most_in_context) found->items.resize(most_in_context);
  const auto text = updates(context, *found);
  co_return co_await send(text);
}

net::Task<Completion> Session::update_context(const Arguments& arguments) {
  if (arguments.empty() || !std::ranges::all_of(arguments, &Term::is_string))
    co_return bad("UPDATECONTEXT takes contexts");
  for (const auto& name : arguments) {
    const auto context = contexts_.find(name.text);
    if (context == contexts_.end()) co_return no({}, "There is no such context");
    if (!context->second.search.context->notify)
      co_return no({}, "The context was not made with NOTIFY");
    const auto told = co_await tell_changes_of(context->second);
    if (!told) co_return hang_up();
  }
  co_return ok("That is all");
}

net::Task<Completion> Session::free_context(const Arguments& arguments) {
  if (arguments.size() != 1 || !arguments[0].is_string())
    co_return bad("FREECONTEXT takes a context");
  const auto context = contexts_.find(arguments[0].text);
  if (context == contexts_.end()) co_return no({}, "There is no such context");
  contexts_.erase(context);
  listen();
  co_return ok("The context is gone");
}

}  // namespace gatehouse::gates::acap
