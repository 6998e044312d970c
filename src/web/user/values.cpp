#include "web/user/values.h"

#include <array>
#include <chrono>
#include <utility>
#include <variant>

#include "settings/text.h"

namespace gatehouse::web::user {
namespace {

std::string padded(std::uint64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string time_words(std::chrono::sys_seconds time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  const auto two = [](auto count) { return padded(static_cast<std::uint64_t>(count)); };
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
         " " + two(clock.hours().count()) + ":" + two(clock.minutes().count()) + ":" +
         two(clock.seconds().count()) + " UTC";
}

std::string size_words(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units{"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  auto whole = bytes;
  for (; whole >= 10240 && unit + 1 < units.size(); ++unit) whole /= 1024;
  return std::to_string(whole) + " " + std::string(units.at(unit));
}

std::string text_at(const settings::Dictionary& facts, std::string_view key) {
  const auto* value = settings::find(facts, key);
  if (value == nullptr || value->is_null()) return {};
  if (const auto* text = value->string()) return *text;
  if (const auto* stamp = std::get_if<settings::TimeStamp>(&value->held()))
    return time_words(stamp->at);
  if (const auto* address = std::get_if<settings::Address>(&value->held()))
    return address->address.text();
  if (const auto* all = value->array()) {
    std::string list;
    for (const auto& one : *all)
      if (const auto* text = one.string()) list += (list.empty() ? "" : ", ") + *text;
    return list;
  }
  if (const auto number = value->whole()) return std::to_string(*number);
  return settings::to_text(*value);
}

bool is_yes(const settings::Dictionary& facts, std::string_view key) {
  return text_at(facts, key) == "YES";
}

net::Task<Answer> ask(Desk& desk, Command& command) {
  auto line = command.line();
  co_return co_await desk.command(std::move(line));
}

net::Task<Answer> ask_of_own(Desk& desk, std::string_view verb) {
  Command command(verb);
  command.keyword("*");
  co_return co_await ask(desk, command);
}

}  // namespace gatehouse::web::user
