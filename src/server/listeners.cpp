#include "server/listeners.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::server {

using settings::Dictionary;

// Read by the loops for each connection, written when the settings change.
struct Listeners::Rules {
  std::mutex lock;
  std::shared_ptr<const access::ListenerSocket> socket;

  [[nodiscard]] std::shared_ptr<const access::ListenerSocket> now() {
    const std::lock_guard guard(lock);
    return socket;
  }
  void set(const access::ListenerSocket& changed) {
    auto next = std::make_shared<const access::ListenerSocket>(changed);
    const std::lock_guard guard(lock);
    socket = std::move(next);
  }
};

Listeners::Listeners(net::Server& server, access::LiveAddresses& addresses,
                     const gates::Gates& gates, std::vector<IpAddress> everywhere,
                     std::uint16_t port_offset)
    : server_(server),
      addresses_(addresses),
      gates_(gates),
      everywhere_(std::move(everywhere)),
      port_offset_(port_offset) {}

Dictionary Listeners::from_the_start() {
  Dictionary modules;
  for (const auto& service : gates::services()) {
    settings::Array ports;
    for (const auto& port : service.ports) {
      Dictionary socket{{"PortNumber", std::to_string(port.number)}};
      if (port.tls) socket.emplace("InitialSecurity", "on");
      ports.emplace_back(std::move(socket));
    }
    Dictionary listener{{"Ports", std::move(ports)}};
    modules.emplace(service.name, Dictionary{{std::string(access::listener_key), listener}});
  }
  return modules;
}

std::vector<Listeners::Wanted> Listeners::wanted() {
  const auto server = addresses_.settings();
  const auto* modules = settings::find(*server, access::modules_setting);
  const bool damaged = modules != nullptr && modules->dictionary() == nullptr;
  std::vector<Wanted> all;
  for (const auto& service : gates::services()) {
    const auto module = access::module_settings(*server, from_the_start(), service.name);
    const auto read = access::read_listener(module.at(std::string(access::listener_key)));
    if (!read || damaged) {
      log::write(log::Level::failure, "NET",
                 std::string(service.name) + " is not served, its settings cannot be read: " +
                     (read ? std::string("Modules") : escaped(read.error().detail)));
      continue;
    }
    auto& census = censuses_[std::string(service.name)];
    const net::Census::Limits limits{read->most_connections, read->most_per_address};
    if (census == nullptr) census = std::make_shared<net::Census>(limits);
    census->set_limits(limits);
    for (const auto& socket : read->sockets) {
      const auto port = static_cast<std::uint16_t>(socket.port + port_offset_);
      if (socket.local) {
        all.push_back({&service, {*socket.local, port}, socket});
        continue;
      }
      for (const auto& address : everywhere_) all.push_back({&service, {address, port}, socket});
    }
  }
  return all;
}

Result<void> Listeners::open(const Wanted& one) {
  auto rules = std::make_shared<Rules>();
  rules->set(one.socket);
  const gates::Port port{one.socket.port, one.socket.tls};
  const auto handler = [&gate = gates_.of(*one.service), port](net::Stream stream, unsigned) {
    return gate.serve(std::move(stream), port);
  };
  const Admits admits = [this, rules](const IpAddress& remote) {
    return !addresses_.now()->denied(remote) && rules->now()->admits(remote);
  };
  const auto is_proxy = [this](const IpAddress& remote) { return addresses_.now()->proxy(remote); };
  const auto& census = censuses_.find(one.service->name)->second;
  auto bound =
      server_.listen(one.at, handler, {.census = census, .admits = admits, .is_proxy = is_proxy});
  if (!bound) return std::unexpected(std::move(bound.error()));
  if (auto also = open_for_datagrams(one, admits); !also) {
    server_.close(*bound);
    return also;
  }
  open_.push_back({*bound, one.service, one.socket.tls, std::move(rules)});
  return {};
}

Result<void> Listeners::open_for_datagrams(const Wanted& one, const Admits& admits) {
  if (!one.service->datagrams || one.socket.tls) return {};
  const auto handler = [&gate = gates_.of(*one.service)](std::shared_ptr<net::Datagrams> socket,
                                                         net::Datagram datagram) {
    return gate.serve(std::move(socket), std::move(datagram));
  };
  auto bound = server_.listen_for_datagrams(one.at, handler, {.admits = admits});
  if (!bound) return std::unexpected(std::move(bound.error()));
  return {};
}

Result<void> Listeners::open() {
  const std::lock_guard guard(lock_);
  for (const auto& one : wanted())
    if (auto opened = open(one); !opened) return opened;
  return {};
}

// What is open there already gets the rules of the settings.
bool Listeners::in_place(const Wanted& one) {
  const auto same = std::ranges::find_if(open_, [&](const Open& open) {
    return open.at == one.at && open.service == one.service && open.tls == one.socket.tls;
  });
  if (same == open_.end()) return false;
  same->rules->set(one.socket);
  return true;
}

// Whatever is in its way on that port is closed only where the new socket can be had; if it cannot
// after all, the old ones come back.
Result<void> Listeners::open_instead(const Wanted& one) {
  auto opened = open(one);
  if (opened || opened.error().code != ErrorCode::already_exists) return opened;
  std::vector<Wanted> in_the_way;
  for (const auto& other : open_)
    if (other.at.port == one.at.port)
      in_the_way.push_back({other.service, other.at, *other.rules->now()});
  for (const auto& other : in_the_way) {
    server_.close(other.at);
    std::erase_if(open_, [&](const Open& open) { return open.at == other.at; });
  }
  opened = open(one);
  if (opened) return opened;
  for (const auto& other : in_the_way)
    if (auto again = open(other); !again)
      log::write(log::Level::failure, "NET",
                 "lost " + other.at.text() + ": " + escaped(again.error().detail));
  return opened;
}

void Listeners::close_unwanted(const std::vector<Wanted>& all) {
  std::erase_if(open_, [&](const Open& open) {
    const bool wanted = std::ranges::any_of(
        all, [&](const Wanted& one) { return one.at.port == open.at.port && one.at == open.at; });
    if (!wanted) server_.close(open.at);
    return !wanted;
  });
}

std::vector<std::string> Listeners::follow() {
  const std::lock_guard guard(lock_);
  const auto all = wanted();
  std::vector<std::string> waiting;
  std::vector<Wanted> keep = all;
  for (const auto& one : all) {
    if (in_place(one)) continue;
    const auto opened = open_instead(one);
    if (opened) continue;
    waiting.push_back(one.at.text() + " (" + escaped(opened.error().detail) + ")");
    // Nothing that it would replace is taken away before.
    for (const auto& open : open_)
      if (open.at.port == one.at.port) keep.push_back({open.service, open.at, *open.rules->now()});
  }
  close_unwanted(keep);
  return waiting;
}

std::vector<gates::Port> Listeners::ports_of(std::string_view service) {
  const std::lock_guard guard(lock_);
  std::vector<gates::Port> ports;
  for (const auto& open : open_) {
    const auto number = open.rules->now()->port;
    const bool known = std::ranges::any_of(
        ports, [number](const gates::Port& port) { return port.number == number; });
    if (open.service->name == service && !known) ports.push_back({number, open.tls});
  }
  return ports;
}

}  // namespace gatehouse::server
