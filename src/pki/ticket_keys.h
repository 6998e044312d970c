// The keys of session tickets (RFC 5077, RFC 8446 section 4.6.1): made from a secret that is
// replaced as time goes on, so that a ticket of long ago opens nothing; and different wherever a
// session must not be taken (another domain, another service).
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/entropy.h"

namespace gatehouse::pki {

struct TicketKey {
  static constexpr std::size_t name_size = 16;
  std::string name;   // goes with the ticket, in the clear
  Secret encryption;  // 32 bytes
  Secret mac;         // 32 bytes
};

class TicketKeys {
 public:
  static constexpr Duration shortest_period = std::chrono::hours{1};

  explicit TicketKeys(crypto::Entropy& entropy) : entropy_(entropy) {}

  // The keys for `place`, the one for new tickets first, then the one before it while its tickets
  // may still be used. A secret is replaced after `session_life` or an hour, whichever is longer.
  // Thread-safe.
  [[nodiscard]] std::vector<TicketKey> at(Moment now, Duration session_life,
                                          std::string_view place);

 private:
  void move_on(Moment now, Duration period);

  crypto::Entropy& entropy_;
  std::mutex mutex_;
  Secret current_;
  Secret previous_;
  Moment since_{};
};

}  // namespace gatehouse::pki
