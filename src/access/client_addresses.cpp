#include "access/client_addresses.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::access {
namespace {

constexpr std::array table{
    AddressListInfo{ListKind::blacklisted, "BlacklistedIPs", true, "Blacklisted"},
    AddressListInfo{ListKind::client, "ClientIPs", false, "Client"},
    AddressListInfo{ListKind::debug, "DebugIPs", false, "Debug"},
    AddressListInfo{ListKind::denied, "DeniedIPs", true, "Denied"},
    AddressListInfo{ListKind::lan, "LANIPs", false, "LAN"},
    AddressListInfo{ListKind::nat_site, "NATSiteIPs", false, "NAT Site"},
    AddressListInfo{ListKind::nated, "NATedIPs", false, "NATed"},
    AddressListInfo{ListKind::proxies, "ProxyIPs", false, "Proxy"},
    AddressListInfo{ListKind::white_hole, "WhiteHoleIPs", false, "WhiteHole"},
};

bool own(const IpAddress& remote, const IpAddress& local) {
  return remote.is_loopback() || remote == local;
}

bool unset(const settings::Value* value) {
  return value == nullptr || *value == settings::Value("default");
}

Result<AddressList> list_in(const settings::Dictionary& server, std::string_view key) {
  const auto* value = settings::find(server, key);
  if (unset(value)) return AddressList{};
  const auto* text = value->string();
  if (text == nullptr)
    return fail(ErrorCode::malformed, std::string(key) + ": expected a string of lines");
  auto list = AddressList::parse(*text);
  if (!list) list.error().detail.insert(0, std::string(key) + ": ");
  return list;
}

Result<bool> prohibits_in(const settings::Dictionary& server) {
  const auto* value = settings::find(server, non_client_logins_setting);
  if (unset(value)) return false;
  const auto* text = value->string();
  if (text != nullptr && same_but_case(*text, "allow")) return false;
  if (text != nullptr && same_but_case(*text, "prohibit")) return true;
  return fail(ErrorCode::malformed,
              std::string(non_client_logins_setting) + ": expected allow or prohibit");
}

}  // namespace

std::span<const AddressListInfo> address_lists() { return table; }

ClientAddresses::ClientAddresses(const settings::Dictionary& server,
                                 const ClientAddresses* before) {
  static_assert(table.size() == std::tuple_size_v<decltype(lists_)>);
  for (const auto& info : table) {
    auto& list = lists_[static_cast<std::size_t>(info.kind)];
    if (auto read = list_in(server, info.setting)) {
      list = std::move(*read);
      continue;
    } else {
      damaged_.push_back(escaped(read.error().detail));
    }
    if (before != nullptr)
      list = before->lists_[static_cast<std::size_t>(info.kind)];
    else if (info.restricts)
      list = AddressList::everybody();
  }
  const auto prohibits = prohibits_in(server);
  if (!prohibits) damaged_.push_back(escaped(prohibits.error().detail));
  prohibits_ = prohibits.value_or(true);
  if (const auto* period = settings::find(server, "TempClientTime"))
    temporary_client_time_ = settings::to_period(*period).value_or(Duration{0});
}

bool ClientAddresses::denied(const IpAddress& remote) const {
  return !remote.is_loopback() && is_in(ListKind::denied, remote);
}

bool ClientAddresses::client(const IpAddress& remote, const IpAddress& local) const {
  return own(remote, local) || is_in(ListKind::client, remote);
}

bool ClientAddresses::logins_prohibited(const IpAddress& remote, const IpAddress& local) const {
  return prohibits_ && !client(remote, local);
}

bool ClientAddresses::blacklisted(const IpAddress& remote, const IpAddress& local) const {
  return is_in(ListKind::blacklisted, remote) && !own(remote, local) &&
         !is_in(ListKind::white_hole, remote);
}

Result<void> check_addresses(const settings::Dictionary& server) {
  for (const auto& info : table)
    if (auto list = list_in(server, info.setting); !list)
      return std::unexpected(std::move(list.error()));
  if (auto prohibits = prohibits_in(server); !prohibits)
    return std::unexpected(std::move(prohibits.error()));
  return {};
}

LiveAddresses::LiveAddresses(const directory::Directory& directory, const Clock& clock)
    : directory_(directory), clock_(clock) {}

std::uint64_t LiveAddresses::trial_now() const {
  return trial_ && clock_.moment() < trial_->until ? trial_number_ : 0;
}

ClientAddressesView LiveAddresses::now() { return seen_now().view; }

LiveAddresses::SettingsView LiveAddresses::settings() { return seen_now().settings; }

LiveAddresses::Seen LiveAddresses::seen_now() {
  auto defaults = directory_.defaults();
  {
    const std::shared_lock reading(lock_);
    if (seen_.view && seen_.defaults == defaults && seen_.trial == trial_now()) return seen_;
  }
  const std::unique_lock writing(lock_);
  const auto trial = trial_now();
  if (trial == 0) trial_.reset();
  SettingsView server(defaults, &defaults->server);
  if (trial != 0)
    server = std::make_shared<settings::Dictionary>(
        directory::updated(defaults->server, trial_->changes));
  auto view = std::make_shared<const ClientAddresses>(*server, seen_.view.get());
  for (const auto& what : view->damaged())
    log::write(log::Level::failure, "ADDR", "cannot be read, restrictions stay: " + what);
  seen_ = {std::move(defaults), trial, std::move(server), std::move(view)};
  return seen_;
}

bool LiveAddresses::logins_blocked(const IpAddress& remote, const IpAddress& local) {
  const auto view = now();
  if (view->blacklisted(remote, local)) return true;
  return !own(remote, local) && !view->is_in(ListKind::white_hole, remote) &&
         temporary_.blocked(remote, clock_.moment());
}

void LiveAddresses::note_login(const IpAddress& remote) {
  temporary_.note_client(remote, now()->temporary_client_time(), clock_.moment());
}

void LiveAddresses::try_out(settings::Dictionary changes) {
  const std::unique_lock writing(lock_);
  trial_ = Trial{std::move(changes), clock_.moment() + trial_period};
  ++trial_number_;
}

std::optional<LiveAddresses::OnTrial> LiveAddresses::trial() const {
  const std::shared_lock reading(lock_);
  if (trial_now() == 0) return std::nullopt;
  return OnTrial{trial_->changes, std::chrono::ceil<Duration>(trial_->until - clock_.moment())};
}

std::optional<settings::Dictionary> LiveAddresses::take_trial() {
  const std::unique_lock writing(lock_);
  const bool counts = trial_now() != 0;
  auto trial = std::exchange(trial_, std::nullopt);
  if (!counts) return std::nullopt;
  return std::move(trial->changes);
}

}  // namespace gatehouse::access
