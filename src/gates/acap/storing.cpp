// STORE (RFC 2244, section 6.6.1): all of its entries or none.
#include <algorithm>
#include <utility>

#include "datasets/inherit.h"
#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

struct Task {
  Store store;
  std::string rights;      // letters
  AttributeLists lists{};  // that decide instead
};

bool is_removal(const Store& store) { return store.fate != Store::Fate::kept; }

// Section 3.5: `i` fills what is empty, `w` changes what is there.
bool is_permitted(const Task& task, const datasets::Entry* entry) {
  const auto may = [&](char right) { return task.rights.contains(right); };
  const auto& store = task.store;
  if (is_removal(store) || store.renamed_to || store.below == Store::Below::removed)
    return may('w');
  if ((entry == nullptr || store.below == Store::Below::made) && !may('i')) return false;
  return std::ranges::all_of(store.values, [&](const StoredValue& one) {
    const bool is_there = entry != nullptr && entry->attributes.contains(one.attribute);
    const auto* list = list_for(task.lists, one.attribute, store.at.entry);
    const std::string_view letters = list == nullptr ? task.rights : list->letters;
    const bool clears = entry != nullptr && !one.value;
    return letters.contains(is_there || clears ? 'w' : 'i');
  });
}

std::string dataset_of(const Store& store) {
  return store.path.substr(0, store.path.rfind('/') + 1);
}

std::optional<Completion> why_not(const Task& task, const datasets::Dataset& dataset) {
  const auto& store = task.store;
  const auto entry = dataset.entries.find(store.at.entry);
  const bool is_there = entry != dataset.entries.end();
  if (!is_permitted(task, is_there ? &entry->second : nullptr))
    return not_permitted(dataset_of(store));
  if (store.unchanged_since) {
    const auto gone = dataset.deleted.find(store.at.entry);
    const auto changed = is_there                        ? entry->second.modified
                         : gone != dataset.deleted.end() ? gone->second
                                                         : datasets::Modtime();
    if (changed > *store.unchanged_since)
      return no("MODIFIED " + string_text(store.path), "It was changed since");
  }
  const auto held = is_there ? entry->second.attributes.size() + entry->second.without.size() : 0;
  if (held + store.values.size() > datasets::most_attributes)
    return no("QUOTA", "Too many attributes");
  const bool has_fitting_lists = std::ranges::all_of(task.lists, [&](const AttributeList& one) {
    return one.of.entry != store.at.entry ||
           datasets::list_level({one.of.attribute, store.renamed_to});
  });
  if (!has_fitting_lists) return no({}, "The name is too long for the entry's lists");
  if (store.renamed_to && (!is_there || dataset.entries.contains(*store.renamed_to)))
    return no({}, is_there ? "There is an entry of that name" : "There is no such entry");
  return std::nullopt;
}

void apply(const Store& store, datasets::Dataset& dataset, const datasets::Modtime& now,
           bool inherits) {
  const auto& entry = store.at.entry;
  if (is_removal(store))
    return dataset.remove(entry, now, inherits && store.fate == Store::Fate::removed);
  for (const auto& [attribute, value, to_default] : store.values) {
    const bool stops = attribute == datasets::inherit_attribute;  // what the one above says
    if (value)
      dataset.store(entry, attribute, *value, now);
    else
      dataset.clear(entry, attribute, now, (inherits || stops) && !to_default);
  }
  if (store.renamed_to) dataset.rename(entry, *store.renamed_to, now);
}

// The dataset that is called as the entry, made or removed.
Result<void> apply_below(const Store& store, const datasets::Datasets& datasets,
                         datasets::Edit& edit) {
  const auto name = store.at.place.dataset + "/" + store.at.entry;
  const bool is_there = datasets.size(name).has_value();
  if (store.renamed_to && is_there)
    return fail(ErrorCode::conflict, "there is a dataset of that name");
  if (store.below == Store::Below::made) return edit.make(name);
  if (store.below == Store::Below::removed) return edit.remove(name);
  return {};
}

Completion carry_out(const datasets::Datasets& datasets, const std::vector<Task>& tasks) {
  auto edit = datasets::Edit::begin(datasets);
  if (!edit) return refusal(edit.error(), {});
  for (const auto& task : tasks) {
    const auto& store = task.store;
    const auto path = dataset_of(store);
    auto dataset = edit->open(store.at.place.dataset, store.create);
    if (!dataset) return refusal(dataset.error(), path);
    if (auto refused = why_not(task, **dataset)) return *std::move(refused);
    const bool inherits = datasets::base_of(datasets, store.at.place.dataset).has_value();
    apply(store, **dataset, edit->now(), inherits);
    if (is_removal(store) || store.renamed_to)
      edit->move_lists(store.at.place.dataset, store.at.entry, store.renamed_to);
    if (auto below = apply_below(store, datasets, *edit); !below)
      return refusal(below.error(), path);
  }
  const auto done = edit->commit();
  return done ? ok("Stored") : refusal(done.error(), dataset_of(tasks.front().store));
}

}  // namespace

net::Task<Completion> Session::store(const Arguments& arguments) {
  auto stores = parse_store(arguments);
  if (!stores) co_return refusal(stores.error());
  std::optional<auth::Owner> owner;
  std::vector<Task> tasks;
  const std::vector<std::string> itself{""};
  for (auto& one : *stores) {
    auto reached = co_await reach(one.at.place, one.path);
    if (!reached) co_return reached.error();
    if (owner && owner->account != reached->owner.account)
      co_return no({}, "The entries are of different accounts");
    owner = reached->owner;
    auto lists = co_await lists_of(*reached, itself);
    if (!lists) co_return lists.error();
    tasks.push_back({std::move(one), std::move(reached->rights), std::move((*lists)[""])});
  }
  const auto datasets = datasets_of(*owner);
  const auto work = [&] { return carry_out(datasets, tasks); };
  auto done = co_await around_.disk.run(work);
  if (!done) co_return refusal(done.error(), {});
  if (done->kind != Completion::Kind::ok) co_return std::move(*done);
  hub_.changed(owner->account);
  for (const auto& task : tasks) {
    const auto told = co_await tell_defaults(task.store, *owner);
    if (!told) co_return hang_up();
  }
  co_return std::move(*done);
}

// Section 6.6.1: what DEFAULT made visible is told.
net::Task<Result<void>> Session::tell_defaults(const Store& store, auth::Owner owner) {
  const bool is_asked = std::ranges::any_of(store.values, &StoredValue::to_default);
  if (!is_asked) co_return Result<void>{};
  Search search;
  search.path = store.path;
  const Reached base{std::move(owner), store.at.place.dataset, "lr"};
  const auto all = co_await find_in(base, search, 1);
  if (!all) co_return Result<void>{};
  const auto item = std::ranges::find(all->items, store.at.entry, &datasets::Item::name);
  if (item == all->items.end()) co_return Result<void>{};
  std::string data;
  for (const auto& one : store.values)
    if (one.to_default && datasets::value_of(*item, one.attribute))
      data += " " + string_text(one.attribute) +
              returned_data({{one.attribute, {Metadata::value}}}, *item, {});
  if (data.empty()) co_return Result<void>{};
  const auto line = tag_ + " ENTRY " + string_text(store.path) + data + "\r\n";
  co_return co_await send(line);
}

}  // namespace gatehouse::gates::acap
