#include "gates/acap/hub.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace gatehouse::gates::acap {

struct Hub::Seat::Wire {
  boost::asio::any_io_executor loop;
  net::Stream* stream;                  // touched by its loop only; null: nobody waits any more
  std::vector<std::string> accounts{};  // guarded by the hub
};

Hub::Seat::Seat(Hub& hub, net::Stream& stream)
    : hub_(hub), wire_(std::make_shared<Wire>(stream.loop(), &stream)) {}

Hub::Seat::~Seat() {
  wire_->stream = nullptr;
  listen_to({});
}

void Hub::Seat::listen_to(std::vector<std::string> accounts) {
  const std::scoped_lock lock(hub_.mutex_);
  wire_->accounts = std::move(accounts);
  std::erase(hub_.wires_, wire_);
  if (!wire_->accounts.empty()) hub_.wires_.push_back(wire_);
}

void Hub::changed(const std::string& account) {
  std::vector<std::shared_ptr<Seat::Wire>> listeners;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& wire : wires_)
      if (std::ranges::find(wire->accounts, account) != wire->accounts.end())
        listeners.push_back(wire);
  }
  for (const auto& wire : listeners) {
    boost::asio::post(wire->loop, [wire] {
      if (wire->stream != nullptr) wire->stream->wake();
    });
  }
}

}  // namespace gatehouse::gates::acap
