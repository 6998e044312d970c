// Wakes a session that waits in IDLE when its mailbox changes.
#pragma once

#include <optional>

#include "mailbox/watch.h"
#include "net/waker.h"

namespace gatehouse::gates::imap {

class Bell {
 public:
  // To be made and to end on the stream's loop; `stream` outlives it.
  explicit Bell(net::Stream& stream);
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;
  ~Bell();

  // Blocks. `watch` outlives the bell.
  void hang_at(mailbox::Watch& watch, const std::filesystem::path& mailbox);
  [[nodiscard]] bool rings() const { return ticket_.has_value(); }  // false: look now and then

 private:
  net::Waker waker_;
  std::optional<mailbox::Watch::Ticket> ticket_;
};

}  // namespace gatehouse::gates::imap
