#include "audit/record.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::audit {
namespace {

constexpr std::size_t longest_field = 256;
constexpr std::size_t longest_rules = 1024;
constexpr std::size_t longest_changes = 60 * 1024;
constexpr std::string_view changes_key = "Changes";
constexpr std::string_view kind_key = "Kind";
constexpr std::string_view time_key = "Time";

struct KindName {
  Kind kind;
  std::string_view name;
};
constexpr std::array kinds{
    KindName{Kind::login, "login"},   KindName{Kind::end, "end"},
    KindName{Kind::change, "change"}, KindName{Kind::notice, "notice"},
    KindName{Kind::start, "start"},   KindName{Kind::stop, "stop"},
    KindName{Kind::file, "file"},     KindName{Kind::lost, "lost"},
    KindName{Kind::cut, "cut"},       KindName{Kind::damaged, "damaged"},
};

struct Field {
  std::string_view key;
  std::string Record::* text;
  std::size_t longest = longest_field;
};
constexpr std::array fields{
    Field{"Account", &Record::account}, Field{"As", &Record::acting_as},
    Field{"Detail", &Record::detail},   Field{"First", &Record::first},
    Field{"From", &Record::from},       Field{"Last", &Record::last},
    Field{"Method", &Record::method},   Field{"Name", &Record::name},
    Field{"Result", &Record::result},   Field{"Rules", &Record::rules, longest_rules},
    Field{"Service", &Record::service}, Field{"Session", &Record::session},
    Field{"Source", &Record::source},   Field{"TLS", &Record::tls},
    Field{"Target", &Record::target},   Field{"Verb", &Record::verb},
};

std::string word_of(const settings::Dictionary& all, std::string_view key) {
  const auto* value = settings::find(all, key);
  return value == nullptr || value->string() == nullptr ? std::string() : *value->string();
}

}  // namespace

std::string_view name_of(Kind kind) {
  return std::ranges::find(kinds, kind, &KindName::kind)->name;
}

std::optional<Kind> kind_named(std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &KindName::name);
  if (found == kinds.end()) return std::nullopt;
  return found->kind;
}

std::string iso_time(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

std::string to_text(const Record& record) {
  settings::Dictionary all{{std::string(kind_key), name_of(record.kind)},
                           {std::string(time_key), iso_time(record.time)}};
  for (const auto& field : fields)
    if (const auto& text = record.*field.text; !text.empty())
      all.emplace(field.key, escaped(text, field.longest));
  if (!record.changes.empty()) {
    auto changes = settings::to_text(record.changes);
    if (changes.size() <= longest_changes)
      all.emplace(changes_key, record.changes);
    else
      all.emplace(changes_key, "too many to be shown: " + std::to_string(record.changes.size()));
  }
  return settings::to_text(all);
}

Result<Entry> read_entry(std::string_view body) {
  auto rest = body;
  const auto id = to_number<Id>(take_until(rest, ' '));
  if (!id) return fail(ErrorCode::damaged, "no number at the start");
  auto read = settings::read_dictionary(rest);
  if (!read) return fail(ErrorCode::damaged, read.error().detail);
  const auto kind = kind_named(word_of(*read, kind_key));
  if (!kind) return fail(ErrorCode::damaged, "no known kind of record");
  Entry entry{.id = *id, .time = word_of(*read, time_key), .record = {.kind = *kind}};
  for (const auto& field : fields) entry.record.*field.text = word_of(*read, field.key);
  if (const auto* changes = settings::find(*read, changes_key))
    if (changes->dictionary() != nullptr) entry.record.changes = *changes->dictionary();
  return entry;
}

settings::Dictionary to_dictionary(const Entry& entry) {
  settings::Dictionary all{{"ID", settings::Number{static_cast<std::int64_t>(entry.id)}},
                           {std::string(kind_key), name_of(entry.record.kind)},
                           {std::string(time_key), entry.time}};
  for (const auto& field : fields)
    if (const auto& text = entry.record.*field.text; !text.empty()) all.emplace(field.key, text);
  if (!entry.record.changes.empty()) all.emplace(changes_key, entry.record.changes);
  return all;
}

std::size_t size_of(const Record& record) {
  constexpr std::size_t for_each_change = 256;
  std::size_t size = sizeof(Record) + record.changes.size() * for_each_change;
  for (const auto& field : fields) size += (record.*field.text).size();
  for (const auto& [key, value] : record.changes)
    if (const auto* pair = value.dictionary())
      for (const auto& [side, text] : *pair)
        if (text.string() != nullptr) size += text.string()->size();
  return size;
}

}  // namespace gatehouse::audit
