// The sockets of all services, as the settings of the modules say, from the start and whenever they
// change. Ports are those of the settings plus the site's PortOffset.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/client_addresses.h"
#include "access/listener_settings.h"
#include "directory/directory.h"
#include "gates/shared/service.h"
#include "net/server.h"

namespace gatehouse::server {

class Listeners {
 public:
  // `everywhere`: what a socket for all addresses listens on. `port_offset` is that of the start.
  // All references outlive this and the server's run.
  Listeners(net::Server& server, access::LiveAddresses& addresses, const gates::Gates& gates,
            std::vector<IpAddress> everywhere, std::uint16_t port_offset);

  // Each service as its table has it: the settings of modules nobody set.
  [[nodiscard]] static settings::Dictionary from_the_start();

  // At the start: every socket must be had. A Listener that cannot be read has none, and is logged.
  [[nodiscard]] Result<void> open();
  // Brings the sockets in line with the settings as they are now; sessions go on. Gives a line for
  // each socket that has to wait for the next start: what it replaces stays. Blocks for a moment,
  // so never on a loop.
  [[nodiscard]] std::vector<std::string> follow();

  // Ports that are listened on, by service, without the offset, in the order of the settings.
  [[nodiscard]] std::vector<gates::Port> ports_of(std::string_view service);

 private:
  struct Wanted {
    const gates::Service* service;
    Endpoint at;  // with the offset
    access::ListenerSocket socket;
    bool operator==(const Wanted& other) const { return at == other.at; }
  };
  struct Rules;  // of one open socket, replaced when its settings change
  struct Open {
    Endpoint at;
    const gates::Service* service;
    bool tls;
    std::shared_ptr<Rules> rules;
  };

  [[nodiscard]] std::vector<Wanted> wanted();
  using Admits = std::function<bool(const IpAddress&)>;

  [[nodiscard]] Result<void> open(const Wanted& one);
  [[nodiscard]] Result<void> open_for_datagrams(const Wanted& one, const Admits& admits);
  [[nodiscard]] Result<void> open_instead(const Wanted& one);
  void close_unwanted(const std::vector<Wanted>& all);
  [[nodiscard]] bool in_place(const Wanted& one);

  net::Server& server_;
  access::LiveAddresses& addresses_;
  const gates::Gates& gates_;
  const std::vector<IpAddress> everywhere_;
  const std::uint16_t port_offset_;
  std::mutex lock_;
  std::map<std::string, std::shared_ptr<net::Census>, std::less<>> censuses_;
  std::vector<Open> open_;
};

}  // namespace gatehouse::server
