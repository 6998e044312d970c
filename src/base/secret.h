// A byte string that must not leak: it moves but does not copy, wipes its memory when it ends, has
// no formatter and no `==`. Read it only through reveal(), at the place of use.
// Compare with equal_in_constant_time (crypto/compare.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

// Overwrites memory in a way the compiler may not remove.
void wipe(void* memory, std::size_t size) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept {
    bytes_.swap(other.bytes_);  // the old bytes are wiped when `other` ends
    return *this;
  }
  ~Secret() { wipe(bytes_.data(), bytes_.size()); }
  bool operator==(const Secret&) const = delete;

  // A second holder of the same bytes; named so that no copy is made unawares.
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }
  [[nodiscard]] std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<char> bytes_;  // not a string: a short string would leave a copy behind when moved
};

// Wipes a string that had to hold a secret for a moment (a line from the net) when the scope ends.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd();

 private:
  std::string& text_;
};

}  // namespace gatehouse
