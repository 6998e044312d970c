// The client halves of GSSAPI and GSS-SPNEGO, and in place of Kerberos a context that both sides
// make from a name and a password: it proves, wraps and signs, and whatever was altered does not
// open. Real tickets are in tickets.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/sasl_client.h"

namespace gatehouse::support {

enum class Side { client, server };

class ToyContext {
 public:
  ToyContext(std::string name, std::string password)
      : name_(std::move(name)), password_(std::move(password)) {}

  [[nodiscard]] std::string token(Side from) const;  // the client's looks like a Kerberos token
  [[nodiscard]] std::string wrapped(Side from, std::string_view bytes) const;
  [[nodiscard]] std::optional<std::string> unwrapped(Side from, std::string_view message) const;
  [[nodiscard]] std::string mic(Side from, std::string_view bytes) const;

 private:
  std::string name_;
  std::string password_;
};

// One DER element.
[[nodiscard]] std::string der(char tag, std::string_view content);

inline constexpr std::string_view kerberos_oid{"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
inline constexpr std::string_view windows_kerberos_oid{
    "\x06\x09\x2a\x86\x48\x82\xf7\x12\x01\x02\x02"};
inline constexpr std::string_view ntlm_oid{"\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"};

// RFC 4178: `list` is the DER of the mechanisms' identifiers, one after the other; an empty token
// or code is left out.
[[nodiscard]] std::string negotiation_offer(std::string_view list, std::string_view token,
                                            std::string_view mic = {});
[[nodiscard]] std::string negotiation_answer(std::string_view token, std::string_view mic = {});
// The content of element `tag` of an answer; empty: it has none.
[[nodiscard]] std::string in_answer(std::string_view answer, char tag);

[[nodiscard]] std::unique_ptr<SaslClient> gssapi_client(ClientFacts facts);
[[nodiscard]] std::unique_ptr<SaslClient> spnego_client(ClientFacts facts);

}  // namespace gatehouse::support
