// The guide's rule of Failed Logins (LoginProtection = Account): at most `count` wrong secrets for
// a name within `period`, then none is looked at for a period. Reserve, then verify: parallel
// guesses can never exceed the limit.
//
// Names that nobody has use the same table, so that a lock does not tell who exists. The table is
// bounded: the name that was touched longest ago goes first. Safe for concurrent use.
#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "auth/protection/account_budget.h"
#include "base/clock.h"
#include "settings/schema.h"

namespace gatehouse::auth {

class Lockout {
 public:
  // The right to compare one secret. Given back when it ends, unless failed() was called.
  class Reservation {
   public:
    Reservation() = default;
    Reservation(Lockout& lockout, std::string name) : lockout_(&lockout), name_(std::move(name)) {}
    Reservation(Reservation&& other) noexcept
        : lockout_(std::exchange(other.lockout_, nullptr)), name_(std::move(other.name_)) {}
    Reservation& operator=(Reservation&& other) noexcept {
      std::swap(lockout_, other.lockout_);
      std::swap(name_, other.name_);
      return *this;
    }
    ~Reservation() { release(); }

    void release();
    // The secret was wrong.
    void failed(settings::Flow flow, Moment now);

   private:
    Lockout* lockout_ = nullptr;  // null: holds nothing
    std::string name_;
  };

  using Admission = auth::Admission;
  struct Answer {
    Admission admission;
    Reservation reservation{};  // of `granted` with a limit
  };
  [[nodiscard]] Answer reserve(std::string_view name, settings::Flow flow, Moment now);

  // What is counted for the name now; changes nothing.
  [[nodiscard]] unsigned failures(std::string_view name, settings::Flow flow, Moment now) const;

  // Of the name and of all its tags; looks at everything there is.
  void forget_failures(std::string_view name);

  [[nodiscard]] std::size_t size() const;
  static constexpr std::size_t most_names = 65536;

 private:
  struct Record {
    std::string name;
    Moment since{};  // when the period began
    unsigned failures = 0;
    unsigned reserved = 0;

    void forget_what_is_over(settings::Flow flow, Moment now);
  };
  struct Shard {
    mutable std::mutex lock;
    std::list<Record> oldest_last;
    std::unordered_map<std::string_view, std::list<Record>::iterator> by_name;

    Record& touch(std::string_view name);
    void drop(std::list<Record>::iterator record);
  };
  static constexpr std::size_t shard_count = 16;

  Shard& shard_of(std::string_view name);
  [[nodiscard]] const Shard& shard_of(std::string_view name) const;
  void give_back(std::string_view name);
  void count_failure(std::string_view name, settings::Flow flow, Moment now);

  std::array<Shard, shard_count> shards_;
};

}  // namespace gatehouse::auth
