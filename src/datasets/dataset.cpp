#include "datasets/dataset.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::datasets {
namespace {

using settings::Dictionary;

constexpr std::size_t shortest_modtime = 14;
constexpr std::size_t longest_modtime = 40;

std::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::malformed, std::move(what));
}

// What the data format cannot hold as a string is held as a data block.
settings::Value part_value(const std::string& part) {
  const bool is_text = is_utf8(part) && !part.contains('\0');
  return is_text ? settings::Value(part) : settings::Value(settings::Data{part});
}

settings::Value written(const Value& value) {
  if (!value.many && value.parts.size() == 1) return part_value(value.parts.front());
  settings::Array parts;
  for (const auto& part : value.parts) parts.push_back(part_value(part));
  return parts;
}

std::optional<std::string> read_part(const settings::Value& from) {
  if (const auto* text = from.string()) return *text;
  if (const auto* data = from.data()) return data->bytes;
  return std::nullopt;
}

std::optional<Value> read_value(const settings::Value& from) {
  Value value;
  const auto* parts = from.array();
  if (parts == nullptr) {
    auto part = read_part(from);
    if (!part) return std::nullopt;
    value.parts.push_back(*std::move(part));
    return value;
  }
  value.many = true;
  for (const auto& one : *parts) {
    auto part = read_part(one);
    if (!part) return std::nullopt;
    value.parts.push_back(*std::move(part));
  }
  return value;
}

Result<Modtime> read_modtime(const Dictionary& from, std::string_view key) {
  const auto* value = settings::find(from, key);
  if (value == nullptr) return Modtime();
  const auto* text = value->string();
  if (text == nullptr || (!text->empty() && !is_modtime(*text)))
    return malformed(std::string(key) + ": expected a time");
  return *text;
}

Result<std::set<std::string, std::less<>>> read_names(const Dictionary& from,
                                                      std::string_view key) {
  std::set<std::string, std::less<>> names;
  const auto* held = settings::find(from, key);
  if (held == nullptr) return names;
  if (held->array() == nullptr) return malformed(std::string(key) + ": expected names");
  for (const auto& one : *held->array()) {
    if (one.string() == nullptr) return malformed(std::string(key) + ": expected names");
    names.insert(*one.string());
  }
  return names;
}

settings::Array written(const std::set<std::string, std::less<>>& names) {
  settings::Array array;
  for (const auto& name : names) array.emplace_back(name);
  return array;
}

Result<Entry> read_entry(const settings::Value& from) {
  const auto* fields = from.dictionary();
  if (fields == nullptr) return malformed("Entries: expected dictionaries");
  Entry entry;
  auto modified = read_modtime(*fields, "Modified");
  if (!modified) return std::unexpected(modified.error());
  entry.modified = *std::move(modified);
  auto without = read_names(*fields, "Without");
  if (!without) return std::unexpected(without.error());
  entry.without = *std::move(without);
  const auto* held = settings::find(*fields, "Attributes");
  const auto* attributes = held == nullptr ? nullptr : held->dictionary();
  if (attributes == nullptr) return malformed("Attributes: expected a dictionary");
  for (const auto& [name, given] : *attributes) {
    auto value = read_value(given);
    if (!value) return malformed(escaped(name) + ": expected strings");
    entry.attributes.emplace(name, *std::move(value));
  }
  return entry;
}

void forget_oldest(Dataset& dataset) {
  while (dataset.deleted.size() > most_deleted) {
    const auto oldest = std::ranges::min_element(
        dataset.deleted, {}, [](const auto& one) -> const Modtime& { return one.second; });
    dataset.forgotten = std::max(dataset.forgotten, oldest->second);
    dataset.deleted.erase(oldest);
  }
}

}  // namespace

void Dataset::store(std::string_view entry, std::string_view attribute, Value value,
                    const Modtime& now) {
  auto& changed = entries[std::string(entry)];
  changed.attributes.insert_or_assign(std::string(attribute), std::move(value));
  changed.without.erase(std::string(attribute));
  changed.modified = now;
  modified = now;
  hidden.erase(std::string(entry));
  deleted.erase(std::string(entry));
}

void Dataset::clear(std::string_view entry, std::string_view attribute, const Modtime& now,
                    bool hides) {
  if (!hides && !entries.contains(entry)) return;
  auto& changed = entries[std::string(entry)];
  changed.attributes.erase(std::string(attribute));
  if (hides)
    changed.without.insert(std::string(attribute));
  else
    changed.without.erase(std::string(attribute));
  changed.modified = now;
  modified = now;
}

