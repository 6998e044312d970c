// Searches in what is no dataset but names some (RFC 2244, section 4.1). Who has datasets of a
// class is told of the account that is logged in only: nobody else can be found out here.
#include <algorithm>
#include <utility>

#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

constexpr auto kind = auth::ObjectKind::dataset;
constexpr std::size_t most_listed = 10'000;

std::string with_slash(const std::string& path) { return path.ends_with('/') ? path : path + "/"; }

datasets::Item item_of(const std::string& path, const std::string& name) {
  datasets::Item item{path, name, {}};
  item.entry.attributes.emplace("subdataset", datasets::Value{{"."}, true});
  return item;
}

}  // namespace

net::Task<Session::Or<std::vector<Session::Below>>> Session::names_in(const Listing& listing,
                                                                      const std::string& path) {
  using Of = Listing::Of;
  std::string asked = listing.of == Of::classes ? listing.name : std::string();
  const auto owner = co_await visit_.owner(std::move(asked));
  if (!owner) co_return std::unexpected(refusal(owner.error(), path));
  const auto datasets = datasets_of(*owner);
  const auto walk = [&]() -> Result<std::vector<std::string>> { return datasets.below({}); };
  const auto found = co_await on_disk(around_.disk, walk);
  if (!found) co_return std::unexpected(refusal(found.error(), path));
  std::vector<std::string> classes = *found;
  if (!owner->own) {
    const auto rights = co_await visit_.rights(owner->account, kind, classes);
    if (!rights) co_return std::unexpected(refusal(rights.error(), path));
    std::vector<std::string> visible;
    for (std::size_t at = 0; at < classes.size() && at < rights->size(); ++at)
      if ((*rights)[at].contains('l')) visible.push_back(classes[at]);
    classes = std::move(visible);
  }
  const bool is_of_class = listing.of == Of::of_class || listing.of == Of::users_of_class;
  const bool is_there = is_of_class ? std::ranges::find(classes, listing.name) != classes.end()
                                    : owner->own || !classes.empty();
  if (!is_there) co_return std::unexpected(refusal(Error{ErrorCode::not_found, {}}, path));
  const auto start = with_slash(path);
  std::vector<Below> names;
  switch (listing.of) {
    case Of::root:
    case Of::classes:
      for (const auto& one : classes) names.push_back({one, start + one});
      break;
    case Of::of_class:
    case Of::owners:
      names.push_back({"user", start + "user"});
      break;
    case Of::users_of_class:
    case Of::users:
      names.push_back({owner->account, start + owner->account});
      break;
  }
  co_return names;
}

net::Task<Session::Or<Results>> Session::find_in_listing(const Listing& listing,
                                                         const Search& search) {
  struct Open {
    std::string path;
    std::string relative;  // with a slash at its end, if there is any
    std::size_t depth;
  };
  Results results;
  results.permitted.rights = "xr";
  std::vector<Open> open{{search.path, {}, levels(search)}};
  bool is_first = true;
  while (!open.empty() && results.items.size() < most_listed) {
    const auto at = std::move(open.back());
    open.pop_back();
    const auto inner = is_first ? std::optional(listing) : listing_place(at.path);
    if (inner) {
      const auto names = co_await names_in(*inner, at.path);
      if (!names && is_first) co_return std::unexpected(names.error());
      for (const auto& one : names.value_or(std::vector<Below>{})) {
        results.items.push_back(item_of(at.relative + one.name, one.name));
        if (at.depth > 1) open.push_back({one.path, at.relative + one.name + "/", at.depth - 1});
      }
    } else if (const auto base = co_await reach(at.path)) {
      auto found = co_await find_in(*base, search, at.depth);
      if (!found) continue;
      results.newest = std::max(results.newest, found->newest);
      for (auto& item : found->items) {
        item.path.insert(0, at.relative);
        results.items.push_back(std::move(item));
      }
    }
    is_first = false;
  }
  const auto self = co_await visit_.owner({});
  if (self) results.accounts.push_back(self->account);
  co_return results;
}

}  // namespace gatehouse::gates::acap
