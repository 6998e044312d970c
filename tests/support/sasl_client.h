// The client half of every mechanism, written from the RFCs without a look at src/sasl: tests, the
// fuzz harness and the benchmarks play it against the server's half. Shares only src/crypto.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::support {

struct ClientFacts {
  std::string name;
  std::string password;
  std::string acting_as{};
  std::string challenge{};  // APOP: what stood in the greeting
  std::string service = "imap";
  std::string host = "mail.company.com";
  std::string binding_name{};  // SCRAM: "tls-exporter", ...; empty: none
  std::string binding_data{};
  bool could_bind = false;  // SCRAM: flag `y`
  std::string nonce = "fyko+d2lbbFgONRv9qkxdawL";
};

class SaslClient {
 public:
  virtual ~SaslClient() = default;
  // The initial response; nullopt: the server speaks first.
  [[nodiscard]] virtual std::optional<std::string> first() = 0;
  // nullopt: the challenge makes no sense or the server could not prove itself.
  [[nodiscard]] virtual std::optional<std::string> reply(std::string_view challenge) = 0;
  // Whether the success is believed: the server has proven that it knows the password too.
  [[nodiscard]] virtual bool believes(std::string_view last_words) = 0;
};

// Null: no such mechanism.
[[nodiscard]] std::unique_ptr<SaslClient> sasl_client(std::string_view mechanism,
                                                      ClientFacts facts);

// UTF-8 as ISO 8859-1; nullopt: it does not fit.
// The session ID that stands for a password where sessions are tested as passwords are.
[[nodiscard]] std::string session_id_of(std::string_view password);

[[nodiscard]] std::optional<std::string> as_latin1(std::string_view utf8);

}  // namespace gatehouse::support
