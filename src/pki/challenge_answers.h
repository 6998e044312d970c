// Answers to the challenges of certificate authorities (ACME, RFC 8555): an ordinary client
// (certbot, lego) leaves them here by CLI before it asks for a certificate, and the HTTP gate gives
// them out under /.well-known/acme-challenge/.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::pki {

// Thread-safe. An answer is a domain's own: nobody can prove to be another domain's keeper by it.
class ChallengeAnswers {
 public:
  static constexpr Duration life = std::chrono::hours{1};
  static constexpr std::size_t most_of_domain = 100;
  static constexpr std::size_t most = 10000;

  // RFC 8555, section 8.1: `answer` is the token, a dot, and the thumbprint of the account's key.
  // malformed: it is not. too_long: too many are waiting.
  [[nodiscard]] Result<void> set(std::string_view domain_id, std::string_view token,
                                 std::string_view answer, Time now);
  void remove(std::string_view domain_id, std::string_view token);
  [[nodiscard]] std::optional<std::string> find(std::string_view domain_id, std::string_view token,
                                                Time now) const;

 private:
  struct Answer {
    std::string text;
    Time until;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Answer> answers_;  // by domain ID and token
};

}  // namespace gatehouse::pki
