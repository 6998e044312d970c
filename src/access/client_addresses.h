// Where a connection comes from and what that allows: the address lists of the server's settings,
// read once into a view that is shared and never changes.
//
// The server's own addresses (loopback, and those a connection both comes from and goes to) may
// always log in. A list that cannot be read never means fewer restrictions: the view before it
// keeps its list, and without one a list that restricts holds everybody, one that permits nobody.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/temporary_addresses.h"
#include "base/address_list.h"
#include "directory/directory.h"

namespace gatehouse::access {

enum class ListKind {
  blacklisted,
  client,
  debug,
  denied,
  lan,
  nat_site,
  nated,
  proxies,
  white_hole
};

struct AddressListInfo {
  ListKind kind;
  std::string_view setting;  // key of the server's settings
  bool restricts;            // to be in it means to be allowed less
  std::string_view state;    // what GETIPSTATE calls an address of the list; "": nothing
};
[[nodiscard]] std::span<const AddressListInfo> address_lists();  // in the order of ListKind

inline constexpr std::string_view non_client_logins_setting = "NonClientLogins";

class ClientAddresses {
 public:
  explicit ClientAddresses(const settings::Dictionary& server,
                           const ClientAddresses* before = nullptr);

  [[nodiscard]] bool is_in(ListKind kind, const IpAddress& address) const {
    return lists_[static_cast<std::size_t>(kind)].contains(address);
  }
  // Closed before any word of a protocol.
  [[nodiscard]] bool denied(const IpAddress& remote) const;
  // Of the client list, or the server's own.
  [[nodiscard]] bool client(const IpAddress& remote, const IpAddress& local) const;
  // Logins from where they are prohibited are refused as such.
  [[nodiscard]] bool logins_prohibited(const IpAddress& remote, const IpAddress& local) const;
  // Logins of blacklisted addresses look like wrong passwords.
  [[nodiscard]] bool blacklisted(const IpAddress& remote, const IpAddress& local) const;
  // May say for whom it connects, and is never blocked itself.
  [[nodiscard]] bool proxy(const IpAddress& remote) const {
    return is_in(ListKind::proxies, remote);
  }
  [[nodiscard]] bool prohibits_non_clients() const { return prohibits_; }
  // How long a login makes its address a temporary client.
  [[nodiscard]] Duration temporary_client_time() const { return temporary_client_time_; }

  // One line for each setting that could not be read, fit for the log.
  [[nodiscard]] const std::vector<std::string>& damaged() const { return damaged_; }

 private:
  std::array<AddressList, 9> lists_;
  bool prohibits_ = false;
  Duration temporary_client_time_{0};
  std::vector<std::string> damaged_;
};
using ClientAddressesView = std::shared_ptr<const ClientAddresses>;

// malformed: a value among these settings that no view could be made from; names setting and line.
[[nodiscard]] Result<void> check_addresses(const settings::Dictionary& server);

// The view of the settings as they are now. Safe for concurrent use; nothing here waits.
class LiveAddresses {
 public:
  static constexpr Duration trial_period = std::chrono::seconds{60};

  // Both outlive this.
  LiveAddresses(const directory::Directory& directory, const Clock& clock);

  [[nodiscard]] ClientAddressesView now();
  // The server's settings as they count now: with the change that is on trial.
  using SettingsView = std::shared_ptr<const settings::Dictionary>;
  [[nodiscard]] SettingsView settings();
  [[nodiscard]] TemporaryAddresses& temporary() { return temporary_; }
  // now().blacklisted(), or blocked for a time.
  [[nodiscard]] bool logins_blocked(const IpAddress& remote, const IpAddress& local);

  // Somebody logged in from there.
  void note_login(const IpAddress& remote);

  // A change of the server's settings that counts for trial_period and is then forgotten. The
  // settings keep what they have until somebody takes the change and stores it. A second trial
  // replaces the first.
  void try_out(settings::Dictionary changes);
  [[nodiscard]] std::optional<settings::Dictionary> take_trial();  // nullopt: there is none (more)
  struct OnTrial {
    settings::Dictionary changes;
    Duration left;
  };
  [[nodiscard]] std::optional<OnTrial> trial() const;

 private:
  struct Trial {
    settings::Dictionary changes;
    Moment until;
  };
  struct Seen {
    std::shared_ptr<const directory::ServerDefaults> defaults;
    std::uint64_t trial = 0;  // number of the one that counted; 0: none
    SettingsView settings;
    ClientAddressesView view;
  };
  [[nodiscard]] Seen seen_now();
  [[nodiscard]] std::uint64_t trial_now() const;

  const directory::Directory& directory_;
  const Clock& clock_;
  TemporaryAddresses temporary_;
  mutable std::shared_mutex lock_;
  Seen seen_;
  std::optional<Trial> trial_;
  std::uint64_t trial_number_ = 0;
};

}  // namespace gatehouse::access
