#include "auth/mail_routes.h"

#include <array>
#include <deque>
#include <set>
#include <utility>

#include "auth/asker.h"
#include "base/log.h"
#include "base/text.h"
#include "settings/schema.h"

namespace gatehouse::auth {
namespace {

using Why = NoRoute::Why;
using directory::GroupView;
using directory::RouteStep;

constexpr unsigned deepest_group = 10;
constexpr std::size_t most_members_looked_up = 5000;

Route unknown_address() { return NoRoute{Why::unknown, "No such address here"}; }
Route unavailable() {
  return NoRoute{Why::unavailable, "Temporarily unavailable, try again later"};
}

Route no_route(const Error& error) {
  if (error.code == ErrorCode::malformed) return NoRoute{Why::malformed, "Malformed address"};
  if (error.code == ErrorCode::unknown_account) return unknown_address();
  if (error.code != ErrorCode::conflict) return unavailable();
  log::write(log::Level::problem, "ROUTER", "mail: " + error.detail);
  return unknown_address();
}

std::string next_hop(const directory::ServerDefaults& defaults) {
  const auto value = defaults.setting("RelayNextHop");
  const auto* text = value.string();
  return text == nullptr ? std::string() : *text;
}

constexpr std::string_view inbox = "INBOX";

LocalMailbox mailbox_of(const directory::ToAccount& to) {
  const auto& account = *to.account;
  LocalMailbox mailbox{.account = account.full_name(),
                       .location = account.location,
                       .mailbox = to.mailbox,
                       .quota = settings::to_size(account.setting("MaxAccountSize"))};
  if (same_but_case(mailbox.mailbox, inbox)) mailbox.mailbox.clear();
  return mailbox;
}

// The groups that are still to be opened, each once however often it is met.
class Groups {
 public:
  struct Waiting {
    GroupView group;
    unsigned depth;
  };
  void add(GroupView group, unsigned depth) {
    if (depth > deepest_group || !met_.insert(group->name + "@" + group->domain->name).second)
      return;
    waiting_.push_back({std::move(group), depth});
  }
  [[nodiscard]] std::optional<Waiting> next() {
    if (waiting_.empty()) return std::nullopt;
    auto first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }

 private:
  std::deque<Waiting> waiting_;
  std::set<std::string, std::less<>> met_;
};

// Who sends to a group cannot help it, and the others shall have their copies.
void log_skipped(const directory::Group& group, const std::string& member, std::string_view why) {
  log::write(log::Level::problem, "ROUTER",
             "group " + group.name + "@" + group.domain->name + ": " + escaped(member) +
                 " gets nothing: " + std::string(why));
}

}  // namespace

net::Task<Route> MailRoutes::find(std::string address, const Opened* sender) {
  auto step = co_await routes_.find(std::move(address), directory::RouteKind::mail, nullptr);
  if (!step) co_return no_route(step.error());
  auto viewer = viewer_of(sender);
  if (auto* group = std::get_if<directory::ToGroup>(&*step))
    co_return co_await expanded(std::move(group->group), std::move(viewer));
  auto route = route_of(*step, may_relay(sender));
  co_return co_await permitted(std::move(route), *step, std::move(viewer));
}

// Whoever may not post there is told the same whether there is such a mailbox or not.
net::Task<Route> MailRoutes::permitted(Route route, const RouteStep& step, control::Viewer sender) {
  const auto* to = std::get_if<LocalMailbox>(&route);
  if (to == nullptr || to->mailbox.empty()) co_return route;
  const control::Object object{.owner = std::get<directory::ToAccount>(step).account,
                               .kind = control::ObjectKind::mailbox,
                               .name = to->mailbox};
  auto work = [&] { return kept_.rights(sender, object); };
  const auto rights = co_await disk_.run(std::move(work));
  if (!rights) co_return unavailable();
  if (*rights && (*rights)->has('p')) co_return route;
  if (!*rights && (*rights).error().code != ErrorCode::malformed) co_return unavailable();
  co_return NoRoute{Why::relaying_denied, "Posting to this mailbox is not allowed"};
}

Route MailRoutes::route_of(const RouteStep& step, bool may_relay) {
  if (const auto* local = std::get_if<directory::ToAccount>(&step)) {
    if (!takes_mail(*local->account)) return unknown_address();
    return mailbox_of(*local);
  }
  if (const auto* other = std::get_if<directory::ToOtherSite>(&step)) {
    auto host = next_hop(*directory_.defaults());
    if (!host.empty() && (may_relay || other->can_relay))
      return Relay{std::move(host), other->address};
    return NoRoute{Why::relaying_denied, "Relaying is not allowed"};
  }
  if (std::holds_alternative<directory::ToNobody>(step)) return Discard{};
  return unknown_address();
}

net::Task<Route> MailRoutes::expanded(GroupView group, control::Viewer sender) {
  Destinations destinations;
  Groups groups;
  groups.add(std::move(group), 1);
  std::size_t looked_up = 0;
  while (const auto open = groups.next())
    for (const auto& member : open->group->members) {
      auto step = co_await routes_.find(member, directory::RouteKind::mail, open->group->domain);
      if (step && std::holds_alternative<directory::ToGroup>(*step))
        groups.add(std::get<directory::ToGroup>(*step).group, open->depth + 1);
      else if (!step && step.error().code == ErrorCode::unavailable)
        co_return unavailable();
      else
        destinations.add(co_await route_of_member(*open->group, member, step, sender));
      if (++looked_up < most_members_looked_up && !destinations.over_limit()) continue;
      log_skipped(*open->group, member, "the group is too large");
      co_return unavailable();
    }
  co_return std::move(destinations).route();
}

// An address that stands in the group was given by the site itself.
net::Task<Route> MailRoutes::route_of_member(const directory::Group& group,
                                             const std::string& member,
                                             const Result<RouteStep>& step,
                                             const control::Viewer& sender) {
  const auto* other = step ? std::get_if<directory::ToOtherSite>(&*step) : nullptr;
  const bool given_by_site = other != nullptr && other->address == member;
  auto route = step ? route_of(*step, given_by_site) : no_route(step.error());
  if (step) route = co_await permitted(std::move(route), *step, sender);
  if (const auto* none = std::get_if<NoRoute>(&route)) log_skipped(group, member, none->words);
  co_return route;
}

bool MailRoutes::takes_mail(const directory::Account& account) {
  const auto policy = policies_.of(account.domain);
  return AccountRules(&account, *policy).enabled("Mail");
}

bool MailRoutes::may_relay(const Opened* sender) {
  if (sender == nullptr) return false;
  if (!sender->account) return true;  // the server's owner
  const auto policy = policies_.of(sender->account->domain);
  return AccountRules(sender->account.get(), *policy).enabled("Relay");
}

}  // namespace gatehouse::auth
