// BER as LDAP uses it (RFC 4511, section 5.1), read and written by liblber. Bytes in, bytes out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct berelement;

namespace gatehouse::gates::ldap {

using Tag = unsigned long;  // the identifier octet
inline constexpr Tag tag_boolean = 0x01;
inline constexpr Tag tag_integer = 0x02;
inline constexpr Tag tag_octets = 0x04;
inline constexpr Tag tag_enumerated = 0x0A;
inline constexpr Tag tag_sequence = 0x30;
inline constexpr Tag tag_set = 0x31;
// [number], context specific.
constexpr Tag context(unsigned number) { return 0x80U | number; }
constexpr Tag constructed_context(unsigned number) { return 0xA0U | number; }

struct FreeElement {
  void operator()(berelement* ber) const;  // leaves the bytes it reads from alone
};

// The elements that stand side by side in `bytes`, which outlive it and everything it gives.
// Each take gives nullopt when there is no whole element, or another one; then nothing is taken.
// Indefinite lengths, and lengths beyond the end, are no elements.
class Elements {
 public:
  explicit Elements(std::string_view bytes);

  struct Element {
    Tag tag;
    std::string_view content;
  };
  [[nodiscard]] std::optional<Element> take();
  [[nodiscard]] std::optional<std::string_view> take(Tag tag);
  [[nodiscard]] std::optional<std::int32_t> take_number(Tag tag);
  [[nodiscard]] std::optional<bool> take_boolean(Tag tag);
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool next_is(Tag tag) const;

 private:
  std::string_view rest_;
  std::unique_ptr<berelement, FreeElement> ber_;
};

// One element after another; open() and close() come in pairs.
class Writer {
 public:
  Writer();
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void open(Tag tag = tag_sequence);
  void close();
  void octets(std::string_view text, Tag tag = tag_octets);
  void number(std::int32_t value, Tag tag = tag_integer);
  void boolean(bool value, Tag tag = tag_boolean);
  void raw(std::string_view elements);  // written already
  // Everything so far; empty when memory ran out on the way.
  [[nodiscard]] std::string bytes() const;

 private:
  berelement* ber_;
};

}  // namespace gatehouse::gates::ldap
