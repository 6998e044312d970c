// Numbers in NTLM messages: little end first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::sasl::ntlm {

// The number at `at`; its bytes are there.
[[nodiscard]] constexpr std::uint16_t number16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) |
                                    static_cast<unsigned char>(bytes[at + 1]) << 8);
}
[[nodiscard]] constexpr std::uint32_t number32(std::string_view bytes, std::size_t at) {
  return number16(bytes, at) | static_cast<std::uint32_t>(number16(bytes, at + 2)) << 16;
}

template <class Number>
[[nodiscard]] std::string bytes_of(Number number) {
  std::string bytes(sizeof(Number), '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(number & 0xff);
    number = static_cast<Number>(number >> 8);
  }
  return bytes;
}

}  // namespace gatehouse::sasl::ntlm
