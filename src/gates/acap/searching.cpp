// SEARCH, DELETEDSINCE, GETQUOTA (RFC 2244, sections 6.4.1, 6.5.2, 6.6.5).
#include <algorithm>
#include <array>
#include <utility>

#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

constexpr auto kind = auth::ObjectKind::dataset;
constexpr std::size_t most_datasets = 500;  // that one search reads
constexpr std::size_t most_items = 10'000;  // that one search looks at
constexpr std::size_t deepest_search = 16;

struct Letter {
  char guide;
  char acap;
};
constexpr std::array letters{Letter{'l', 'x'}, Letter{'r', 'r'}, Letter{'w', 'w'}, Letter{'i', 'i'},
                             Letter{'a', 'a'}};

// Of the dataset and those below it, so many levels deep.
std::vector<std::string> names_from(const datasets::Datasets& datasets, const std::string& base,
                                    std::size_t depth) {
  std::vector<std::string> names{base};
  std::size_t begin = 0;
  for (std::size_t level = 1; level < depth; ++level) {
    const auto end = names.size();
    for (; begin < end; ++begin)
      for (const auto& below : datasets.below(names[begin])) {
        if (names.size() >= most_datasets) return names;
        names.push_back(names[begin] + "/" + below);
      }
  }
  return names;
}

// RFC 2244, section 3.1.1: "subdataset" leads from an entry to the dataset of its name.
void add_subdatasets(datasets::Dataset& dataset, const std::vector<std::string>& below) {
  for (const auto& name : below)
    dataset.entries[name].attributes.insert_or_assign("subdataset", datasets::Value{{"."}, true});
}

Result<Results> read_all(const datasets::Datasets& datasets, const std::string& base,
                         const std::vector<std::string>& names, const Search& search) {
  Results results;
  for (const auto& name : names) {
    auto dataset = datasets.read(name);
    if (!dataset && name != base && dataset.error().code == ErrorCode::not_found) continue;
    if (!dataset) return std::unexpected(dataset.error());
    add_subdatasets(*dataset, datasets.below(name));
    results.newest = std::max(results.newest, dataset->modified);
    const auto prefix = name == base ? std::string() : name.substr(base.size() + 1) + "/";
    for (auto& [entry, content] : dataset->entries) {
      datasets::Item item{prefix + entry, entry, std::move(content)};
      if (!datasets::matches(search.criterion, item)) continue;
      if (results.items.size() >= most_items)
        return fail(ErrorCode::too_long, "the search finds too much");
      results.items.push_back(std::move(item));
    }
  }
  datasets::sort(results.items, search.sort);
  return results;
}

}  // namespace

std::string acap_rights(std::string_view given) {
  std::string text;
  for (const auto& [guide, acap] : letters)
    if (given.contains(guide)) text += acap;
  return text;
}

datasets::Datasets Session::datasets_of(const auth::Owner& owner) const {
  return datasets::Datasets(around_.base / owner.location);
}

net::Task<Session::Or<Session::Reached>> Session::reach(std::string path) {
  auto place = dataset_place(path);
  if (!place) co_return std::unexpected(refusal(Error{ErrorCode::not_found, {}}, path));
  co_return co_await reach(*std::move(place), std::move(path));
}

// Somebody who may not see a dataset is told the same as if it were not there.
net::Task<Session::Or<Session::Reached>> Session::reach(Place place, std::string path) {
  auto owner = co_await visit_.owner(std::move(place.owner));
  if (!owner) co_return std::unexpected(refusal(owner.error(), path));
  if (owner->own) co_return Reached{std::move(*owner), std::move(place.dataset), "lrswipkxtea"};
  std::vector<std::string> names{place.dataset};
  auto rights = co_await visit_.rights(owner->account, kind, std::move(names));
  if (!rights) co_return std::unexpected(refusal(rights.error(), path));
  if (rights->empty() || !rights->front().contains('l'))
    co_return std::unexpected(refusal(Error{ErrorCode::not_found, {}}, path));
  co_return Reached{std::move(*owner), std::move(place.dataset), std::move(rights->front())};
}

net::Task<Session::Or<std::vector<std::string>>> Session::readable(const Reached& base,
                                                                   std::vector<std::string> names) {
  if (base.owner.own) co_return std::move(names);
  const auto rights = co_await visit_.rights(base.owner.account, kind, names);
  if (!rights) co_return std::unexpected(refusal(rights.error(), base.dataset));
  std::vector<std::string> open;
  for (std::size_t at = 0; at < names.size() && at < rights->size(); ++at)
    if ((*rights)[at].contains('l') && (*rights)[at].contains('r')) open.push_back(names[at]);
  co_return open;
}