void Dataset::remove(std::string_view entry, const Modtime& now, bool hides) {
  const bool was_there = entries.erase(std::string(entry)) > 0;
  const bool was_hidden = hidden.erase(std::string(entry)) > 0;
  if (hides) hidden.insert(std::string(entry));
  if (!was_there && hides == was_hidden) return;
  modified = now;
  if (was_hidden && !hides) {  // it is seen again
    deleted.erase(std::string(entry));
    return;
  }
  deleted.insert_or_assign(std::string(entry), now);
  forget_oldest(*this);
}

void Dataset::rename(std::string_view from, std::string_view to, const Modtime& now) {
  auto moved = entries.extract(std::string(from));
  moved.key() = to;
  moved.mapped().modified = now;
  entries.insert(std::move(moved));
  hidden.erase(std::string(to));
  deleted.erase(std::string(to));
  deleted.insert_or_assign(std::string(from), now);
  modified = now;
  forget_oldest(*this);
}

Modtime modtime_of(std::chrono::sys_time<std::chrono::microseconds> at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  std::array<char, 64> text{};
  const auto size = std::snprintf(
      text.data(), text.size(), "%04d%02u%02u%02ld%02ld%02lld%06lld", int{date.year()},
      unsigned{date.month()}, unsigned{date.day()}, static_cast<long>(time.hours().count()),
      static_cast<long>(time.minutes().count()), static_cast<long long>(time.seconds().count()),
      static_cast<long long>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

// A clock that was put back does not take times back with it: they go on by ones.
Modtime after(const Modtime& modtime) {
  auto next = modtime;
  for (auto digit = next.rbegin(); digit != next.rend(); ++digit) {
    if (*digit != '9') {
      ++*digit;
      return next;
    }
    *digit = '0';
  }
  return modtime + "1";
}

bool is_modtime(std::string_view text) {
  return text.size() >= shortest_modtime && text.size() <= longest_modtime &&
         std::ranges::all_of(text, is_digit);
}

Result<Dataset> read_dataset(std::string_view text) {
  const auto fields = settings::read_dictionary(text);
  if (!fields) return std::unexpected(fields.error());
  Dataset dataset;
  auto modified = read_modtime(*fields, "Modified");
  if (!modified) return std::unexpected(modified.error());
  auto forgotten = read_modtime(*fields, "Forgotten");
  if (!forgotten) return std::unexpected(forgotten.error());
  dataset.modified = *std::move(modified);
  dataset.forgotten = *std::move(forgotten);
  auto hidden = read_names(*fields, "Hidden");
  if (!hidden) return std::unexpected(hidden.error());
  dataset.hidden = *std::move(hidden);
  const auto* held = settings::find(*fields, "Entries");
  const auto* entries = held == nullptr ? nullptr : held->dictionary();
  if (entries == nullptr) return malformed("Entries: expected a dictionary");
  for (const auto& [name, given] : *entries) {
    auto entry = read_entry(given);
    if (!entry) return std::unexpected(entry.error());
    dataset.entries.emplace(name, *std::move(entry));
  }
  const auto* gone = settings::find(*fields, "Deleted");
  if (gone == nullptr) return dataset;
  if (gone->dictionary() == nullptr) return malformed("Deleted: expected a dictionary");
  for (const auto& [name, given] : *gone->dictionary()) {
    if (given.string() == nullptr || !is_modtime(*given.string()))
      return malformed("Deleted: expected times");
    dataset.deleted.emplace(name, *given.string());
  }
  return dataset;
}

std::string to_text(const Dataset& dataset) {
  Dictionary entries;
  for (const auto& [name, entry] : dataset.entries) {
    Dictionary attributes;
    for (const auto& [attribute, value] : entry.attributes)
      attributes.emplace(attribute, written(value));
    Dictionary held{{"Attributes", std::move(attributes)}, {"Modified", entry.modified}};
    if (!entry.without.empty()) held.emplace("Without", written(entry.without));
    entries.emplace(name, std::move(held));
  }
  Dictionary deleted;
  for (const auto& [name, when] : dataset.deleted) deleted.emplace(name, when);
  Dictionary fields{{"Entries", std::move(entries)}, {"Modified", dataset.modified}};
  if (!deleted.empty()) fields.emplace("Deleted", std::move(deleted));
  if (!dataset.hidden.empty()) fields.emplace("Hidden", written(dataset.hidden));
  if (!dataset.forgotten.empty()) fields.emplace("Forgotten", dataset.forgotten);
  return settings::to_file_text(fields);
}

}  // namespace gatehouse::datasets
