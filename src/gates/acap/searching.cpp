// SEARCH, DELETEDSINCE, GETQUOTA (RFC 2244, sections 6.4.1, 6.6.2, 6.8.1).
#include <algorithm>
#include <ranges>
#include <utility>

#include "datasets/inherit.h"
#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

constexpr auto kind = auth::ObjectKind::dataset;
constexpr std::size_t most_items = 20'000;  // that one search looks at
constexpr std::size_t deepest_search = 16;

// RFC 2244, section 3.1.1: "subdataset" leads from an entry to the dataset of its name.
void add_subdatasets(datasets::Dataset& dataset, const std::vector<std::string>& below) {
  for (const auto& name : below)
    dataset.entries[name].attributes.insert_or_assign("subdataset", datasets::Value{{"."}, true});
}

std::string joined(const std::string& above, const std::string& below) {
  return below.empty() ? above : above + "/" + below;
}

// The entry "" is there for who asks for what is kept of the dataset.
constexpr std::string_view acl_attribute = "dataset.acl";
bool asks_for_acl(const Search& search) {
  return std::ranges::any_of(
      search.wanted, [](const Wanted& one) { return one.attribute.starts_with(acl_attribute); });
}
bool asks_for_lists(const Search& search) {
  return asks_for_acl(search) || std::ranges::any_of(search.wanted, [](const Wanted& one) {
           return std::ranges::find(one.data, Metadata::acl) != one.data.end();
         });
}

datasets::Value told(const std::vector<auth::AclElement>& list) {
  datasets::Value value{{}, true};
  for (const auto& element : list)
    value.parts.push_back(element.identifier + "\t" + acap_rights(element.rights));
  return value;
}

}  // namespace

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

// A dataset as it lies in the topmost layer that has it, with what it has from those below.
Result<std::optional<datasets::Dataset>> Session::read_layers(const std::vector<Layer>& layers,
                                                              const std::string& name) const {
  std::optional<datasets::Dataset> whole;
  for (const auto& layer : std::views::reverse(layers)) {
    if (std::ranges::find(layer.names, name) == layer.names.end()) continue;
    const auto datasets = datasets_of(layer.at.owner);
    const auto at = joined(layer.at.dataset, name);
    auto dataset = datasets.read(at);
    if (!dataset && dataset.error().code == ErrorCode::not_found) continue;
    if (!dataset) return std::unexpected(dataset.error());
    add_subdatasets(*dataset, datasets.below(at));
    // Section 5.1: what is below the other one is below this one, too.
    if (whole)
      for (const auto& [entry, held] : whole->entries)
        if (held.attributes.contains("subdataset")) add_subdatasets(*dataset, {entry});
    whole = whole ? datasets::inherited(*std::move(dataset), *whole) : *std::move(dataset);
    const auto lists = layer.lists.find(name);
    if (lists != layer.lists.end()) hide_unreadable(*whole, lists->second);
  }
  return whole;
}

Result<Results> Session::read_all(const std::vector<Layer>& layers) const {
  std::vector<std::string> names;
  for (const auto& layer : layers)
    for (const auto& name : layer.names)
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  Results results;
  for (const auto& name : names) {
    auto dataset = read_layers(layers, name);
    if (!dataset) return std::unexpected(dataset.error());
    if (!*dataset && name.empty()) return fail(ErrorCode::not_found, "there is no such dataset");
    if (!*dataset) continue;
    results.newest = std::max(results.newest, (*dataset)->modified);
    for (auto& [entry, content] : (*dataset)->entries) {
      if (results.items.size() >= most_items) return fail(ErrorCode::too_long, "too much");
      results.items.push_back(
          {name.empty() ? entry : name + "/" + entry, entry, std::move(content)});
    }
  }
  for (const auto& layer : layers) results.accounts.push_back(layer.at.owner.account);
  return results;
}

