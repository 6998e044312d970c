// Searches that are kept (RFC 2244, sections 6.4.1 to 6.4.5): FREECONTEXT, UPDATECONTEXT, and what
// is told of changes unasked.
#include <algorithm>
#include <utility>

#include "gates/acap/session.h"

namespace gatehouse::gates::acap {
namespace {

constexpr std::size_t most_contexts = 20;

}  // namespace

std::optional<Completion> Session::keep_context(Search search, std::string account,
                                                const Results& found) {
  const auto name = search.context->name;
  if (contexts_.size() >= most_contexts && !contexts_.contains(name))
    return no("TRYFREECONTEXT", "Too many contexts");
  if (found.items.size() > most_in_context)
    return no("WAYTOOMANY", "Too many entries for a context");
  Context context{std::move(search), std::move(account), {}, found.newest};
  for (const auto& item : found.items) context.shown.push_back({item.path, item.entry.modified});
  contexts_.insert_or_assign(name, std::move(context));
  listen();
  return std::nullopt;
}

void Session::listen() {
  std::vector<std::string> accounts;
  for (const auto& [name, context] : contexts_)
    if (context.search.context->notify &&
        std::ranges::find(accounts, context.account) == accounts.end())
      accounts.push_back(context.account);
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
    if (context == contexts_.end()) co_return no("INVALID", "There is no such context");
    const auto told = co_await tell_changes_of(context->second);
    if (!told) co_return hang_up();
  }
  co_return ok("That is all");
}

net::Task<Completion> Session::free_context(const Arguments& arguments) {
  if (arguments.size() != 1 || !arguments[0].is_string())
    co_return bad("FREECONTEXT takes a context");
  const auto context = contexts_.find(arguments[0].text);
  if (context == contexts_.end()) co_return no("INVALID", "There is no such context");
  contexts_.erase(context);
  listen();
  co_return ok("The context is gone");
}

}  // namespace gatehouse::gates::acap
