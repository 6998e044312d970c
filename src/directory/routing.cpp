#include "directory/routing.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "directory/mail_address.h"
#include "directory/router.h"

namespace gatehouse::directory {
namespace {

constexpr std::string_view login_page = "loginpage";

struct UnknownRule {  // the domain settings that say what happens to unknown names
  std::string_view action;
  std::string_view address;
};
UnknownRule rule_for(RouteKind kind) {
  switch (kind) {
    case RouteKind::mail:
      return {"MailToUnknown", "MailRerouteAddress"};
    case RouteKind::access:
      return {"AccessToUnknown", "AccessRerouteAddress"};
    case RouteKind::signal:
      return {"SignalToUnknown", "SignalRerouteAddress"};
  }
  std::unreachable();
}

// Null: not ours.
Result<DomainView> destination(const Directory& directory, std::string_view domain) {
  if (const auto literal = address_literal(domain)) return directory.domain_at(*literal);
  const auto name = canonical_domain(domain);
  if (!name) return std::unexpected(name.error());
  return directory.find_domain(*name);
}

}  // namespace

Routing::Routing(Directory& directory, RouteKind kind, std::string address,
                 DomainView when_unqualified)
    : directory_(directory),
      kind_(kind),
      address_(std::move(address)),
      when_unqualified_(std::move(when_unqualified)) {}

Result<RouteStep> Routing::next() { return *advance(Reading::disk); }

std::optional<Result<RouteStep>> Routing::next_from_memory() { return advance(Reading::memory); }

Routing::Step Routing::advance(Reading reading) {
  while (hops_ <= most_hops) {
    const auto at = place();
    if (!at) return std::unexpected(at.error());
    if (at->domain == nullptr) return elsewhere();
    auto account = look_up(*at, reading);
    if (!account) return std::nullopt;
    if (*account) return ToAccount{**std::move(account), tag_, hops_ == 0, mailbox_};
    if (account->error().code != ErrorCode::unknown_account)
      return std::unexpected(std::move(account->error()));
    if (auto step = not_an_account(*at, std::move(account->error()))) return step;
  }
  return fail(ErrorCode::conflict, "the address leads on and on");
}

// What the site itself says somebody's name leads to is no fault of his.
Result<Routing::Place> Routing::place() {
  auto found = kind_ == RouteKind::access ? place_of_login() : place_of_mail();
  if (!found && hops_ > 0)
    return fail(ErrorCode::unknown_account, "leads to what is no address: " + escaped(address_));
  return found;
}

Result<Routing::Place> Routing::place_of_login() {
  auto target = locate(directory_, address_, when_unqualified_);
  if (!target) return std::unexpected(std::move(target.error()));
  if (!target->name.tag.empty()) tag_ = std::move(target->name.tag);
  auto name = target->name.account;
  return Place{std::move(target->domain), std::move(target->name.account), std::move(name)};
}

Result<Routing::Place> Routing::place_of_mail() {
  // RFC 5321, section 4.5.1: <postmaster> needs no domain.
  if (when_unqualified_ == nullptr && same_but_case(address_, "postmaster"))
    return Place{directory_.main_domain(), "postmaster", "postmaster"};
  auto address = parse_mail_address(address_);
  if (!address) return std::unexpected(std::move(address.error()));
  if (address->domain.empty() && when_unqualified_ == nullptr)
    return fail(ErrorCode::malformed, "mail address: no domain");
  auto domain =
      address->domain.empty() ? when_unqualified_ : destination(directory_, address->domain);
  if (!domain) return std::unexpected(std::move(domain.error()));
  // No name can have a `#`; elsewhere it is not ours to read.
  const auto hash =
      *domain && kind_ == RouteKind::mail ? address->local_part.find('#') : std::string::npos;
  const auto name = address->local_part.substr(0, hash);
  if (hash != std::string::npos) mailbox_ = address->local_part.substr(hash + 1);
  return Place{*std::move(domain), canonical_account(name).value_or(""),
               std::move(address->local_part)};
}

// nullopt: it would have to be read.
std::optional<Result<AccountView>> Routing::look_up(const Place& at, Reading reading) {
  const auto no_account = fail(ErrorCode::unknown_account, "no account " + escaped(at.written));
  if (at.name.empty()) return no_account;
  if (auto cached = directory_.cached_account(*at.domain, at.name)) {
    if (*cached == nullptr) return no_account;
    return *std::move(cached);
  }
  if (reading == Reading::memory) return std::nullopt;
  return directory_.find_account(*at.domain, at.name);
}

Result<RouteStep> Routing::elsewhere() const {
  if (kind_ == RouteKind::access)
    return fail(ErrorCode::unknown_account, "no such domain: " + escaped(address_));
  return ToOtherSite{address_, can_relay_};
}

Routing::Step Routing::not_an_account(const Place& at, Error unknown) {
  if (at.name.empty()) return unknown_here(at, std::move(unknown));
  if (auto group = directory_.find_group(*at.domain, at.name)) {
    if (kind_ == RouteKind::access) return std::unexpected(std::move(unknown));
    return ToGroup{std::move(group)};
  }
  if (auto address = directory_.find_forwarder(*at.domain, at.name)) {
    go_on(*std::move(address), at.domain);
    can_relay_ = true;
    return std::nullopt;
  }
  if (kind_ == RouteKind::access && at.name == login_page) return ToDomain{at.domain};
  return unknown_here(at, std::move(unknown));
}

Routing::Step Routing::unknown_here(const Place& at, Error unknown) {
  if (take_percent(at)) return std::nullopt;
  auto name = (at.name.empty() ? at.written : at.name) + "@" + at.domain->name;
  if (is_to_be_asked(name, at)) {
    asked_.push_back(name);
    asked_in_ = at.domain;
    return AskExternal{std::move(name), kind_};
  }
  const auto rule = rule_for(kind_);
  const auto action = at.domain->setting(rule.action);
  if (action == settings::Value("Discarded")) return ToNobody{};
  // "Accepted and Bounced" is a refusal at the door: the sender's own server writes the bounce, and
  // nobody whose address was forged gets one from us.
  if (action != settings::Value("Rerouted to")) return std::unexpected(std::move(unknown));
  const auto address = at.domain->setting(rule.address);
  if (address.string() == nullptr || address.string()->empty())
    return std::unexpected(std::move(unknown));
  go_on(*address.string(), at.domain);
  can_relay_ = true;
  return std::nullopt;
}

// Once, and between our own domains only: nobody can have us send mail on by it.
bool Routing::take_percent(const Place& at) {
  const auto percent = at.written.rfind('%');
  if (kind_ == RouteKind::access || percent == at.written.npos || percent_taken_) return false;
  const auto domain = destination(directory_, std::string_view(at.written).substr(percent + 1));
  const auto name = at.written.substr(0, percent);
  if (!domain || *domain == nullptr || !is_plain_local_part(name)) return false;
  percent_taken_ = true;
  go_on(name, *domain);
  return true;
}

bool Routing::is_to_be_asked(const std::string& name, const Place& at) const {
  return settings::is_yes(at.domain->setting("ExternalOnUnknown")) &&
         is_plain_local_part(at.written) && std::ranges::count(asked_, name) == 0;
}

void Routing::go_on(std::string address, DomainView when_unqualified) {
  address_ = std::move(address);
  mailbox_.clear();
  when_unqualified_ = std::move(when_unqualified);
  ++hops_;
}

void Routing::answered(External answer) {
  auto* rerouted = std::get_if<Rerouted>(&answer);
  if (rerouted == nullptr) return;
  go_on(std::move(rerouted->address), asked_in_);
  can_relay_ = rerouted->can_relay;
}

}  // namespace gatehouse::directory
