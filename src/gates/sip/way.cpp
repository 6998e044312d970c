#include "gates/sip/way.h"

#include <utility>

namespace gatehouse::gates::sip {

bool Connection::post(std::string bytes) {
  {
    const std::lock_guard guard(lock_);
    if (closed_ || size_ + bytes.size() > most_waiting) return false;
    size_ += bytes.size();
    waiting_.push_back(std::move(bytes));
  }
  waker_.wake();
  return true;
}

std::optional<std::string> Connection::take() {
  const std::lock_guard guard(lock_);
  if (waiting_.empty()) return std::nullopt;
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  size_ -= first.size();
  return first;
}

void Connection::close() {
  waker_.forget();
  const std::lock_guard guard(lock_);
  closed_ = true;
  waiting_.clear();
}

bool Way::send(std::string bytes) const {
  if (connection) return connection->post(std::move(bytes));
  return socket && socket->send({reach.remote, reach.local, std::move(bytes)});
}

void Ways::note(const Way& way) {
  const std::lock_guard guard(lock_);
  if (way.connection) connections_[way.reach.remote] = way.connection;
  if (places_.size() < most_places) places_[way.reach.local] = way.reach.transport;
  if (way.socket && (sockets_.size() < most_places || sockets_.contains(way.reach.local)))
    sockets_[way.reach.local] = way.socket;
}

void Ways::forget(const Way& way) {
  const std::lock_guard guard(lock_);
  const auto at = connections_.find(way.reach.remote);
  if (at != connections_.end() && at->second.lock() == way.connection) connections_.erase(at);
}

std::optional<Way> Ways::to(const Reach& reach) const {
  const std::lock_guard guard(lock_);
  Way way{.reach = reach};
  if (reach.transport != Transport::udp) {
    const auto at = connections_.find(reach.remote);
    if (at != connections_.end()) way.connection = at->second.lock();
    return way.connection ? std::optional(way) : std::nullopt;
  }
  const auto at = sockets_.find(reach.local);
  if (at != sockets_.end()) way.socket = at->second.lock();
  return way.socket ? std::optional(way) : std::nullopt;
}

bool Ways::is_ours(std::string_view host, std::uint16_t port) const {
  const auto address = IpAddress::parse(host);
  const std::lock_guard guard(lock_);
  return address && places_.contains({*address, port});
}

Endpoint Ways::own(Transport transport, const Endpoint& local) const {
  const std::lock_guard guard(lock_);
  const auto here = places_.find(local);
  if (here != places_.end() && here->second == transport) return local;
  for (const auto& [place, its] : places_)
    if (its == transport && place.address == local.address) return place;
  return local;
}

}  // namespace gatehouse::gates::sip
