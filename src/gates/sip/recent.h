// What became of requests with credentials, for when they come again: the same bytes from the same
// place within a transaction's time (RFC 3261, section 17.2.2) get the same outcome, though their
// nonce count is used up. Safe for concurrent use.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "gates/sip/bindings.h"

namespace gatehouse::gates::sip {

class Recent {
 public:
  static constexpr Duration lifetime = std::chrono::seconds{32};  // 64 * T1
  static constexpr std::size_t most_requests = 20000;
  static constexpr std::size_t most_bytes = std::size_t{16} << 20U;

  struct Outcome {
    Reach reach;        // where it was sent; sockets end before this does
    std::string bytes;  // what was sent; empty: it is still being handled
  };
  // nullopt: it is new, and being handled from now on.
  [[nodiscard]] std::optional<Outcome> begin(const std::string& request, Moment now);
  void end(const std::string& request, Outcome outcome);

 private:
  void forget(Moment now);

  struct Begun {
    Moment at;
    std::string request;
  };
  std::mutex lock_;
  std::unordered_map<std::string, Outcome> outcomes_;
  std::deque<Begun> in_order_;
  std::size_t bytes_ = 0;
};

}  // namespace gatehouse::gates::sip
