// What strangers, or one known source, may still try on one account. A plain value; no lock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "auth/protection/sliding_count.h"
#include "base/clock.h"

namespace gatehouse::auth {

enum class Admission {
  granted,
  locked,  // the limit was reached
  busy     // what is being compared now may reach it: ask again soon
};

struct Allowance {
  unsigned count;      // wrong secrets within the period
  Duration period{};   //
  unsigned total = 0;  // wrong secrets until the owner comes; 0: no limit
};

class AccountBudget {
 public:
  static constexpr Duration closed_for = std::chrono::hours{24};  // after the total was reached
  static constexpr unsigned most_repeats = 10;  // of wrong secrets seen before, times the count

  // A granted one ends with release() or failed().
  [[nodiscard]] Admission reserve(const Allowance& allowance, Moment now);
  void release();
  // `fingerprint` of the secret; 0: it cannot be compared with others. False: this wrong secret was
  // among the last ones and is not counted again.
  bool failed(const Allowance& allowance, std::uint64_t fingerprint, Moment now);
  void owner_came();
  void forget_failures();  // what is being compared goes on

  [[nodiscard]] unsigned failures(const Allowance& allowance, Moment now) const;
  [[nodiscard]] unsigned total() const { return total_; }
  [[nodiscard]] bool locked(const Allowance& allowance, Moment now) const;
  [[nodiscard]] bool empty() const;

  struct Kept {
    SlidingCount::Kept failures{};
    unsigned total = 0;
    std::optional<Duration> closed{};  // how long ago
  };
  [[nodiscard]] Kept kept(Moment now) const;
  [[nodiscard]] static AccountBudget from(const Kept& kept, Moment now);

 private:
  static constexpr std::size_t most_remembered = 8;

  void reopen(Moment now);
  [[nodiscard]] bool seen_before(std::uint64_t fingerprint) const;

  SlidingCount failures_;
  SlidingCount repeats_;
  unsigned total_ = 0;
  unsigned reserved_ = 0;
  std::optional<Moment> closed_since_;
  std::array<std::uint64_t, most_remembered> wrong_{};
  std::size_t next_wrong_ = 0;
};

}  // namespace gatehouse::auth
