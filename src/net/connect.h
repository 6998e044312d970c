// A connection from us to somebody else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/offload.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::net {

struct Target {
  std::string host;  // a name or an address
  std::uint16_t port;
  // "host:port", "[::1]:port"; without a port it is `otherwise`. malformed: none of these.
  [[nodiscard]] static Result<Target> parse(std::string_view text, std::uint16_t otherwise);
};

// Tries the first four addresses of `target` in the resolver's order, each for at most 15 seconds.
// Names are looked up on `resolving`. unavailable: nobody answered.
[[nodiscard]] Task<Result<Stream>> connect_to(Target target, Offload& resolving);

}  // namespace gatehouse::net
