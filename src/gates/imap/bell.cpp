#include "gates/imap/bell.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

namespace gatehouse::gates::imap {

// The watcher's thread knows the wire alone; the stream is touched by its loop only.
struct Bell::Wire {
  boost::asio::any_io_executor loop;
  net::Stream* stream;  // null: nobody waits any more
};

Bell::Bell(net::Stream& stream) : wire_(std::make_shared<Wire>(stream.loop(), &stream)) {}

void Bell::hang_at(mailbox::Watch& watch, const std::filesystem::path& mailbox) {
  const auto wake = [wire = wire_] {
    if (wire->stream != nullptr) wire->stream->wake();
  };
  auto ticket = watch.watch(mailbox, [wire = wire_, wake] { boost::asio::post(wire->loop, wake); });
  if (ticket) ticket_.emplace(std::move(*ticket));
}

Bell::~Bell() { wire_->stream = nullptr; }

}  // namespace gatehouse::gates::imap
