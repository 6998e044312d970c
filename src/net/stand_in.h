// What takes the place of a connection that broke where somebody still waits: nobody is at its
// other end and nothing ever comes, but it can be waited for, woken, closed and be late like any.
#pragma once

#include <sys/socket.h>

#include <array>
#include <optional>

#include "base/descriptor.h"
#include "net/stream.h"

namespace gatehouse::net {

class StandIn {
 public:
  // The stream is closed and made anew where it stands, so that whoever holds a reference to it
  // closes the new one; no deadline is set. It ends with this object.
  explicit StandIn(Stream& broken) {
    std::array<int, 2> ends{};
    broken.close();
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
    far_.emplace(ends[1]);
    broken = Stream(broken.loop(), ends[0]);
  }

  explicit operator bool() const { return far_.has_value(); }  // false: the stream is closed

 private:
  std::optional<Descriptor> far_;
};

}  // namespace gatehouse::net
