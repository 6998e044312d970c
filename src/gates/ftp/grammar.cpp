#include "gates/ftp/grammar.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr char interpret = '\xFF';             // IAC
constexpr unsigned char first_command = 0xF0;  // SE
constexpr unsigned char first_option = 0xFB;   // WILL, WONT, DO, DONT: one byte more

unsigned char byte(char c) { return static_cast<unsigned char>(c); }

std::string padded(unsigned number, std::size_t width) {
  auto text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

bool is_control(char c) { return byte(c) < 0x20 || byte(c) == 0x7F; }

}  // namespace

std::string without_telnet(std::string_view line) {
  std::string kept;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] != interpret) {
      kept += line[at];
      continue;
    }
    // A mark that was sent as urgent data has lost its second byte.
    if (at + 1 == line.size() || byte(line[at + 1]) < first_command) continue;
    ++at;
    if (line[at] == interpret)
      kept += interpret;
    else if (byte(line[at]) >= first_option)
      ++at;
  }
  return kept;
}

std::optional<Command> parse_command(std::string_view line) {
  if (std::ranges::any_of(line, is_control)) return std::nullopt;
  Command command{.keyword = take_until(line, ' '), .argument = {}};
  command.argument = line;
  if (command.keyword.empty() || !std::ranges::all_of(command.keyword, is_letter))
    return std::nullopt;
  return command;
}

std::optional<Endpoint> parse_port(std::string_view text) {
  const auto parts = split(text, ',');
  if (parts.size() != 6) return std::nullopt;
  std::array<std::uint8_t, 6> numbers{};
  for (std::size_t index = 0; index < parts.size(); ++index) {
    const auto read = to_number<std::uint8_t>(parts[index]);
    if (!read) return std::nullopt;
    numbers.at(index) = *read;
  }
  Endpoint at;
  at.address.bytes[10] = at.address.bytes[11] = 0xFF;
  std::ranges::copy_n(numbers.begin(), 4, at.address.bytes.begin() + 12);
  at.port = static_cast<std::uint16_t>(numbers[4] << 8U | numbers[5]);
  return at;
}

std::optional<ExtendedPort> parse_extended_port(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char mark = text.front();
  if (byte(mark) < 33 || byte(mark) > 126 || text.back() != mark) return std::nullopt;
  const auto parts = split(text.substr(1, text.size() - 2), mark);
  if (parts.size() != 3) return std::nullopt;
  const auto protocol = to_number<std::uint8_t>(parts[0]);
  const auto port = to_number<std::uint16_t>(parts[2]);
  if (!protocol || !port) return std::nullopt;
  if (*protocol != 1 && *protocol != 2) return ExtendedPort{*protocol, {}};
  const auto address = IpAddress::parse(parts[1]);
  if (!address || address->is_v4() != (*protocol == 1)) return std::nullopt;
  return ExtendedPort{*protocol, {*address, *port}};
}

std::string port_text(const Endpoint& at) {
  std::string text;
  for (std::size_t index = 12; index < 16; ++index)
    text += std::to_string(at.address.bytes[index]) + ',';
  return text + std::to_string(at.port >> 8U) + ',' + std::to_string(at.port & 0xFFU);
}

std::optional<Type> parse_type(std::string_view text) {
  struct Row {
    std::string_view text;
    Type type;
  };
  static constexpr std::array table{Row{"A", Type::ascii}, Row{"A N", Type::ascii},
                                    Row{"I", Type::image}, Row{"L 8", Type::image}};
  const auto is_it = [&](const Row& row) { return same_but_case(row.text, text); };
  const auto row = std::ranges::find_if(table, is_it);
  if (row == table.end()) return std::nullopt;
  return row->type;
}

std::string time_text(Time when) {
  const auto midnight = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day day(midnight);
  const std::chrono::hh_mm_ss hour(std::chrono::floor<std::chrono::seconds>(when - midnight));
  return padded(static_cast<unsigned>(int{day.year()}), 4) + padded(unsigned{day.month()}, 2) +
         padded(unsigned{day.day()}, 2) + padded(static_cast<unsigned>(hour.hours().count()), 2) +
         padded(static_cast<unsigned>(hour.minutes().count()), 2) +
         padded(static_cast<unsigned>(hour.seconds().count()), 2);
}

std::optional<Time> parse_time(std::string_view text) {
  namespace chrono = std::chrono;
  if (text.size() > 14 &&
      (text[14] != '.' || text.size() == 15 || !std::ranges::all_of(text.substr(15), is_digit)))
    return std::nullopt;
  if (text.size() < 14 || !std::ranges::all_of(text.substr(0, 14), is_digit)) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) {
    return *to_number<int>(text.substr(at, size));
  };
  const chrono::year_month_day day{chrono::year(part(0, 4)),
                                   chrono::month(static_cast<unsigned>(part(4, 2))),
                                   chrono::day(static_cast<unsigned>(part(6, 2)))};
  if (!day.ok() || part(8, 2) > 23 || part(10, 2) > 59 || part(12, 2) > 60) return std::nullopt;
  return chrono::sys_days(day) + chrono::hours(part(8, 2)) + chrono::minutes(part(10, 2)) +
         chrono::seconds(part(12, 2));
}

std::string_view without_options(std::string_view argument) {
  argument = trimmed(argument);
  while (argument.starts_with('-')) {
    const auto space = argument.find(' ');
    const auto word = argument.substr(0, space);
    if (!std::ranges::all_of(word.substr(1), is_letter)) return argument;
    argument = space == argument.npos ? std::string_view() : trimmed(argument.substr(space));
  }
  return argument;
}

bool has_wildcards(std::string_view text) { return text.find_first_of("*?") != text.npos; }

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t star = pattern.npos;
  std::size_t from = 0;
  while (in < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      from = in;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[in])) {
      ++at;
      ++in;
    } else if (star != pattern.npos) {
      at = star + 1;
      in = ++from;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace gatehouse::gates::ftp
