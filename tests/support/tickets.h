// A Key Distribution Center in a few lines, and the client that uses its tickets: both halves that
// Gatehouse does not have, by libkrb5 itself, without a daemon, a file or the net.
//
// A ticket is made from facts, right or wrong, under any key; so each way of cheating is a line of
// a table.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kerberos/service_key.h"

namespace gatehouse::support {

// A new random key; `principal` is "imap/company.com@REALM.TEST".
[[nodiscard]] kerberos::ServiceKey service_key(std::string_view principal, unsigned version = 1,
                                               std::int32_t type = 18);

// What `ktutil` would write: format 0x0502.
[[nodiscard]] std::string keytab_of(const std::vector<kerberos::ServiceKey>& keys);

struct TicketFacts {
  std::string client = "alice@REALM.TEST";
  std::string service{};  // the name in clear; empty: the key's
  std::chrono::seconds starts{-60};
  std::chrono::seconds ends{3600};
  std::int32_t session_type = 18;
  std::int64_t version = -1;  // kvno in clear; -1: the key's
  bool mutual = true;         // asks the server for its proof
  bool negotiates = false;    // speaks SPNEGO, by MIT's own implementation
  std::size_t padding = 0;    // bytes of authorization data, such as a PAC
};

class TicketClient {
 public:
  // A ticket under `key` and a client that has it. Aborts where libkrb5 refuses: a test's fault.
  TicketClient(const kerberos::ServiceKey& key, const TicketFacts& facts);
  TicketClient(const TicketClient&) = delete;
  TicketClient& operator=(const TicketClient&) = delete;
  ~TicketClient();

  // Its next token, given the server's last; empty when it has none.
  [[nodiscard]] std::string token(std::string_view from_server = {});
  [[nodiscard]] bool established() const;
  [[nodiscard]] std::string wrap(std::string_view bytes, bool confidential = false);
  [[nodiscard]] std::string unwrap(std::string_view bytes);  // empty: it cannot
  [[nodiscard]] std::string mic(std::string_view bytes);
  [[nodiscard]] bool accepts_mic(std::string_view bytes, std::string_view mic);

 private:
  struct Half;
  std::unique_ptr<Half> half_;
};

}  // namespace gatehouse::support
