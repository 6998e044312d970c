// A gate's entry in the table, and what every gate is given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "auth/keeper.h"
#include "net/offload.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::gates {

struct Limits {
  Duration before_login = std::chrono::seconds{60};  // absolute, from accept
  Duration idle = std::chrono::minutes{30};          // between commands after login
  std::uint64_t longest_message = 50U << 20U;        // bytes, SMTP SIZE and IMAP APPEND
  std::size_t longest_line = 16384;                  // bytes; RFC 4954, section 4: 12288 for AUTH
  unsigned unknown_recipients = 10;                  // of a connection nobody logged in on
};

// Outlives every session.
struct Surroundings {
  auth::Keeper& keeper;
  net::Offload& disk;  // mailbox work
  ssl_ctx_st* tls;     // null: TLS is not offered
  std::filesystem::path base;
  Limits limits;
};

struct Port {
  std::uint16_t number;  // the standard one; the site's offset is added
  bool tls;              // TLS from the first byte
};

struct Service {
  std::string_view name;  // log tag and settings name: "IMAP"
  std::span<const Port> ports;
  std::string_view try_it;  // a line to try, with {host} {port} {user}; for the server's greeting
  // Serves one connection to its end. `port.tls`: start TLS before anything else.
  net::Task<void> (*serve)(net::Stream stream, Port port, Surroundings& around);
};

[[nodiscard]] std::span<const Service> services();

}  // namespace gatehouse::gates
