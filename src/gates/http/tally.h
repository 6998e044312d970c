// What a gate counts, for /metrics. Safe for concurrent use.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::gates::http {

class Tally {
 public:
  void connected() { ++connections_; }
  void disconnected() { --connections_; }
  void answered(unsigned status);
  // `method`: as HTTP calls it, "Form", "Session" or "XIMSS".
  void login(std::string_view method, bool granted);

  // The text format of Prometheus, version 0.0.4.
  [[nodiscard]] std::string text(std::string_view service) const;

 private:
  static constexpr std::array<std::string_view, 9> methods{
      "Negotiate", "NTLM", "Digest", "Basic", "Bearer", "Certificate", "Form", "Session", "XIMSS"};
  using Count = std::atomic<std::uint64_t>;

  std::atomic<std::int64_t> connections_ = 0;
  std::array<Count, 5> answers_{};  // by the first digit of the status, less one
  std::array<Count, methods.size()> granted_{};
  std::array<Count, methods.size()> refused_{};
};

}  // namespace gatehouse::gates::http
