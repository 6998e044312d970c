#include "gates/imap/bell.h"

#include <utility>

namespace gatehouse::gates::imap {

Bell::Bell(net::Stream& stream) : waker_(stream) {}

void Bell::hang_at(mailbox::Watch& watch, const std::filesystem::path& mailbox) {
  auto ticket = watch.watch(mailbox, [waker = waker_] { waker.wake(); });
  if (ticket) ticket_.emplace(std::move(*ticket));
}

Bell::~Bell() { waker_.forget(); }

}  // namespace gatehouse::gates::imap
