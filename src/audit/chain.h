// How the records of a trail hold together: each ends with an HMAC-SHA-256 over itself and the end
// of the one before, so that none can be altered, left out, added or moved by anybody who does not
// have the site key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/record.h"
#include "base/secret.h"
#include "crypto/seal.h"

namespace gatehouse::audit {

// Where the trail stands: the number of its last record and what that one ends with.
struct Head {
  Id id = 0;
  std::string mac{};
  bool operator==(const Head&) const = default;
};

class Chain {
 public:
  explicit Chain(const crypto::Seal& seal) : key_(seal.derive("audit trail")) {}

  [[nodiscard]] static Head start();  // before the first record

  // 64 hexadecimal digits for the line `body` behind a record that ends with `previous`.
  [[nodiscard]] std::string mac(std::string_view previous, std::string_view body) const;

  // "17 mac mac-of-both\n": of constant length.
  [[nodiscard]] std::string signed_head(const Head& head) const;
  // nullopt: not written by signed_head() with this key.
  [[nodiscard]] std::optional<Head> read_head(std::string_view text) const;

 private:
  Secret key_;
};

// "17 {...} mac" taken apart; nullopt: too short to be that.
struct Line {
  std::string_view body;
  std::string_view mac;
};
[[nodiscard]] std::optional<Line> parts_of(std::string_view line);

}  // namespace gatehouse::audit
