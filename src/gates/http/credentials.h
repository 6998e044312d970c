// What is written in Authorization and WWW-Authenticate (RFC 9110, section 11).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace gatehouse::gates::http {

enum class Scheme { negotiate, ntlm, digest, basic };

// A way to log in: how HTTP and how the keeper call it.
struct SchemeRow {
  Scheme scheme;
  std::string_view name;
  std::string_view mechanism;
  bool of_connection;  // who logged in stays so until the connection ends
};
inline constexpr std::array schemes{SchemeRow{Scheme::negotiate, "Negotiate", "GSS-SPNEGO", true},
                                    SchemeRow{Scheme::ntlm, "NTLM", "NTLM", true},
                                    SchemeRow{Scheme::digest, "Digest", "HTTP-DIGEST", false},
                                    SchemeRow{Scheme::basic, "Basic", "PLAIN", false},
                                    // RFC 6750: what Basic would carry, as one word.
                                    SchemeRow{Scheme::basic, "Bearer", "PLAIN", false}};
[[nodiscard]] const SchemeRow* scheme_of_mechanism(std::string_view mechanism);  // null: none

struct Credentials {
  const SchemeRow* scheme;
  std::string_view text;  // behind the scheme
};
// nullopt: a scheme that is not known.
[[nodiscard]] std::optional<Credentials> read_credentials(std::string_view authorization);

struct NameAndPassword {
  std::string name;
  Secret password;
};
// RFC 7617, section 2. nullopt: it is not base64, or there is no colon.
[[nodiscard]] std::optional<NameAndPassword> read_basic(std::string_view text);

// A name as a quoted string (RFC 9110, section 5.6.4).
[[nodiscard]] std::string quoted_string(std::string_view text);

}  // namespace gatehouse::gates::http
