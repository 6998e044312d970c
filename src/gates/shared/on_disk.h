// Mailbox work of a gate: on the disk pool, with one Result instead of two.
#pragma once

#include <type_traits>
#include <utility>

#include "net/offload.h"
#include "net/task.h"

namespace gatehouse::gates {

// `work` gives a Result; a full queue is `unavailable`. What `work` refers to must outlive the
// wait.
template <class Work>
[[nodiscard]] net::Task<std::invoke_result_t<Work>> on_disk(net::Offload& disk, Work work) {
  auto done = co_await disk.run(std::move(work));
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return std::move(*done);
}

}  // namespace gatehouse::gates
