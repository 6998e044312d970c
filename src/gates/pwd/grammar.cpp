#include "gates/pwd/grammar.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::gates::pwd {
namespace {

constexpr std::size_t apop_digest_size = 32;

bool is_hex(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

// Starts with a quote, ends with one, and has no other that no backslash hides.
bool is_quoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return false;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == '"') return false;
    if (text[at] == '\\' && ++at + 1 == text.size()) return false;
  }
  return true;
}

// The data format's quoted string; control bytes as three decimal digits.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (is_control(c)) {
      const auto digits = std::to_string(static_cast<unsigned char>(c));
      out.append("\\").append(3 - digits.size(), '0').append(digits);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

}  // namespace

Command parse_command(std::string_view line) {
  const auto start = line.find_first_not_of(' ');
  if (start == line.npos) return {};
  line.remove_prefix(start);
  const auto keyword = take_until(line, ' ');
  return {keyword, line};
}

std::optional<AuthArgument> parse_auth(std::string_view text) {
  text = trimmed(text);
  AuthArgument argument{.mechanism = take_until(text, ' '), .initial = std::nullopt};
  if (argument.mechanism.empty()) return std::nullopt;
  if (!text.empty()) argument.initial = trimmed(text);
  argument.in_clear = argument.initial && argument.initial->contains(' ');
  return argument;
}

bool is_apop(std::string_view text) {
  const auto space = text.rfind(' ');
  if (space == text.npos || space == 0) return false;
  const auto digest = text.substr(space + 1);
  return digest.size() == apop_digest_size && std::ranges::all_of(digest, is_hex);
}

std::string password_change(std::string_view new_password) {
  std::string line = "SETACCOUNTPASSWORD * PASSWORD ";
  line += is_quoted(new_password) ? std::string(new_password) : quoted(new_password);
  return line += " CHECK";
}

}  // namespace gatehouse::gates::pwd
