#include "gates/pop3/grammar.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::gates::pop3 {
namespace {

constexpr std::size_t apop_digest_size = 32;

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

bool is_hex(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }

}  // namespace

std::optional<Command> parse_command(std::string_view line) {
  if (std::ranges::any_of(line, is_control)) return std::nullopt;
  Command command{.keyword = take_until(line, ' '), .argument = line};
  if (command.keyword.empty()) return std::nullopt;
  return command;
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
  const auto number = to_number<std::uint32_t>(text);
  return number == 0U ? std::nullopt : number;
}

std::optional<TopArgument> parse_top(std::string_view text) {
  const auto number = parse_number(take_until(text, ' '));
  const auto lines = to_number<std::uint32_t>(text);
  if (!number || !lines) return std::nullopt;
  return TopArgument{*number, *lines};
}

std::optional<AuthArgument> parse_auth(std::string_view text) {
  AuthArgument argument{.mechanism = take_until(text, ' '), .initial = std::nullopt};
  if (argument.mechanism.empty() || text.contains(' ')) return std::nullopt;
  if (!text.empty()) argument.initial = text;
  return argument;
}

bool is_apop(std::string_view text) {
  const auto space = text.rfind(' ');
  if (space == text.npos || space == 0) return false;
  const auto digest = text.substr(space + 1);
  return digest.size() == apop_digest_size && std::ranges::all_of(digest, is_hex);
}

std::string_view top_of(std::string_view message, std::uint32_t lines) {
  std::size_t end = 0;
  bool in_header = true;
  while (end < message.size() && (in_header || lines > 0)) {
    const auto line_end = message.find("\r\n", end);
    if (line_end == message.npos) return message;
    if (!in_header) --lines;
    if (line_end == end) in_header = false;
    end = line_end + 2;
  }
  return message.substr(0, end);
}

std::string multi_line(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 64 + 5);
  while (!text.empty()) {
    if (text.front() == '.') out += '.';
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    out.append(line).append("\r\n");
    text.remove_prefix(end == text.npos ? text.size() : end + 2);
  }
  return out += ".\r\n";
}

}  // namespace gatehouse::gates::pop3
