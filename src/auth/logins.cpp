#include "auth/logins.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace gatehouse::auth {
namespace {

std::string place(std::string_view domain_id, std::string_view name) {
  return std::string(domain_id) + "/" + std::string(name);
}

std::string place(const Footing& footing) {
  return footing.account ? place(footing.account->domain->id, footing.account->name)
                         : std::string();
}

template <class Index, class Key>
void take_out(Index& index, const std::string& of, Key key) {
  const auto found = index.find(of);
  if (found == index.end()) return;
  found->second.erase(key);
  if (found->second.empty()) index.erase(found);
}

}  // namespace

Logins::Key Logins::add(LoginFacts facts, Footing footing, std::function<void()> end) {
  const std::lock_guard lock(lock_);
  const auto key = ++last_;
  facts.number = key;
  if (footing.account) {
    by_account_[place(footing)].insert(key);
    fresh_.insert(key);
  }
  if (!facts.session.empty()) by_session_[facts.session].insert(key);
  if (const auto until = due_at(footing)) until_.emplace(*until, key);
  logins_.emplace(key, Login{std::move(facts), std::move(footing), {}, {}, std::move(end)});
  return key;
}

void Logins::remove(Key key) {
  const std::lock_guard lock(lock_);
  std::ignore = taken(key);
}

bool Logins::holds(Key key) const {
  const std::lock_guard lock(lock_);
  return logins_.contains(key);
}

void Logins::accept(Key key, std::string proof) {
  const std::lock_guard lock(lock_);
  if (const auto found = logins_.find(key); found != logins_.end())
    found->second.accepted = std::move(proof);
}

void Logins::accept_factor(Key key, std::string proof) {
  const std::lock_guard lock(lock_);
  if (const auto found = logins_.find(key); found != logins_.end())
    found->second.accepted_factor = std::move(proof);
}

void Logins::accept_for(const std::string& session, const std::string& proof) {
  const std::lock_guard lock(lock_);
  for (const auto key : keys(by_session_, session)) logins_.at(key).accepted = proof;
}

void Logins::accept_factor_for(const std::string& session, const std::string& proof) {
  const std::lock_guard lock(lock_);
  for (const auto key : keys(by_session_, session)) logins_.at(key).accepted_factor = proof;
}

std::optional<Logins::Login> Logins::taken(Key key) {
  const auto found = logins_.find(key);
  if (found == logins_.end()) return std::nullopt;
  auto login = std::move(found->second);
  logins_.erase(found);
  take_out(by_account_, place(login.footing), key);
  take_out(by_session_, login.facts.session, key);
  fresh_.erase(key);
  if (const auto until = due_at(login.footing)) until_.erase({*until, key});
  return login;
}

std::vector<Logins::Key> Logins::keys(const Index& index, const std::string& of) const {
  const auto found = index.find(of);
  if (found == index.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<Logins::Held> Logins::due(const directory::Changes& changes,
                                      const std::vector<directory::DomainView>& domains, Time now) {
  const std::lock_guard lock(lock_);
  std::vector<Held> due;
  const auto add = [&](Key key, bool gone) {
    const auto found = logins_.find(key);
    if (found != logins_.end())
      due.push_back({key, found->second.footing, found->second.accepted,
                     found->second.accepted_factor, gone, true});
  };
  for (const auto& changed : changes.accounts)
    for (const auto key : keys(by_account_, place(changed.domain_id, changed.name)))
      add(key, changed.gone && !fresh_.contains(key));
  for (const auto key : std::exchange(fresh_, {})) add(key, false);
  while (!until_.empty() && until_.begin()->first <= now) {
    const auto key = until_.extract(until_.begin()).value().second;
    if (auto& again = logins_.at(key).footing.ask_again)
      until_.emplace(again.emplace(now + Footing::asked_every), key);
    add(key, false);
  }
  if (changes.everything || changes.domains)
    std::ranges::move(of_changed_domains(changes, domains), std::back_inserter(due));
  return due;
}

// A view of a domain that is held here is no other's address.
std::vector<Logins::Held> Logins::of_changed_domains(
    const directory::Changes& changes, const std::vector<directory::DomainView>& domains) const {
  std::vector<Held> due;
  std::unordered_set<const directory::Domain*> as_they_were;
  for (const auto& domain : domains) as_they_were.insert(domain.get());
  for (const auto& [key, login] : logins_) {
    const auto& account = login.footing.account;
    if (!account || (!changes.everything && as_they_were.contains(account->domain.get()))) continue;
    due.push_back(
        {key, login.footing, login.accepted, login.accepted_factor, false, changes.everything});
  }
  return due;
}

void Logins::look_again(Key key) {
  const std::lock_guard lock(lock_);
  if (logins_.contains(key)) fresh_.insert(key);
}

void Logins::stands(Key key, directory::AccountView now, std::string proof,
                    std::optional<std::string> factor) {
  const std::lock_guard lock(lock_);
  const auto found = logins_.find(key);
  if (found == logins_.end()) return;
  auto& footing = found->second.footing;
  if (const auto until = due_at(footing)) until_.erase({*until, key});
  footing.account = std::move(now);
  footing.proof = std::move(proof);
  footing.factor = std::move(factor);
  if (const auto until = due_at(footing)) until_.emplace(*until, key);
}

void Logins::run(Ended ended) {
  for (auto& login : ended)
    if (login.end) login.end();
}

std::optional<LoginFacts> Logins::end(Key key) {
  std::unique_lock lock(lock_);
  auto login = taken(key);
  lock.unlock();
  if (!login) return std::nullopt;
  if (login->end) login->end();
  return std::move(login->facts);
}

std::size_t Logins::end_all_of(const directory::Account& account, Key but) {
  Ended ended;
  {
    const std::lock_guard lock(lock_);
    const auto own = logins_.find(but);
    const auto session = own == logins_.end() ? std::string() : own->second.facts.session;
    for (const auto key : keys(by_account_, place(account.domain->id, account.name))) {
      const bool spared =
          key == but || (!session.empty() && logins_.at(key).facts.session == session);
      if (spared) continue;
      if (auto login = taken(key)) ended.push_back(std::move(*login));
    }
  }
  const auto count = ended.size();
  run(std::move(ended));
  return count;
}

std::size_t Logins::end_opened_by(const std::string& session) {
  Ended ended;
  {
    const std::lock_guard lock(lock_);
    for (const auto key : keys(by_session_, session))
      if (auto login = taken(key)) ended.push_back(std::move(*login));
  }
  const auto count = ended.size();
  run(std::move(ended));
  return count;
}

std::vector<LoginFacts> Logins::list() const {
  const std::lock_guard lock(lock_);
  std::vector<LoginFacts> all;
  all.reserve(logins_.size());
  for (const auto& [key, login] : logins_)
    if (login.facts.listed) all.push_back(login.facts);
  return all;
}

std::size_t Logins::size() const {
  const std::lock_guard lock(lock_);
  return logins_.size();
}

}  // namespace gatehouse::auth
