// Nonces of HTTP digest (RFC 7616, sections 3.3 and 5.4), for everybody who checks them: a nonce
// proves by itself when it was made, for which realm and by whom, and how often it was used is kept
// here. Nothing is kept of a nonce nobody has answered. Safe for concurrent use.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "crypto/entropy.h"

namespace gatehouse::sasl {

class DigestNonces {
 public:
  static constexpr Duration lifetime = std::chrono::minutes{5};
  static constexpr std::size_t most_used = 100000;

  // `entropy` outlives this.
  explicit DigestNonces(crypto::Entropy& entropy, std::size_t most = most_used);

  [[nodiscard]] std::string issue(std::string_view realm, Time now);
  // Ours, for that realm, not too old, and never seen with this count.
  [[nodiscard]] bool fresh(std::string_view nonce, std::string_view realm, std::uint32_t count,
                           Time now);
  // The same, and from now on it is used: true once for each count, whoever asks.
  [[nodiscard]] bool use(std::string_view nonce, std::string_view realm, std::uint32_t count,
                         Time now);

 private:
  struct Issued {
    Time at;
    std::uint64_t serial;
  };
  struct Counts {
    std::uint32_t highest = 0;
    std::uint64_t below = 0;  // bit n: highest - n was used
    [[nodiscard]] bool used(std::uint32_t count) const;
    void add(std::uint32_t count);
  };
  [[nodiscard]] std::string code_of(std::string_view plain, std::string_view realm) const;
  [[nodiscard]] std::optional<Issued> read(std::string_view nonce, std::string_view realm,
                                           Time now) const;
  void forget(Time now);

  const std::string key_;
  const std::size_t most_;
  crypto::Entropy& entropy_;
  std::mutex lock_;
  std::unordered_map<std::uint64_t, Counts> used_;
  std::deque<Issued> in_order_;   // of first use
  Time forgotten_ = Time::min();  // of nonces from before then it is not known how often
};

}  // namespace gatehouse::sasl
