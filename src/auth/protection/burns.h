// A refused attempt must take as long as a wrong one, and must not be a way to keep the server
// hashing: for a few of them a hash is worked out in vain, for the others as much time passes as
// those took lately.
//
// Safe for concurrent use; never waits.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <utility>

#include "auth/protection/recent_table.h"
#include "auth/protection/sliding_count.h"
#include "base/address.h"
#include "base/clock.h"

namespace gatehouse::auth {

class Burns {
 public:
  static constexpr unsigned most_at_once = 1;
  static constexpr unsigned most_by_one = 20;  // subscriber, within the period
  static constexpr Duration period = std::chrono::minutes{1};
  static constexpr Duration longest = std::chrono::seconds{5};

  // The right to work out one hash in vain, until it ends.
  class Right {
   public:
    Right() = default;
    explicit Right(Burns& burns) : burns_(&burns) {}
    Right(Right&& other) noexcept : burns_(std::exchange(other.burns_, nullptr)) {}
    Right& operator=(Right&&) = delete;
    ~Right() {
      if (burns_ != nullptr) burns_->done();
    }
    explicit operator bool() const { return burns_ != nullptr; }

   private:
    Burns* burns_ = nullptr;  // null: the work must not be done
  };
  [[nodiscard]] Right begin(const IpAddress& from, Moment now);

  // So long did a wrong secret take.
  void took(Duration time);
  // ... one of the last of them, each in its turn; zero before there was one.
  [[nodiscard]] Duration typical();

 private:
  void done();

  std::mutex lock_;
  RecentTable<SlidingCount> by_subscriber_{4096};
  unsigned running_ = 0;
  std::array<Duration, 16> last_{};
  std::size_t known_ = 0;
  std::size_t next_ = 0;
  std::size_t turn_ = 0;
};

}  // namespace gatehouse::auth
