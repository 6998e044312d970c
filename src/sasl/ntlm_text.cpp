#include "sasl/ntlm_text.h"

#include <clocale>
#include <cwctype>

#include "sasl/ntlm_bytes.h"

namespace gatehouse::sasl::ntlm {
namespace {

bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

std::string utf8_of(std::uint32_t point) {
  const auto tail = [point](int shift) {
    return static_cast<char>(0x80 | (point >> shift & 0x3f));
  };
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xc0 | point >> 6), tail(0)};
  if (point < 0x10000) return {static_cast<char>(0xe0 | point >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | point >> 18), tail(12), tail(6), tail(0)};
}

std::size_t length_by_lead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

std::uint32_t point_of(std::string_view utf8) {
  const auto lead = static_cast<unsigned char>(utf8.front());
  std::uint32_t point = utf8.size() == 1 ? lead : lead & (0x7fU >> utf8.size());
  for (const char c : utf8.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  return point;
}

std::string unit(std::uint32_t value) { return bytes_of(static_cast<std::uint16_t>(value)); }

// The table of simple mappings that comes with the C library, whatever locale the process is in.
std::uint32_t upper(std::uint32_t unit) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (unicode == nullptr) return unit >= 'a' && unit <= 'z' ? unit - 32 : unit;
  const auto mapped = static_cast<std::uint32_t>(towupper_l(static_cast<wint_t>(unit), unicode));
  return mapped < 0x10000 ? mapped : unit;
}

}  // namespace

std::optional<std::string> utf8_from_utf16(std::string_view wide) {
  if (wide.size() % 2 != 0) return std::nullopt;
  std::string utf8;
  for (std::size_t at = 0; at < wide.size(); at += 2) {
    std::uint32_t point = number16(wide, at);
    if (is_low_surrogate(point)) return std::nullopt;
    if (is_high_surrogate(point)) {
      at += 2;
      if (at == wide.size() || !is_low_surrogate(number16(wide, at))) return std::nullopt;
      point = 0x10000 + ((point & 0x3ff) << 10) + (number16(wide, at) & 0x3ffU);
    }
    utf8 += utf8_of(point);
  }
  return utf8;
}

std::string utf16_from_utf8(std::string_view utf8) {
  std::string wide;
  while (!utf8.empty()) {
    const auto length = length_by_lead(static_cast<unsigned char>(utf8.front()));
    const auto point = point_of(utf8.substr(0, length));
    utf8.remove_prefix(length);
    if (point < 0x10000)
      wide += unit(point);
    else
      wide += unit(0xd800 + ((point - 0x10000) >> 10)) + unit(0xdc00 + (point & 0x3ff));
  }
  return wide;
}

std::string upper_case_utf16(std::string_view wide) {
  std::string result;
  for (std::size_t at = 0; at + 1 < wide.size(); at += 2) result += unit(upper(number16(wide, at)));
  return result;
}

}  // namespace gatehouse::sasl::ntlm
