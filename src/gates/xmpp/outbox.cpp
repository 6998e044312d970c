#include "gates/xmpp/outbox.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::size_t most_waiting = std::size_t{512} << 10U;

}  // namespace

// The stream is touched by its loop only.
struct Outbox::Wire {
  boost::asio::any_io_executor loop;
  net::Stream* stream;  // null: nobody reads any more
};

Outbox::Outbox(net::Stream& stream) : wire_(std::make_shared<Wire>(stream.loop(), &stream)) {}

Outbox::~Outbox() = default;

void Outbox::wake_later() {
  if (std::exchange(called_, true)) return;
  boost::asio::post(wire_->loop, [wire = wire_] {
    if (wire->stream != nullptr) wire->stream->wake();
  });
}

bool Outbox::push(std::string_view stanza) {
  const std::scoped_lock lock(mutex_);
  if (closed_ || !condition_.empty()) return false;
  if (waiting_.size() + stanza.size() > most_waiting) {
    condition_ = "resource-constraint";
  } else {
    waiting_ += stanza;
  }
  wake_later();
  return condition_.empty();
}

void Outbox::end(std::string_view condition) {
  const std::scoped_lock lock(mutex_);
  if (closed_ || !condition_.empty()) return;
  condition_ = condition;
  wake_later();
}

Outbox::Taken Outbox::take() {
  const std::scoped_lock lock(mutex_);
  called_ = false;
  return {std::exchange(waiting_, {}), condition_};
}

void Outbox::detach() {
  wire_->stream = nullptr;
  const std::scoped_lock lock(mutex_);
  closed_ = true;
}

}  // namespace gatehouse::gates::xmpp
