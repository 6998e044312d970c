// How many accounts one network may fail on: whoever tries one password on many accounts has not
// come to log in. A plain value; no lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "auth/protection/account_budget.h"
#include "base/clock.h"

namespace gatehouse::auth {

class SiteBudget {
 public:
  static constexpr std::size_t most_accounts = 20;  // failing within the period close the network
  static constexpr Duration period = std::chrono::minutes{10};
  static constexpr Duration closed_for = std::chrono::minutes{10};

  // `account`: a hash of its name. A granted one ends with release() or failed().
  [[nodiscard]] Admission reserve(std::uint64_t account, Moment now);
  void release(std::uint64_t account);
  // True: the network is closed by this one.
  bool failed(std::uint64_t account, Moment now);

  void forget_failures();  // what is being compared goes on

  [[nodiscard]] bool closed(Moment now) const;
  [[nodiscard]] std::size_t accounts(Moment now) const;  // that failed within the period
  [[nodiscard]] bool empty() const { return failures_.empty() && compared_.empty(); }

  struct Kept {
    struct Failure {
      std::uint64_t account;
      Duration age{};
    };
    std::vector<Failure> failures{};
    std::optional<Duration> closed{};  // how long ago
  };
  [[nodiscard]] Kept kept(Moment now) const;
  [[nodiscard]] static SiteBudget from(const Kept& kept, Moment now);

 private:
  struct Failure {
    std::uint64_t account;
    Moment at;
  };
  void forget_what_is_over(Moment now);
  [[nodiscard]] bool counted(std::uint64_t account) const;
  [[nodiscard]] std::size_t being_compared() const;  // accounts that are not counted yet

  std::vector<Failure> failures_;        // one for each account
  std::vector<std::uint64_t> compared_;  // one for each reservation
  std::optional<Moment> closed_since_;
};

}  // namespace gatehouse::auth
