// The keeper behind a local socket: the same interface, one request and one answer each, as the
// protobuf messages of keeper.proto with a 4-byte big-endian length in front (at most 128 KiB).
#pragma once

#include <memory>
#include <string>

#include "auth/keeper.h"
#include "net/server.h"

namespace gatehouse::auth {

// One connection to the keeper for all visits of one loop. When it breaks every call answers
// `unavailable`; nothing is ever granted because of it.
[[nodiscard]] std::unique_ptr<Keeper> make_remote_keeper(net::Stream to_keeper);

// Serves one gate process on `stream` until it closes; its visits end with it. Malformed or
// out-of-order requests close the channel. `keeper` outlives the call.
[[nodiscard]] net::Task<void> serve_gates(net::Stream stream, Keeper& keeper);

}  // namespace gatehouse::auth