net::Task<Session::Or<Results>> Session::find_in(const Reached& base, const Search& search) {
  if (!base.rights.contains('r'))
    co_return std::unexpected(no("PERMISSION", "You may not read it"));
  const auto datasets = datasets_of(base.owner);
  const auto depth =
      search.depth == 0 ? deepest_search : std::min<std::size_t>(search.depth, deepest_search);
  const auto walk = [&]() -> Result<std::vector<std::string>> {
    return names_from(datasets, base.dataset, depth);
  };
  auto walked = co_await on_disk(around_.disk, walk);
  if (!walked) co_return std::unexpected(refusal(walked.error(), search.path));
  const auto names = co_await readable(base, std::move(*walked));
  if (!names) co_return std::unexpected(names.error());
  const auto read = [&] { return read_all(datasets, base.dataset, *names, search); };
  auto results = co_await on_disk(around_.disk, read);
  if (!results && results.error().code == ErrorCode::too_long)
    co_return std::unexpected(no("WAYTOOMANY", "The search finds too much"));
  if (!results) co_return std::unexpected(refusal(results.error(), search.path));
  results->rights = acap_rights(base.rights);
  co_return std::move(*results);
}

net::Task<Session::Or<Results>> Session::find_in_context(const Search& search) {
  const auto context = contexts_.find(search.path);
  if (context == contexts_.end())
    co_return std::unexpected(no("INVALID", "There is no such context"));
  const Search of_context = context->second.search;
  auto results = co_await find(of_context);
  if (!results) co_return results;
  std::erase_if(results->items, [&](const datasets::Item& item) {
    return !datasets::matches(search.criterion, item);
  });
  if (!search.sort.empty()) datasets::sort(results->items, search.sort);
  co_return results;
}

net::Task<Session::Or<Results>> Session::find(const Search& search) {
  const auto base = co_await reach(search.path);
  if (!base) co_return std::unexpected(base.error());
  co_return co_await find_in(*base, search);
}

net::Task<Completion> Session::search(const Arguments& arguments) {
  auto parsed = parse_search(arguments);
  if (!parsed) co_return refusal(parsed.error());
  const bool in_context = !parsed->path.starts_with('/');
  if (in_context && parsed->context) co_return no("INVALID", "A context is made of a dataset");
  const auto results = in_context ? co_await find_in_context(*parsed) : co_await find(*parsed);
  if (!results) co_return results.error();
  const auto count = results->items.size();
  if (parsed->hard_limit && count > *parsed->hard_limit)
    co_return no("WAYTOOMANY", "More entries than the hard limit");
  const bool is_cut = parsed->limit && count > parsed->limit->first;
  const auto shown = is_cut ? std::min<std::size_t>(count, parsed->limit->second) : count;
  std::string text;
  for (std::size_t at = 0; at < shown && !parsed->wanted.empty(); ++at)
    text += tag_ + " ENTRY " + string_text(results->items[at].path) +
            returned_data(parsed->wanted, results->items[at], results->rights) + "\r\n";
  if (!results->newest.empty()) text += tag_ + " MODTIME " + string_text(results->newest) + "\r\n";
  if (parsed->context) {
    const auto owner = co_await reach(parsed->path);
    if (!owner) co_return owner.error();
    auto refused = keep_context(std::move(*parsed), owner->owner.account, *results);
    if (refused) co_return *std::move(refused);
  }
  const auto sent = co_await send(text);
  if (!sent) co_return hang_up();
  if (is_cut) co_return ok_with("TOOMANY " + std::to_string(count), "More than the limit");
  co_return ok("That is all");
}

net::Task<Completion> Session::deleted_since(const Arguments& arguments) {
  const bool is_right = arguments.size() == 2 && std::ranges::all_of(arguments, &Term::is_string) &&
                        datasets::is_modtime(arguments[1].text);
  if (!is_right) co_return bad("DELETEDSINCE takes a dataset and a time");
  const auto& path = arguments[0].text;
  const auto base = co_await reach(path);
  if (!base) co_return base.error();
  if (!base->rights.contains('r')) co_return no("PERMISSION", "You may not read it");
  const auto datasets = datasets_of(base->owner);
  const auto work = [&] { return datasets.read(base->dataset); };
  const auto dataset = co_await on_disk(around_.disk, work);
  if (!dataset) co_return refusal(dataset.error(), path);
  const auto& since = arguments[1].text;
  if (since < dataset->forgotten) co_return no("TOOOLD", "That is not known any more");
  std::string text;
  for (const auto& [name, when] : dataset->deleted)
    if (when > since) text += tag_ + " DELETED " + string_text(name) + "\r\n";
  const auto sent = co_await send(text);
  co_return sent ? ok("That is all") : hang_up();
}

net::Task<Completion> Session::quota(const Arguments& arguments) {
  if (arguments.size() != 1 || !arguments[0].is_string()) co_return bad("GETQUOTA takes a dataset");
  const auto& path = arguments[0].text;
  const auto base = co_await reach(path);
  if (!base) co_return base.error();
  const auto datasets = datasets_of(base->owner);
  const auto work = [&] { return datasets.size(base->dataset); };
  const auto size = co_await on_disk(around_.disk, work);
  if (!size) co_return refusal(size.error(), path);
  const auto line = "* QUOTA " + string_text(path) + " " +
                    std::to_string(datasets::largest_dataset) + " " + std::to_string(*size) +
                    "\r\n";
  const auto sent = co_await send(line);
  co_return sent ? ok("That is all") : hang_up();
}

}  // namespace gatehouse::gates::acap
