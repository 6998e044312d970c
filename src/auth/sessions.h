// WebUser and XIMSS sessions: somebody was let in once and comes back with an ID, which is as good
// as a password. An ID is `number-word`: the number tells sessions apart in a log, the word has 131
// random bits. Sessions are found by the SHA-256 of their ID; the ID itself is kept sealed, for the
// administrators' commands that hand it out. In memory only: none outlives the process. Safe for
// concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "control/session_desk.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"

namespace gatehouse::auth {

struct SessionRules {
  Duration idle;     // without use
  Duration longest;  // from its creation, used or not
  std::size_t for_account;
  std::size_t in_all;
  bool fixed_address;
};
[[nodiscard]] SessionRules session_rules(const directory::ServerDefaults& server);

class Sessions {
 public:
  static constexpr unsigned most_wrong_codes = 5;
  static constexpr Duration longest_half = std::chrono::minutes{10};  // until a code has to come
  static constexpr std::size_t word_length = 22;  // of 62 letters and digits: 131 bits

  // All outlive this.
  Sessions(crypto::Entropy& entropy, const crypto::Seal& seal, const Clock& clock)
      : entropy_(entropy), seal_(seal), clock_(clock) {}

  struct Made {
    std::string id;
    std::string hash;
  };
  // locked: there are too many.
  [[nodiscard]] Result<Made> create(const directory::AccountView& account,
                                    const control::NewSession& wish, const SessionRules& rules);
  // nullopt: there is none, or it has run out.
  [[nodiscard]] std::optional<control::OpenSession> find(std::string_view id,
                                                         const SessionRules& rules) const;
  [[nodiscard]] std::vector<control::OpenSession> of(const directory::Account& account,
                                                     const SessionRules& rules) const;
  void touch(std::string_view id);
  // It wants no code any more. False: there is none, or it never did.
  [[nodiscard]] bool bless(const std::string& hash);
  // One that wants a code was shown a wrong one. False: there is none, or it was the last one.
  [[nodiscard]] bool wrong_code(const std::string& hash);
  void unbind(std::string_view id);  // of its address
  [[nodiscard]] bool holds(const std::string& hash) const;
  // The login that ends with it; 0: none.
  [[nodiscard]] std::uint64_t opener_of(const std::string& hash) const;
  [[nodiscard]] bool remove(const std::string& hash);
  [[nodiscard]] std::vector<std::string> run_out(const SessionRules& rules) const;  // hashes

  [[nodiscard]] static std::string hash_of(std::string_view id);

 private:
  struct Held {
    control::OpenSession session;  // without its ID
    std::string sealed_id;
    Moment created;
    Moment used;
    std::uint64_t opener = 0;
    unsigned wrong_codes = 0;
  };
  using ByHash = std::unordered_map<std::string, Held>;

  [[nodiscard]] bool has_run_out(const Held& held, const SessionRules& rules) const;
  [[nodiscard]] control::OpenSession shown(const std::string& hash, const Held& held) const;

  crypto::Entropy& entropy_;
  const crypto::Seal& seal_;
  const Clock& clock_;
  mutable std::mutex lock_;
  std::uint64_t last_number_ = 0;
  ByHash by_hash_;
};

}  // namespace gatehouse::auth
