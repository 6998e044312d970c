#include "access/listener_settings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace gatehouse::access {
namespace {

using settings::Dictionary;
using settings::Value;

constexpr std::size_t most_sockets = 100;
constexpr std::int64_t most_channels = 1'000'000;

struct Named {
  std::string_view name;
  Restriction restriction;
};
constexpr std::array restrictions{Named{"None", Restriction::none},
                                  Named{"Grant", Restriction::grant},
                                  Named{"Deny", Restriction::deny}};

std::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::malformed, std::move(what));
}

Result<std::int64_t> number_in(const Dictionary& in, std::string_view key, std::int64_t least,
                               std::int64_t most, std::int64_t otherwise) {
  const auto* value = settings::find(in, key);
  if (value == nullptr) return otherwise;
  const auto number = value->whole();
  if (!number || *number < least || *number > most)
    return malformed(std::string(key) + ": expected a number from " + std::to_string(least) +
                     " to " + std::to_string(most));
  return *number;
}

Result<std::string> text_in(const Dictionary& in, std::string_view key) {
  const auto* value = settings::find(in, key);
  if (value == nullptr) return std::string();
  if (const auto* text = value->string()) return *text;
  return malformed(std::string(key) + ": expected a string");
}

Result<bool> security_in(const Dictionary& socket) {
  const auto text = text_in(socket, "InitialSecurity");
  if (!text) return std::unexpected(text.error());
  if (text->empty() || same_but_case(*text, "off") || same_but_case(*text, "NO")) return false;
  if (same_but_case(*text, "on") || same_but_case(*text, "YES")) return true;
  return malformed("InitialSecurity: expected on or off");
}

Result<std::optional<IpAddress>> local_in(const Dictionary& socket) {
  const auto* value = settings::find(socket, "LocalAddress");
  if (value == nullptr) return std::nullopt;
  std::optional<IpAddress> address;
  if (const auto* text = value->string()) {
    std::string_view name = *text;
    if (name.empty() || same_but_case(name, "all")) return std::nullopt;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    address = IpAddress::parse(name);
  }
  if (const auto* held = std::get_if<settings::Address>(&value->held())) address = held->address;
  if (!address) return malformed("LocalAddress: expected an address of this machine, or all");
  if (*address == IpAddress{} || *address == IpAddress::parse("0.0.0.0")) return std::nullopt;
  return address;
}

Result<Restriction> restriction_in(const Dictionary& socket) {
  const auto text = text_in(socket, "RemoteRestriction");
  if (!text) return std::unexpected(text.error());
  if (text->empty()) return Restriction::none;
  const auto named = std::ranges::find_if(
      restrictions, [&](const Named& one) { return same_but_case(one.name, *text); });
  if (named == restrictions.end())
    return malformed("RemoteRestriction: expected None, Grant or Deny");
  return named->restriction;
}

Result<ListenerSocket> read_socket(const Value& value) {
  const auto* socket = value.dictionary();
  if (socket == nullptr) return malformed("Ports: expected dictionaries");
  const auto port = number_in(*socket, "PortNumber", 0, 65535, 0);
  if (!port) return std::unexpected(port.error());
  const auto local = local_in(*socket);
  if (!local) return std::unexpected(local.error());
  const auto tls = security_in(*socket);
  if (!tls) return std::unexpected(tls.error());
  const auto restriction = restriction_in(*socket);
  if (!restriction) return std::unexpected(restriction.error());
  const auto lines = text_in(*socket, "RestrictionList");
  if (!lines) return std::unexpected(lines.error());
  auto list = AddressList::parse(*lines);
  if (!list) return malformed("RestrictionList: " + list.error().detail);
  return ListenerSocket{static_cast<std::uint16_t>(*port), *local, *tls, *restriction,
                        std::move(*list)};
}

}  // namespace

bool ListenerSocket::admits(const IpAddress& remote) const {
  switch (restriction) {
    case Restriction::none:
      return true;
    case Restriction::grant:
      return list.contains(remote);
    case Restriction::deny:
      return !list.contains(remote);
  }
  return false;
}

bool ListenerSocket::collides_with(const ListenerSocket& other) const {
  return port == other.port && (!local || !other.local || local == other.local);
}

Result<ListenerSettings> read_listener(const Value& listener) {
  const auto* held = listener.dictionary();
  if (held == nullptr) return malformed("Listener: expected a dictionary");
  ListenerSettings read;
  const auto all = number_in(*held, "MaxInputChannels", 1, most_channels,
                             static_cast<std::int64_t>(read.most_connections));
  if (!all) return std::unexpected(all.error());
  const auto each = number_in(*held, "MaxPerAddress", 1, most_channels,
                              static_cast<std::int64_t>(read.most_per_address));
  if (!each) return std::unexpected(each.error());
  read.most_connections = static_cast<std::size_t>(*all);
  read.most_per_address = static_cast<std::size_t>(*each);
  const auto* ports = settings::find(*held, "Ports");
  if (ports == nullptr) return read;
  const auto* array = ports->array();
  if (array == nullptr || array->size() > most_sockets)
    return malformed("Ports: expected an array of at most 100 sockets");
  for (const auto& value : *array) {
    auto socket = read_socket(value);
    if (!socket) return std::unexpected(std::move(socket.error()));
    if (socket->port != 0) read.sockets.push_back(std::move(*socket));
  }
  return read;
}

Dictionary module_settings(const Dictionary& server, const Dictionary& from_the_start,
                           std::string_view module) {
  Dictionary all;
  if (const auto* own = settings::find(from_the_start, module); own && own->dictionary())
    all = *own->dictionary();
  const auto* modules = settings::find(server, modules_setting);
  if (modules == nullptr || modules->dictionary() == nullptr) return all;
  const auto* own = settings::find(*modules->dictionary(), module);
  if (own == nullptr || own->dictionary() == nullptr) return all;
  for (const auto& [key, value] : *own->dictionary()) all.insert_or_assign(key, value);
  return all;
}

Result<void> check_listeners(const Dictionary& server, const Dictionary& from_the_start) {
  const auto* modules = settings::find(server, modules_setting);
  if (modules != nullptr && modules->dictionary() == nullptr)
    return malformed("Modules: expected a dictionary");
  if (modules != nullptr)
    for (const auto& [name, value] : *modules->dictionary())
      if (value.dictionary() == nullptr)
        return malformed(escaped(name) + ": expected a dictionary");
  std::vector<ListenerSocket> all;
  for (const auto& [name, unused] : from_the_start) {
    const auto module = module_settings(server, from_the_start, name);
    const auto* value = settings::find(module, listener_key);
    if (value == nullptr) continue;
    auto listener = read_listener(*value);
    if (!listener) return malformed(name + ": " + listener.error().detail);
    for (auto& socket : listener->sockets) {
      const auto collides = [&](const auto& other) { return socket.collides_with(other); };
      if (std::ranges::any_of(all, collides))
        return malformed(name + ": port " + std::to_string(socket.port) +
                         " is taken; sockets share a port only on different named addresses");
      all.push_back(std::move(socket));
    }
  }
  return {};
}

}  // namespace gatehouse::access
