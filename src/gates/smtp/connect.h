// A connection from us to somebody else.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "net/offload.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::gates::smtp {

struct Target {
  std::string host;  // a name or an address
  std::uint16_t port;
  // "host:port", "[::1]:port", "host" (port 25). malformed: none of these.
  [[nodiscard]] static Result<Target> parse(std::string_view text);
};

// Tries the first four addresses of `target` in the resolver's order, each for at most 15 seconds.
// Names are looked up on `resolving`. unavailable: nobody answered.
[[nodiscard]] net::Task<Result<net::Stream>> connect_to(Target target, net::Offload& resolving);

}  // namespace gatehouse::gates::smtp
