// What this gate keeps in an account's folder: roster, messages that wait, vCard, private data.
// Every call may block, and is made through net::Offload. Safe for concurrent use; calls for one
// account come one after the other.
//
// Files: xmpp-roster, xmpp-offline, xmpp-vcard, xmpp-private; XML, each replaced as a whole. A
// damaged one is refused (damaged) and left alone.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gates/xmpp/element.h"
#include "gates/xmpp/hub.h"
#include "gates/xmpp/roster.h"

namespace gatehouse::gates::xmpp {

struct Place {
  std::string account;   // full canonical name
  std::string location;  // of its folder, below the base folder
};

class Accounts {
 public:
  // `hub` is told of every change of a roster; outlives this.
  Accounts(std::filesystem::path base, Hub& hub) : base_(std::move(base)), hub_(hub) {}

  [[nodiscard]] Result<RosterView> roster(const Place& place);
  // `change` runs alone for this account; what it made is stored before the call returns.
  [[nodiscard]] Result<RosterView> change(const Place& place,
                                          const std::function<void(Roster&)>& change);

  // too_long: enough is waiting already (100 messages, 256 KiB).
  [[nodiscard]] Result<void> keep_message(const Place& place, const Element& message);
  [[nodiscard]] Result<std::vector<Element>> take_messages(const Place& place);

  [[nodiscard]] Result<std::optional<Element>> vcard(const Place& place);
  [[nodiscard]] Result<void> set_vcard(const Place& place, const Element& vcard);

  // XEP-0049: the element kept under that name and namespace. too_long: over 128 KiB in all.
  [[nodiscard]] Result<std::optional<Element>> private_data(const Place& place,
                                                            const Element& like);
  [[nodiscard]] Result<void> set_private_data(const Place& place, const Element& data);

 private:
  [[nodiscard]] std::mutex& turn_of(const Place& place);
  [[nodiscard]] std::filesystem::path path(const Place& place, std::string_view file) const;
  [[nodiscard]] Result<std::string> read(const Place& place, std::string_view file) const;
  [[nodiscard]] Result<void> write(const Place& place, std::string_view file,
                                   std::string_view text) const;
  [[nodiscard]] Result<Roster> read_roster(const Place& place) const;
  [[nodiscard]] Result<std::optional<Element>> read_document(const Place& place,
                                                             std::string_view file) const;

  std::filesystem::path base_;
  Hub& hub_;
  std::array<std::mutex, 64> turns_;  // waited for by threads of the disk pool only
};

}  // namespace gatehouse::gates::xmpp
