#include "auth/sessions.h"

#include <algorithm>
#include <utility>

#include "crypto/digest.h"
#include "settings/schema.h"

namespace gatehouse::auth {
namespace {

constexpr auto default_idle = std::chrono::minutes{20};
constexpr auto default_longest = std::chrono::hours{12};

std::size_t count_of(const settings::Value& value) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, value.whole().value_or(0)));
}

bool is_of(const control::OpenSession& session, const directory::Account& account) {
  return session.account->name == account.name && session.account->domain->id == account.domain->id;
}

}  // namespace

SessionRules session_rules(const directory::ServerDefaults& server) {
  return {
      .idle = settings::to_period(server.setting("SessionIdleTime")).value_or(default_idle),
      .longest = settings::to_period(server.setting("SessionLifeTime")).value_or(default_longest),
      .for_account = count_of(server.setting("SessionsPerAccount")),
      .in_all = count_of(server.setting("SessionsInAll")),
      .fixed_address = settings::is_yes(server.setting("SessionFixedIP"))};
}

std::string Sessions::hash_of(std::string_view id) {
  return crypto::digest(crypto::Hash::sha256, id);
}

Result<Sessions::Made> Sessions::create(const directory::AccountView& account,
                                        const control::NewSession& wish,
                                        const SessionRules& rules) {
  const auto word = crypto::random_word(entropy_, word_length);
  const std::lock_guard lock(lock_);
  const auto own = std::ranges::count_if(
      by_hash_, [&](const auto& each) { return is_of(each.second.session, *account); });
  if (by_hash_.size() >= rules.in_all || std::cmp_greater_equal(own, rules.for_account))
    return fail(ErrorCode::locked, "there are too many sessions");
  Made made{std::to_string(++last_number_) + "-" + word, {}};
  made.hash = hash_of(made.id);
  control::OpenSession session{.id = {},
                               .kind = wish.kind,
                               .account = account,
                               .address = wish.address,
                               .proxied = wish.proxied,
                               .fixed_address = rules.fixed_address,
                               .created = clock_.now(),
                               .code_wanted = wish.code_wanted};
  by_hash_.emplace(made.hash, Held{std::move(session), seal_.close(made.id, made.hash),
                                   clock_.moment(), clock_.moment(), wish.opener});
  return made;
}

bool Sessions::has_run_out(const Held& held, const SessionRules& rules) const {
  const auto now = clock_.moment();
  const bool too_late = held.session.code_wanted && now - held.created > longest_half;
  return too_late || now - held.used > rules.idle || now - held.created > rules.longest;
}

control::OpenSession Sessions::shown(const std::string& hash, const Held& held) const {
  auto session = held.session;
  if (const auto id = seal_.open(held.sealed_id, hash)) session.id = id->reveal();
  session.idle = std::chrono::duration_cast<Duration>(clock_.moment() - held.used);
  return session;
}

std::optional<control::OpenSession> Sessions::find(std::string_view id,
                                                   const SessionRules& rules) const {
  const auto hash = hash_of(id);
  const std::lock_guard lock(lock_);
  const auto found = by_hash_.find(hash);
  if (found == by_hash_.end() || has_run_out(found->second, rules)) return std::nullopt;
  return shown(hash, found->second);
}

std::vector<control::OpenSession> Sessions::of(const directory::Account& account,
                                               const SessionRules& rules) const {
  std::vector<control::OpenSession> sessions;
  {
    const std::lock_guard lock(lock_);
    for (const auto& [hash, held] : by_hash_)
      if (is_of(held.session, account) && !has_run_out(held, rules))
        sessions.push_back(shown(hash, held));
  }
  std::ranges::sort(sessions, {}, &control::OpenSession::created);
  return sessions;
}

void Sessions::touch(std::string_view id) {
  const std::lock_guard lock(lock_);
  const auto found = by_hash_.find(hash_of(id));
  if (found != by_hash_.end()) found->second.used = clock_.moment();
}

void Sessions::unbind(std::string_view id) {
  const std::lock_guard lock(lock_);
  const auto found = by_hash_.find(hash_of(id));
  if (found != by_hash_.end()) found->second.session.fixed_address = false;
}

bool Sessions::holds(const std::string& hash) const {
  const std::lock_guard lock(lock_);
  return by_hash_.contains(hash);
}

std::uint64_t Sessions::opener_of(const std::string& hash) const {
  const std::lock_guard lock(lock_);
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? 0 : found->second.opener;
}

bool Sessions::bless(const std::string& hash) {
  const std::lock_guard lock(lock_);
  const auto found = by_hash_.find(hash);
  return found != by_hash_.end() && std::exchange(found->second.session.code_wanted, false);
}

bool Sessions::wrong_code(const std::string& hash) {
  const std::lock_guard lock(lock_);
  const auto found = by_hash_.find(hash);
  return found != by_hash_.end() && ++found->second.wrong_codes < most_wrong_codes;
}

bool Sessions::remove(const std::string& hash) {
  const std::lock_guard lock(lock_);
  return by_hash_.erase(hash) > 0;
}

std::vector<std::string> Sessions::run_out(const SessionRules& rules) const {
  std::vector<std::string> hashes;
  const std::lock_guard lock(lock_);
  for (const auto& [hash, held] : by_hash_)
    if (has_run_out(held, rules)) hashes.push_back(hash);
  return hashes;
}

}  // namespace gatehouse::auth
