#include "auth/watch.h"

#include <utility>

#include "access/impersonation.h"
#include "base/log.h"
#include "base/text.h"
#include "credentials/second_factor.h"

namespace gatehouse::auth {

Watch::Watch(directory::Directory& directory, const Clock& clock, Policies& policies,
             Logins& logins, const SamePasswords& same, std::function<void()> chore)
    : directory_(directory),
      clock_(clock),
      policies_(policies),
      logins_(logins),
      same_(same),
      chore_(std::move(chore)),
      seen_(directory.changes_since(0).seen),
      thread_([this] { run(); }) {}

Watch::~Watch() {
  {
    const std::lock_guard lock(lock_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watch::look_soon() {
  {
    const std::lock_guard lock(lock_);
    soon_ = true;
  }
  wake_.notify_one();
}

void Watch::run() {
  std::unique_lock lock(lock_);
  while (!stop_) {
    wake_.wait_for(lock, period, [this] { return soon_ || stop_; });
    soon_ = false;
    if (stop_) return;
    lock.unlock();
    look();
    lock.lock();
  }
}

void Watch::look() {
  if (logins_.size() == 0) return;
  chore_();
  const auto changes = directory_.changes_since(seen_);
  seen_ = changes.seen;
  const auto domains =
      changes.domains ? directory_.domains() : std::vector<directory::DomainView>();
  for (const auto& held : logins_.due(changes, domains, clock_.now())) check(held);
}

void Watch::check(const Logins::Held& held) {
  if (held.gone) return end(held.key, "the account is gone");
  const auto now = account_now(held);
  if (!now && now.error().code != ErrorCode::unknown_account) return logins_.look_again(held.key);
  if (!now) return end(held.key, "the account is gone");
  const auto& account = *now;
  const auto policy = policies_.of(account->domain);
  if (const auto why = fallen(held.footing, account, *policy, clock_.now()))
    return end(held.key, *why);
  if (const auto may = may_still_open(held.footing, account); !may) {
    if (may.error().code != ErrorCode::not_allowed) return logins_.look_again(held.key);
    return end(held.key, may.error().detail);
  }
  auto proof = held.footing.proof;
  if (!proof.empty() && account->version != held.footing.account->version) {
    proof = proof_of(*account, held.footing.tag);
    const bool same = proof == held.footing.proof || proof == held.accepted ||
                      same_.same(held.footing.proof, proof);
    if (!same) return end(held.key, "the password was changed");
  }
  auto factor = held.footing.factor;
  if (factor && account->version != held.footing.account->version) {
    factor = credentials::factor_proof(account->settings);
    if (factor != held.footing.factor && factor != held.accepted_factor)
      return end(held.key, "the second factor was changed");
  }
  logins_.stands(held.key, account, std::move(proof), std::move(factor));
}

// An account that only its domain changed around is not read again: there may be many.
Result<directory::AccountView> Watch::account_now(const Logins::Held& held) {
  const auto& before = held.footing.account;
  const auto domain = directory_.find_domain(before->domain->name);
  if (!domain || domain->id != before->domain->id)
    return fail(ErrorCode::unknown_account, "the domain is gone");
  if (auto cached = directory_.cached_account(*domain, before->name); cached && *cached)
    return std::move(*cached);
  if (held.own_change) return directory_.find_account(*domain, before->name);
  auto moved = std::make_shared<directory::Account>(*before);
  moved->domain = domain;
  return moved;
}

// The other one is looked up too: its domain may have got another administrator. That it is gone is
// seen at its own login.
Result<void> Watch::may_still_open(const Footing& footing, const directory::AccountView& now) {
  const auto& other = footing.opens ? footing.opens : footing.opened_by;
  if (!other) return {};
  const auto domain = directory_.find_domain(other->domain->name);
  if (!domain) return {};
  const auto found = directory_.find_account(*domain, other->name);
  if (!found && found.error().code == ErrorCode::unknown_account) return {};
  if (!found) return std::unexpected(found.error());
  const auto& actor = footing.opens ? now : *found;
  const auto& target = footing.opens ? *found : now;
  const auto may = access::may_impersonate(directory_, *actor, *target, clock_.now());
  if (!may) return std::unexpected(may.error());
  return {};
}

void Watch::end(Logins::Key key, const std::string& why) {
  const auto ended = logins_.end(key);
  if (!ended) return;
  log::write(log::Level::major, ended->service,
             "session of " + escaped(ended->account) + " ended: " + why);
}

}  // namespace gatehouse::auth
