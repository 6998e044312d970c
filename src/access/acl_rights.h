// The rights an access control list can grant, as letters (RFC 4314, section 2.1):
//   l lookup, r read, s keep seen, w write flags, i insert, p post, k create below, x delete,
//   t mark deleted, e expunge, a administer.
//
// The guide's older letters (RFC 2086) stand for several of them. Of the two readings that RFC
// 4314, section 2.1.1, allows, the guide's own rule decides: who may delete another's mailbox needs
// Delete on it, so that `d` covers `t`, `e` and `x`, and `c` covers `k`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::access {

class AclRights {
 public:
  constexpr AclRights() = default;
  [[nodiscard]] static constexpr AclRights all() { return AclRights((1U << letters.size()) - 1); }
  // Letters in any order, repeated or not, `c` and `d` too. malformed: another character.
  [[nodiscard]] static Result<AclRights> read(std::string_view text);
  // What one letter stands for; empty: it is none.
  [[nodiscard]] static constexpr AclRights of(char letter) {
    if (letter == 'c') return of('k');
    if (letter == 'd') return of('t') | of('e') | of('x');
    const auto at = letters.find(letter);
    return at == letters.npos ? AclRights() : AclRights(1U << at);
  }

  [[nodiscard]] std::string text() const;  // in the order "lrswipkxtea"
  // In the guide's letters, "lrswipcda"; `x`, `t` and `e` by themselves only when not all three
  // are there.
  [[nodiscard]] std::string guide_text() const;

  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool has(AclRights wanted) const {
    return (bits_ & wanted.bits_) == wanted.bits_;
  }
  [[nodiscard]] constexpr bool has(char letter) const {
    return !of(letter).empty() && has(of(letter));
  }

  friend constexpr AclRights operator|(AclRights one, AclRights other) {
    return AclRights(one.bits_ | other.bits_);
  }
  friend constexpr AclRights operator&(AclRights one, AclRights other) {
    return AclRights(one.bits_ & other.bits_);
  }
  friend constexpr AclRights operator-(AclRights from, AclRights taken) {
    return AclRights(from.bits_ & ~taken.bits_);
  }
  constexpr AclRights& operator|=(AclRights other) { return *this = *this | other; }
  bool operator==(const AclRights&) const = default;

 private:
  static constexpr std::string_view letters = "lrswipkxtea";
  explicit constexpr AclRights(std::uint32_t bits) : bits_(static_cast<std::uint16_t>(bits)) {}

  std::uint16_t bits_ = 0;
};

}  // namespace gatehouse::access
