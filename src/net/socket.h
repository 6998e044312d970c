// Socket calls that know the house's address values. Descriptors here are plain numbers.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

#include "base/address.h"
#include "base/descriptor.h"
#include "base/result.h"

namespace gatehouse::net {

// Room for an address of any family the house uses.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  [[nodiscard]] static SocketAddress of(const Endpoint& at);
  // Not an Internet address (a local socket): loopback, port 0.
  [[nodiscard]] Endpoint endpoint() const;
  [[nodiscard]] int family() const { return storage.ss_family; }
  [[nodiscard]] sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

[[nodiscard]] SocketAddress local_address(int socket);
[[nodiscard]] SocketAddress remote_address(int socket);

struct Sharing {
  bool one_of_many = false;  // several sockets on one port (SO_REUSEPORT)
};
// Bound, listening, non-blocking, with TCP_NODELAY for the sockets it will give. An IPv6 socket
// takes IPv6 only, so that both families can listen on one port.
// Errors: already_exists (in use), not_allowed (a low port), unavailable.
[[nodiscard]] Result<Descriptor> listening_socket(const Endpoint& at, Sharing sharing);
// Bound, non-blocking, and telling the local address of each datagram. Errors as above.
[[nodiscard]] Result<Descriptor> datagram_socket(const Endpoint& at);
// Mode 0600 from the first moment. Errors: already_exists when somebody answers there.
[[nodiscard]] Result<Descriptor> listening_local_socket(const std::string& path);

struct Accepted {
  Descriptor socket;
  SocketAddress remote;
};
// One connection, non-blocking. The error is an errno.
[[nodiscard]] std::expected<Accepted, int> accept_one(int listener);

[[nodiscard]] std::optional<unsigned> peer_user(int socket);  // uid; local sockets only

}  // namespace gatehouse::net
