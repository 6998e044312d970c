#include "auth/explain_addresses.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"

namespace gatehouse::auth {
namespace {

using access::ListKind;
using control::Rule;

// No socket of this machine has it: nothing counts as a connection of the server to itself but
// loopback.
const IpAddress no_local{};

access::ClientAddressesView view_of(const KeeperParts& parts) {
  if (parts.addresses != nullptr) return parts.addresses->now();
  return std::make_shared<access::ClientAddresses>(parts.directory.defaults()->server);
}

std::string setting_of(ListKind kind) {
  return std::string(access::address_lists()[static_cast<std::size_t>(kind)].setting);
}

std::string port_of(const access::ListenerSocket& socket) {
  auto text = "port " + std::to_string(socket.port);
  if (socket.local) text += " of " + socket.local->text();
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

class AddressRules {
 public:
  AddressRules(const KeeperParts& parts, const control::LoginQuestion& question)
      : parts_(parts), question_(question), view_(view_of(parts)) {}

  std::vector<Rule> all() {
    if (!denied() && !listener() && !non_client()) (void)blocked();
    return std::move(rules_);
  }

 private:
  // Each gives true where the login ends.
  bool denied();
  bool listener();
  bool non_client();
  bool blocked();

  bool goes_on(std::string rule, std::string answer, std::string from) {
    rules_.push_back({std::move(rule), std::move(answer), std::move(from), false});
    return false;
  }
  bool stops(std::string rule, std::string answer, std::string from) {
    rules_.push_back({std::move(rule), std::move(answer), std::move(from), true});
    return true;
  }
  [[nodiscard]] std::string address() const { return question_.from.text(); }
  [[nodiscard]] std::optional<access::ListenerSettings> settings_of_listener() const;

  const KeeperParts& parts_;
  const control::LoginQuestion& question_;
  access::ClientAddressesView view_;
  std::vector<Rule> rules_;
};

bool AddressRules::denied() {
  const auto from = setting_of(ListKind::denied);
  if (view_->denied(question_.from))
    return stops("Denied Addresses", address() + " is denied: closed before a word", from);
  return goes_on("Denied Addresses", address() + " is not denied", from);
}

std::optional<access::ListenerSettings> AddressRules::settings_of_listener() const {
  if (parts_.listening == nullptr) return std::nullopt;
  for (const auto& [name, unused] : parts_.listening->from_the_start) {
    if (!same_but_case(name, question_.service)) continue;
    const auto module = access::module_settings(parts_.directory.defaults()->server,
                                                parts_.listening->from_the_start, name);
    const auto* value = settings::find(module, access::listener_key);
    auto read = value == nullptr ? std::nullopt : std::optional(access::read_listener(*value));
    if (read && *read) return **std::move(read);
  }
  return std::nullopt;
}

// A proxy's own restriction is not asked: what it says of the client is.
bool AddressRules::listener() {
  const auto listener = settings_of_listener();
  if (!listener) return false;
  std::vector<std::string> open;
  std::vector<std::string> closed;
  for (const auto& socket : listener->sockets)
    if (socket.port != 0)
      (socket.admits(question_.from) ? open : closed).push_back(port_of(socket));
  const auto from = "Listener of " + question_.service;
  if (open.empty() && closed.empty()) return stops("Listener", "the service has no socket", from);
  if (open.empty())
    return stops("Listener", joined(closed) + ": not for " + address() + ", closed before a word",
                 from);
  auto words = joined(open) + ": open to " + address();
  if (!closed.empty()) words += "; " + joined(closed) + ": not";
  return goes_on("Listener", std::move(words), from);
}

bool AddressRules::non_client() {
  const std::string rule = "Logins from Non-Client Addresses";
  const std::string from(access::non_client_logins_setting);
  const bool client = view_->client(question_.from, no_local);
  const auto words = address() + (client ? " is a client address" : " is no client address");
  if (view_->logins_prohibited(question_.from, no_local))
    return stops(rule, words + ": refused", from + "; " + setting_of(ListKind::client));
  return goes_on(rule, words + (view_->prohibits_non_clients() ? "" : "; all may log in"), from);
}

bool AddressRules::blocked() {
  const std::string refused = ": whatever is sent is a wrong password";
  const auto list = setting_of(ListKind::blacklisted);
  if (view_->blacklisted(question_.from, no_local))
    return stops("Blacklisted Addresses", address() + " is blacklisted" + refused, list);
  if (parts_.addresses != nullptr && parts_.addresses->logins_blocked(question_.from, no_local))
    return stops("Temporarily Blocked Addresses", address() + " is blocked for now" + refused,
                 "GETTEMPBLACKLISTEDIPS");
  return goes_on("Blacklisted Addresses", address() + " is not blocked", list);
}

}  // namespace

std::vector<Rule> address_rules(const KeeperParts& parts, const control::LoginQuestion& question) {
  return AddressRules(parts, question).all();
}

bool from_client_address(const KeeperParts& parts, const IpAddress& address) {
  return view_of(parts)->client(address, no_local);
}

}  // namespace gatehouse::auth