// Section 5.2: the lists as they are told, each identifier with a tab and its rights.
net::Task<Result<void>> Session::add_acl(const Reached& base, const Search& search,
                                         Results& results) {
  if (!asks_for_lists(search)) co_return Result<void>{};
  datasets::Item managed{};
  for (auto& one : results.permitted.lists) {
    if (!one.letters.contains('a')) continue;
    auto name = list_object(base, one.of);
    const auto list = co_await visit_.acl(base.owner.account, kind, std::move(name));
    if (list) one.acl = told(*list);
    if (one.acl && !one.of.entry)
      managed.entry.attributes.emplace(std::string(acl_attribute) + "." + one.of.attribute,
                                       *one.acl);
  }
  if (base.rights.contains('a')) {
    const auto list = co_await visit_.acl(base.owner.account, kind, base.dataset);
    if (list) managed.entry.attributes.emplace(acl_attribute, told(*list));
  }
  if (managed.entry.attributes.empty() || !asks_for_acl(search)) co_return Result<void>{};
  auto there = std::ranges::find(results.items, "", &datasets::Item::path);
  if (there == results.items.end()) there = results.items.insert(there, datasets::Item{});
  for (auto& [name, value] : managed.entry.attributes)
    there->entry.attributes.insert_or_assign(name, std::move(value));
  co_return Result<void>{};
}

// All entries of the dataset and of those below it.
net::Task<Session::Or<Results>> Session::find_in(const Reached& base, const Search& search,
                                                 std::size_t depth) {
  if (!base.rights.contains('r')) co_return std::unexpected(not_permitted(search.path));
  auto layers = co_await open_layers(base, search.inherits, depth);
  if (!layers) co_return std::unexpected(layers.error());
  const auto read = [&] { return read_all(*layers); };
  auto results = co_await on_disk(around_.disk, read);
  if (!results && results.error().code == ErrorCode::too_long)
    co_return std::unexpected(no("WAYTOOMANY", "The search finds too much"));
  if (!results) co_return std::unexpected(refusal(results.error(), search.path));
  results->permitted.rights = acap_rights(base.rights);
  results->permitted.lists = std::move(layers->front().lists[""]);
  const auto added = co_await add_acl(base, search, *results);
  if (!added) co_return std::unexpected(refusal(added.error(), search.path));
  co_return std::move(*results);
}

net::Task<Session::Or<Results>> Session::find(const Search& search) {
  Or<Results> all = std::unexpected(Completion{});
  if (const auto listing = listing_place(search.path)) {
    all = co_await find_in_listing(*listing, search);
  } else {
    const auto base = co_await reach(search.path);
    if (!base) co_return std::unexpected(base.error());
    all = co_await find_in(*base, search, levels(search));
  }
  if (!all) co_return all;
  auto results = chosen(*std::move(all), search);
  if (!results) co_return std::unexpected(no("WAYTOOMANY", "The search finds too much"));
  co_return *std::move(results);
}

std::size_t Session::levels(const Search& search) {
  return search.depth == 0 ? deepest_search : std::min<std::size_t>(search.depth, deepest_search);
}

net::Task<Completion> Session::search(const Arguments& arguments) {
  auto parsed = parse_search(arguments);
  if (!parsed) co_return refusal(parsed.error());
  const bool in_context = !parsed->path.starts_with('/');
  if (in_context && parsed->context) co_return no({}, "A context is made of a dataset");
  if (!in_context && parsed->range_since) co_return bad("RANGE is of an enumerated context");
  const auto results = in_context ? co_await find_in_context(*parsed) : co_await find(*parsed);
  if (!results) co_return results.error();
  const auto count = results->items.size();
  if (parsed->hard_limit && count > *parsed->hard_limit)
    co_return no("WAYTOOMANY", "More entries than the hard limit");
  const bool is_cut = parsed->limit && count > parsed->limit->first;
  const auto shown = is_cut ? std::min<std::size_t>(count, parsed->limit->second) : count;
  if (parsed->context) {
    auto refused = keep_context(*parsed, *results);
    if (refused) co_return *std::move(refused);
  }
  const auto text = entries_text(tag_, *parsed, *results, shown);
  const auto sent = co_await send(text);
  if (!sent) co_return hang_up();
  if (is_cut) co_return ok_with("TOOMANY " + std::to_string(count), "More than the limit");
  co_return ok("That is all");
}

net::Task<Completion> Session::deleted_since(const Arguments& arguments) {
  // The examples of section 6.6.2 have the time as a number, the grammar as a string.
  const bool is_right = arguments.size() == 2 && arguments[0].is_string() &&
                        !arguments[1].is_list() && datasets::is_modtime(arguments[1].text);
  if (!is_right) co_return bad("DELETEDSINCE takes a dataset and a time");
  const auto& path = arguments[0].text;
  const auto base = co_await reach(path);
  if (!base) co_return base.error();
  if (!base->rights.contains('r')) co_return not_permitted(path);
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
