#include "sasl/names.h"

#include <algorithm>

#include "base/text.h"
#include "sasl/mechanism.h"

namespace gatehouse::sasl {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_lower_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

}  // namespace

bool is_md5_hex(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, is_lower_hex);
}

bool acceptable_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && std::ranges::none_of(name, is_control) &&
         is_utf8(name);
}

std::string utf8_from_latin1(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto value = static_cast<unsigned char>(c);
    if (value < 0x80) {
      utf8 += c;
      continue;
    }
    utf8 += static_cast<char>(0xc0 | value >> 6);
    utf8 += static_cast<char>(0x80 | (value & 0x3f));
  }
  return utf8;
}

}  // namespace gatehouse::sasl
