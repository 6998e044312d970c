#include "auth/mail_routes.h"

#include <array>
#include <utility>

namespace gatehouse::auth {
namespace {

using Why = NoRoute::Why;

Route unknown_address() { return NoRoute{Why::unknown, "No such address here"}; }

Route no_route(const Error& error) {
  if (error.code == ErrorCode::unknown_account) return unknown_address();
  if (error.code == ErrorCode::malformed) return NoRoute{Why::malformed, "Malformed address"};
  return NoRoute{Why::unavailable, "Temporarily unavailable, try again later"};
}

std::string next_hop(const directory::ServerDefaults& defaults) {
  const std::array<const settings::Dictionary*, 1> server{&defaults.server};
  const auto value = settings::effective("RelayNextHop", settings::Level::server, server);
  const auto* text = value.string();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

net::Task<Route> MailRoutes::find(std::string address, const Opened* sender) {
  auto work = [this, &address] { return directory::route_mail(directory_, address); };
  const auto routed = co_await disk_.run(std::move(work));
  if (!routed) co_return no_route(routed.error());
  if (!*routed) co_return no_route(routed->error());
  const auto& target = **routed;
  if (const auto* local = std::get_if<directory::LocalAccount>(&target))
    co_return to_mailbox(*local->account);
  if (std::holds_alternative<directory::Discarded>(target)) co_return Discard{};
  co_return to_other_host(sender);
}

Route MailRoutes::to_mailbox(const directory::Account& account) {
  const auto policy = policies_.of(account.domain);
  if (!AccountRules(&account, *policy).enabled("Mail")) return unknown_address();
  return LocalMailbox{account.full_name(), account.location};
}

Route MailRoutes::to_other_host(const Opened* sender) {
  auto host = next_hop(*directory_.defaults());
  if (!host.empty() && may_relay(sender)) return Relay{std::move(host)};
  return NoRoute{Why::relaying_denied, "Relaying is not allowed"};
}

bool MailRoutes::may_relay(const Opened* sender) {
  if (sender == nullptr) return false;
  if (!sender->account) return true;  // the server's owner
  const auto policy = policies_.of(sender->account->domain);
  return AccountRules(sender->account.get(), *policy).enabled("Relay");
}

}  // namespace gatehouse::auth
