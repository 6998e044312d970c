#include "auth/locked.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace gatehouse::auth {
namespace {

struct Counted {
  directory::AccountView account;
  std::string tag;
};

// "joe@company.com$tag" as Identity::counted_as() gives it.
std::optional<Counted> counted(directory::Directory& directory, std::string_view counted_as) {
  auto rest = counted_as;
  const auto name = take_until(rest, '@');
  const auto domain = directory.find_domain(take_until(rest, '$'));
  if (!domain) return std::nullopt;
  auto account = directory.find_account(*domain, name);
  if (!account) return std::nullopt;
  return Counted{std::move(*account), std::string(rest)};
}

bool is_locked(const directory::Account& account, const LockNotes::Closed& closed,
               Authenticator& authenticator, Moment now) {
  const auto policy = authenticator.policies().of(account.domain);
  const auto flow = AccountRules(&account, *policy).failed_logins();
  if (flow.count == 0) return false;
  if (!policy->counts_by_source)
    return authenticator.lockout().failures(closed.counted_as, flow, now) >= flow.count;
  return authenticator.protection()
      .view({.account = account.full_name(),
             .counter = closed.counted_as,
             .from = closed.from,
             .limit = flow.count},
            now)
      .locked;
}

}  // namespace

std::vector<control::LockedAccount> locked_accounts(const KeeperParts& parts,
                                                    Authenticator& authenticator,
                                                    const LockNotes& notes) {
  auto candidates = notes.closed();
  std::ranges::sort(candidates, std::ranges::greater(), &LockNotes::Closed::since);
  std::vector<control::LockedAccount> locked;
  for (const auto& closed : candidates) {
    if (locked.size() >= most_locked) break;
    auto found = counted(parts.directory, closed.counted_as);
    if (!found || !is_locked(*found->account, closed, authenticator, parts.clock.moment()))
      continue;
    locked.push_back(
        {found->account->full_name(), std::move(found->tag), closed.since, closed.from});
  }
  return locked;
}

std::vector<control::ClosedSource> closed_sources(const KeeperParts& parts,
                                                  const Authenticator& authenticator) {
  std::vector<control::ClosedSource> sources;
  for (const auto& closed : authenticator.protection().closed(parts.clock.moment(), most_locked))
    sources.push_back({closed.network.text(), closed.network.first,
                       closed.of_many_accounts ? "too many accounts failed from there"
                                               : "too many failed logins from there"});
  return sources;
}

}  // namespace gatehouse::auth
