// Whether a server is worth asking: after five failures in a row it is left alone, but for one
// question every ten seconds. A value; whoever shares it locks it.
#pragma once

#include "base/clock.h"

namespace gatehouse::ldap {

class Breaker {
 public:
  static constexpr int most_failures = 5;
  static constexpr std::chrono::seconds probe_period{10};

  // Whether to ask now. A yes while it is open is the probe of this period.
  [[nodiscard]] bool admits(Moment now) {
    if (failures_ < most_failures) return true;
    if (now < next_probe_) return false;
    next_probe_ = now + probe_period;
    return true;
  }
  void succeeded() { failures_ = 0; }
  // True: this failure opened it.
  bool failed(Moment now) {
    if (open()) return false;
    next_probe_ = now + probe_period;
    return ++failures_ == most_failures;
  }
  [[nodiscard]] bool open() const { return failures_ >= most_failures; }

 private:
  int failures_ = 0;
  Moment next_probe_{};
};

}  // namespace gatehouse::ldap
