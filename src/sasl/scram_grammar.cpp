#include "sasl/scram_grammar.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::sasl {
namespace {

constexpr std::size_t longest_nonce = 512;

}  // namespace

std::optional<std::string_view> take_attribute(std::string_view& text, char letter) {
  if (text.size() < 3 || text[0] != letter || text[1] != '=' || text[2] == ',') return std::nullopt;
  text.remove_prefix(2);
  return take_until(text, ',');
}

std::optional<std::string> decoded_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const auto length = std::min(text.find('='), text.size());
    name += text.substr(0, length);
    text.remove_prefix(length);
    if (text.empty()) break;
    if (!text.starts_with("=2C") && !text.starts_with("=3D")) return std::nullopt;
    name += text[2] == 'C' ? ',' : '=';
    text.remove_prefix(3);
  }
  return name;
}

bool is_nonce(std::string_view text) {
  return !text.empty() && text.size() <= longest_nonce &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != ','; });
}

bool only_extensions(std::string_view text) {
  std::string seen = "acimnprsve";  // RFC 5802, section 5.1: these have a place of their own
  while (!text.empty()) {
    const char letter = text.front();
    if (!is_letter(letter) || seen.contains(letter) || !take_attribute(text, letter)) return false;
    seen += letter;
  }
  return true;
}

}  // namespace gatehouse::sasl
