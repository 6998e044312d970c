#include "auth/destinations.h"

#include <utility>
#include <variant>

namespace gatehouse::auth {

void Destinations::add(Route route) {
  std::visit([this](auto&& held) { add_to(std::forward<decltype(held)>(held)); }, std::move(route));
}

void Destinations::add_to(LocalMailbox mailbox) {
  if (!known_.insert("here " + mailbox.account + "#" + mailbox.mailbox).second) return;
  text_ += mailbox.account.size() + mailbox.location.size() + mailbox.mailbox.size();
  all_.mailboxes.push_back(std::move(mailbox));
}

void Destinations::add_to(Relay relay) {
  if (!known_.insert("there " + relay.address).second) return;
  text_ += relay.address.size() + relay.next_hop.size();
  all_.relays.push_back(std::move(relay));
}

void Destinations::add_to(Several several) {
  for (auto& mailbox : several.mailboxes) add_to(std::move(mailbox));
  for (auto& relay : several.relays) add_to(std::move(relay));
}

bool Destinations::over_limit() const {
  return all_.mailboxes.size() + all_.relays.size() > most || text_ > most_text;
}

Route Destinations::route() && {
  if (all_.relays.empty() && all_.mailboxes.size() == 1) return std::move(all_.mailboxes.front());
  if (all_.mailboxes.empty() && all_.relays.size() == 1) return std::move(all_.relays.front());
  if (!all_.mailboxes.empty() || !all_.relays.empty()) return std::move(all_);
  if (discarded_) return Discard{};
  return NoRoute{NoRoute::Why::unknown, "No such address here"};
}

}  // namespace gatehouse::auth
