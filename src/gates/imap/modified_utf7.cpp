#include "gates/imap/modified_utf7.h"

#include <algorithm>
#include <cstdint>

#include "base/base64.h"
#include "base/text.h"

namespace gatehouse::gates::imap {
namespace {

bool stands_for_itself(char c) { return c >= 0x20 && c <= 0x7E; }

void append_utf16(std::string& bytes, std::uint32_t point) {
  const auto unit = [&](std::uint32_t value) {
    bytes += static_cast<char>(value >> 8U);
    bytes += static_cast<char>(value & 0xFFU);
  };
  if (point < 0x10000) return unit(point);
  unit(0xD800 + ((point - 0x10000) >> 10U));
  unit(0xDC00 + ((point - 0x10000) & 0x3FFU));
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
  };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0U | (point >> 12U));
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0U | (point >> 18U));
    tail(12), tail(6), tail(0);
  }
}

// The next character of valid UTF-8.
std::uint32_t take_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) {
    return std::uint32_t{static_cast<std::uint8_t>(text[i])};
  };
  const std::size_t length = byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  std::uint32_t point = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) point = (point << 6U) | (byte(i) & 0x3FU);
  text.remove_prefix(length);
  return point;
}

std::string shifted(std::string_view utf16) {
  std::string text = to_base64(utf16);
  text.resize(text.find_last_not_of('=') + 1);
  std::ranges::replace(text, '/', ',');
  return '&' + text + '-';
}

std::optional<std::string> from_utf16(std::string_view bytes) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  std::string text;
  std::uint32_t high = 0;
  for (; !bytes.empty(); bytes.remove_prefix(2)) {
    const std::uint32_t unit = (std::uint32_t{static_cast<std::uint8_t>(bytes[0])} << 8U) |
                               static_cast<std::uint8_t>(bytes[1]);
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low != (high != 0)) return std::nullopt;
    if (is_low) {
      append_utf8(text, 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00));
      high = 0;
    } else if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else {
      append_utf8(text, unit);
    }
  }
  if (high != 0) return std::nullopt;
  return text;
}

std::optional<std::string> unshifted(std::string_view base64) {
  std::string text(base64);
  if (text.contains('/')) return std::nullopt;
  std::ranges::replace(text, ',', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  const auto utf16 = from_base64(text);
  return utf16 ? from_utf16(*utf16) : std::nullopt;
}

}  // namespace

std::string to_modified_utf7(std::string_view utf8) {
  std::string text;
  while (!utf8.empty()) {
    std::string utf16;
    while (!utf8.empty() && (utf8.front() & 0x80) != 0) append_utf16(utf16, take_point(utf8));
    if (!utf16.empty()) text += shifted(utf16);
    if (utf8.empty()) break;
    text += utf8.front();
    if (utf8.front() == '&') text += '-';
    utf8.remove_prefix(1);
  }
  return text;
}

std::optional<std::string> from_modified_utf7(std::string_view text) {
  const std::string_view whole = text;
  std::string utf8;
  while (!text.empty()) {
    if (!stands_for_itself(text.front())) return std::nullopt;
    if (text.front() != '&') {
      utf8 += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto end = text.find('-');
    if (end == text.npos) return std::nullopt;
    const auto decoded = end == 1 ? "&" : unshifted(text.substr(1, end - 1));
    if (!decoded) return std::nullopt;
    utf8 += *decoded;
    text.remove_prefix(end + 1);
  }
  // One name has one form: what would not be written so again is refused.
  if (!is_utf8(utf8) || to_modified_utf7(utf8) != whole) return std::nullopt;
  return utf8;
}

}  // namespace gatehouse::gates::imap
