// STORE (RFC 2244, section 6.5.1): all of its entries or none.
#include <algorithm>
#include <utility>

#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

struct Task {
  Store store;
  std::string rights;  // letters
};

std::optional<Completion> why_not(const Task& task, const datasets::Dataset& dataset) {
  const auto& store = task.store;
  const auto entry = dataset.entries.find(store.at.entry);
  const bool is_there = entry != dataset.entries.end();
  const char needed = is_there || store.removes ? 'w' : 'i';
  if (!task.rights.contains(needed)) return no("PERMISSION", "You may not change it");
  if (!is_there && !store.create)
    return no("NOEXIST " + string_text(store.path), "There is no such entry");
  if (store.unchanged_since) {
    const auto gone = dataset.deleted.find(store.at.entry);
    const auto changed = is_there                        ? entry->second.modified
                         : gone != dataset.deleted.end() ? gone->second
                                                         : datasets::Modtime();
    if (changed > *store.unchanged_since)
      return no("MODIFIED " + string_text(store.path), "It was changed since");
  }
  const auto held = is_there ? entry->second.attributes.size() : 0;
  if (held + store.values.size() > datasets::most_attributes)
    return no("QUOTA", "Too many attributes");
  return std::nullopt;
}

void apply(const Store& store, datasets::Dataset& dataset, const datasets::Modtime& now) {
  const auto& entry = store.at.entry;
  if (store.removes) return dataset.remove(entry, now);
  for (const auto& [attribute, value] : store.values) {
    if (value)
      dataset.store(entry, attribute, *value, now);
    else
      dataset.clear(entry, attribute, now);
  }
}

Completion carry_out(const datasets::Datasets& datasets, const std::vector<Task>& tasks) {
  auto edit = datasets::Edit::begin(datasets);
  if (!edit) return refusal(edit.error(), {});
  for (const auto& task : tasks) {
    const auto& path = task.store.path;
    auto dataset = edit->open(task.store.at.place.dataset, task.store.create);
    if (!dataset) return refusal(dataset.error(), path);
    if (auto refused = why_not(task, **dataset)) return *std::move(refused);
    apply(task.store, **dataset, edit->now());
  }
  const auto done = edit->commit();
  return done ? ok("Stored") : refusal(done.error(), tasks.front().store.path);
}

}  // namespace

net::Task<Completion> Session::store(const Arguments& arguments) {
  auto stores = parse_store(arguments);
  if (!stores) co_return refusal(stores.error());
  std::optional<auth::Owner> owner;
  std::vector<Task> tasks;
  for (auto& one : *stores) {
    auto reached = co_await reach(one.at.place, one.path);
    if (!reached) co_return reached.error();
    if (owner && owner->account != reached->owner.account)
      co_return no("INVALID", "The entries are of different accounts");
    owner = std::move(reached->owner);
    tasks.push_back({std::move(one), std::move(reached->rights)});
  }
  const auto datasets = datasets_of(*owner);
  const auto work = [&] { return carry_out(datasets, tasks); };
  auto done = co_await around_.disk.run(work);
  if (!done) co_return refusal(done.error(), {});
  if (done->kind == Completion::Kind::ok) hub_.changed(owner->account);
  co_return std::move(*done);
}

}  // namespace gatehouse::gates::acap
