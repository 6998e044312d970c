// Time as an argument. Only the server's outer shell owns a SystemClock; tests own a FakeClock.
#pragma once

#include <atomic>
#include <chrono>

namespace gatehouse {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;  // wall clock, for people and files
using Moment = std::chrono::steady_clock::time_point;           // monotonic, for periods and locks
using Duration = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
  [[nodiscard]] virtual Moment moment() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] Moment moment() const override { return std::chrono::steady_clock::now(); }
};

// Stands still until told to move.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] Moment moment() const override { return moment_; }
  void advance(Duration by) {  // one thread only; any may read
    now_ = now_.load() + by;
    moment_ = moment_.load() + by;
  }

 private:
  std::atomic<Time> now_{Time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}}};
  std::atomic<Moment> moment_{Moment{std::chrono::hours{1000}}};
};

}  // namespace gatehouse
