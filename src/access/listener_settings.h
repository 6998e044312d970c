// The Listener of a module's settings: which sockets it has, who may come to each, and how many.
//
//   {MaxInputChannels=50; MaxPerAddress=10; Ports=({PortNumber=143;}, {PortNumber=993;
//    InitialSecurity=on; LocalAddress="10.0.0.1"; RemoteRestriction=Grant;
//    RestrictionList="..";});}
//
// A socket with PortNumber 0 is none. Two sockets of the site may share a port only on different
// addresses of this machine, each named.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/address_list.h"
#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::access {

inline constexpr std::string_view modules_setting = "Modules";
inline constexpr std::string_view listener_key = "Listener";

enum class Restriction { none, grant, deny };

struct ListenerSocket {
  std::uint16_t port = 0;
  std::optional<IpAddress> local;  // nullopt: all addresses
  bool tls = false;                // from the first byte
  Restriction restriction = Restriction::none;
  AddressList list{};  // for grant and deny

  [[nodiscard]] bool admits(const IpAddress& remote) const;
  [[nodiscard]] bool collides_with(const ListenerSocket& other) const;
};

struct ListenerSettings {
  std::size_t most_connections = 20000;
  std::size_t most_per_address = 1000;
  std::vector<ListenerSocket> sockets;
};

// malformed: not such a value; the detail names the key.
[[nodiscard]] Result<ListenerSettings> read_listener(const settings::Value& listener);

// The settings of one module: as they stand among those of the server, or else as it has them from
// the start.
[[nodiscard]] settings::Dictionary module_settings(const settings::Dictionary& server,
                                                   const settings::Dictionary& from_the_start,
                                                   std::string_view module);

// malformed: the settings of a module cannot be read, or two sockets cannot both be.
// `from_the_start` has every module, by its name.
[[nodiscard]] Result<void> check_listeners(const settings::Dictionary& server,
                                           const settings::Dictionary& from_the_start);

// What a server that listens does for those who change its settings.
struct Listening {
  settings::Dictionary from_the_start{};  // of every module
  // Brings the sockets in line with the settings; gives a line for each that has to wait for the
  // next start of the server. Blocks; never on an event loop. May be empty.
  std::function<std::vector<std::string>()> follow{};
};

}  // namespace gatehouse::access
