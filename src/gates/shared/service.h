// A gate's entry in the table, and what every gate is given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/keeper.h"
#include "net/datagrams.h"
#include "net/invitation.h"
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
  net::PortRange data_ports = {};  // FTP's passive mode
  // What a certificate authority shall read of a host (RFC 8555, section 8.3); nullopt: nothing.
  // May be empty.
  std::function<std::optional<std::string>(std::string_view host, std::string_view token)>
      challenge_answer = {};
  // The certificates (PEM) that clients of a host see; empty: it is none of ours. May be empty.
  std::function<std::string(std::string_view host)> certificate_of = {};
};

struct Port {
  std::uint16_t number;  // the standard one; the site's offset is added
  bool tls;              // TLS from the first byte
};

// A protocol that is served: what its connections have in common, and how each of them goes. Made
// once; outlives every session. Used by all loops at once.
class Gate {
 public:
  virtual ~Gate() = default;
  // Serves one connection to its end. `port.tls`: start TLS before anything else.
  [[nodiscard]] virtual net::Task<void> serve(net::Stream stream, Port port) = 0;
  // One datagram; only of services that take them.
  [[nodiscard]] virtual net::Task<void> serve(std::shared_ptr<net::Datagrams> socket,
                                              net::Datagram datagram) {
    static_cast<void>(socket);
    static_cast<void>(datagram);
    co_return;
  }
};

// A gate whose connections have nothing in common.
using Serve = net::Task<void> (*)(net::Stream stream, Port port, Surroundings& around);
template <Serve each>
class PlainGate final : public Gate {
 public:
  explicit PlainGate(Surroundings& around) : around_(around) {}
  using Gate::serve;
  net::Task<void> serve(net::Stream stream, Port port) override {
    return each(std::move(stream), port, around_);
  }

 private:
  Surroundings& around_;
};
template <Serve each>
std::unique_ptr<Gate> plain_gate(Surroundings& around) {
  return std::make_unique<PlainGate<each>>(around);
}

struct Service {
  std::string_view name;  // log tag and settings name: "IMAP"
  std::span<const Port> ports;
  std::string_view try_it;  // a line to try, with {host} {port} {user}; for the server's greeting
  std::unique_ptr<Gate> (*open)(Surroundings& around);
  bool datagrams = false;  // its ports without TLS take them too (UDP)
};

[[nodiscard]] std::span<const Service> services();

// Every service of the table, opened.
class Gates {
 public:
  explicit Gates(Surroundings& around);                  // which outlives this
  [[nodiscard]] Gate& of(const Service& service) const;  // of services()

 private:
  std::vector<std::unique_ptr<Gate>> gates_;  // in the order of the table
};

}  // namespace gatehouse::gates
