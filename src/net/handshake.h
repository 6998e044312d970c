// What a TLS handshake is for and what it decided, kept with OpenSSL's connection object: the first
// half is written before it begins, the second by whoever owns the context (pki), which net cannot
// see.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"

struct ssl_st;

namespace gatehouse::net {

// In verified_by; no domain has this name.
inline constexpr std::string_view by_the_server = "*";

struct Handshake {
  std::string service;  // of the gate: "IMAP"
  Endpoint remote;
  Endpoint local;

  std::string domain{};                  // see TlsFacts
  std::string verified_by{};             // see TlsFacts
  Time verified_until = Time::max();     // when what was verified ends
  std::shared_ptr<const void> chosen{};  // the owner's, for its later questions
};

// Lives as long as the connection object. Null: it was not made by make_ssl().
[[nodiscard]] Handshake* handshake_of(const ssl_st* ssl);

}  // namespace gatehouse::net
