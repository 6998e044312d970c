#include "web/answers.h"

#include <array>
#include <variant>

#include "settings/text.h"

namespace gatehouse::web {
namespace {

std::string two_digits(auto count) { return (count < 10 ? "0" : "") + std::to_string(count); }

std::string one_in_words(const settings::Value& value) {
  if (value.is_null()) return {};
  if (const auto* text = value.string()) return *text;
  if (const auto* stamp = std::get_if<settings::TimeStamp>(&value.held()))
    return time_words(stamp->at);
  if (const auto* address = std::get_if<settings::Address>(&value.held()))
    return address->address.text();
  if (const auto number = value.whole()) return std::to_string(*number);
  return settings::to_text(value);
}

}  // namespace

std::string text_at(const settings::Dictionary& facts, std::string_view key) {
  const auto* value = settings::find(facts, key);
  if (value == nullptr) return {};
  if (value->array() == nullptr) return one_in_words(*value);
  std::string list;
  for (const auto& one : *value->array()) list += (list.empty() ? "" : ", ") + one_in_words(one);
  return list;
}

std::optional<std::int64_t> number_at(const settings::Dictionary& facts, std::string_view key) {
  const auto* value = settings::find(facts, key);
  return value == nullptr ? std::nullopt : value->whole();
}

std::int64_t whole_at(const settings::Dictionary& facts, std::string_view key) {
  return number_at(facts, key).value_or(0);
}

std::optional<std::chrono::sys_seconds> time_at(const settings::Dictionary& facts,
                                                std::string_view key) {
  const auto* value = settings::find(facts, key);
  const auto* stamp = value == nullptr ? nullptr : std::get_if<settings::TimeStamp>(&value->held());
  if (stamp == nullptr) return std::nullopt;
  return stamp->at;
}

const settings::Array& array_at(const settings::Dictionary& facts, std::string_view key) {
  static const settings::Array none;
  const auto* value = settings::find(facts, key);
  return value == nullptr || value->array() == nullptr ? none : *value->array();
}

bool is_yes(const settings::Dictionary& facts, std::string_view key) {
  return text_at(facts, key) == "YES";
}

std::string clock_words(std::chrono::sys_seconds time) {
  const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
  return two_digits(clock.hours().count()) + ":" + two_digits(clock.minutes().count());
}

std::string time_words(std::chrono::sys_seconds time) {
  using namespace std::chrono;
  if (time == sys_seconds::min()) return "long ago";
  if (time == sys_seconds::max()) return "never";
  const auto day = floor<days>(time);
  const year_month_day date(day);
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day())) + " " + clock_words(time) + ":" +
         two_digits(hh_mm_ss(time - day).seconds().count()) + " UTC";
}

std::string size_words(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units{"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  auto whole = bytes;
  for (; whole >= 10240 && unit + 1 < units.size(); ++unit) whole /= 1024;
  return std::to_string(whole) + " " + std::string(units.at(unit));
}

std::string period_words(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array units{Unit{86400, "d"}, Unit{3600, "h"}, Unit{60, "min"}, Unit{1, "s"}};
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    if (seconds < units[i].seconds) continue;
    const auto rest = seconds % units[i].seconds / units[i + 1].seconds;
    auto words = std::to_string(seconds / units[i].seconds) + " " + std::string(units[i].name);
    if (rest > 0) words += " " + std::to_string(rest) + " " + std::string(units[i + 1].name);
    return words;
  }
  return std::to_string(seconds) + " s";
}

}  // namespace gatehouse::web
