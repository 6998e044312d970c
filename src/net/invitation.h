// A port that is open for one connection from one address, and then closed: what FTP's passive
// mode needs (RFC 959, section 3.2; RFC 2577, sections 2 and 8).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::net {

struct PortRange {
  std::uint16_t first = 0;  // 0: any free port
  std::uint16_t last = 0;
};

class Invitation {
 public:
  // At `here` on a port of the range, listening at once. Belongs to `loop`. unavailable: no port.
  [[nodiscard]] static Result<Invitation> open(const boost::asio::any_io_executor& loop,
                                               const IpAddress& here, PortRange range);
  Invitation(Invitation&&) noexcept;
  Invitation& operator=(Invitation&&) noexcept;
  ~Invitation();

  [[nodiscard]] std::uint16_t port() const;
  // The first connection from `guest`; others are closed, 100 of them at most. Then, and after an
  // error, the port is closed. timed_out; closed: by close(), from this loop.
  [[nodiscard]] Task<Result<Stream>> accept(IpAddress guest, Duration patience);
  void close();

 private:
  struct State;
  explicit Invitation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::net
