#include "auth/own_sessions.h"

#include <algorithm>
#include <utility>

#include "auth/refusal.h"
#include "base/text.h"

namespace gatehouse::auth {
namespace {

control::SessionKind kind_of(SessionKind kind) {
  switch (kind) {
    case SessionKind::web:
      return control::SessionKind::web_user;
    case SessionKind::ximss:
      return control::SessionKind::ximss;
  }
  std::unreachable();
}

// Null: it may.
const char* why_not(const Visit& visit) {
  if (!visit.opened) return "Please log in first";
  const auto& opened = *visit.opened;
  if (!opened.account) return "The server's owner has no account to open a session for";
  if (!opened.tag.empty()) return "The password of a device opens no sessions";
  if (opened.session.acting != opened.session.account)
    return "Sessions are opened by the account itself";
  if (!opened.by_session.empty()) return "A session opens no other one";
  if (visit.sessions.size() >= OwnSessions::most_of_a_visit) return "Too many sessions";
  return nullptr;
}

}  // namespace

net::Task<Allowed<Secret>> OwnSessions::open(Visit& visit, SessionKind kind) {
  if (const auto* why = why_not(visit)) co_return refused(ErrorCode::not_allowed, why);
  const auto account = visit.opened->account;
  const control::NewSession wish{.kind = kind_of(kind),
                                 .address = visit.peer.remote.address,
                                 .opener = kind == SessionKind::ximss ? visit.login : 0,
                                 .code_wanted = visit.opened->session.code_wanted};
  auto work = [&] { return create(account, wish); };
  auto made = co_await disk_.run(std::move(work));
  if (!made) co_return refused_for_now();
  auto& id = *made;
  if (id) {
    const WipeAtEnd wiped(*id);
    visit.sessions.push_back(Sessions::hash_of(*id));
    co_return Secret(*id);
  }
  if (id.error().code == ErrorCode::locked)
    co_return refused(ErrorCode::not_allowed, "Too many sessions");
  if (id.error().code == ErrorCode::not_allowed)
    co_return refused(ErrorCode::not_allowed, escaped(id.error().detail));
  co_return refused_for_now();
}

// As the account is now: what was taken away meanwhile is gone.
Result<std::string> OwnSessions::create(const directory::AccountView& account,
                                        const control::NewSession& wish) {
  const auto domain = directory_.find_domain(account->domain->name);
  if (!domain || domain->id != account->domain->id)
    return fail(ErrorCode::unavailable, "the domain is gone");
  const auto now = directory_.find_account(*domain, account->name);
  if (!now) return std::unexpected(now.error());
  return desk_.create_for(*now, account, wish);
}

Allowed<void> OwnSessions::close(Visit& visit, const Secret& id) {
  const auto hash = Sessions::hash_of(id.reveal());
  const bool opened_by_it = visit.opened && visit.opened->by_session == hash;
  const bool own = std::erase(visit.sessions, hash) > 0;
  if (!opened_by_it && !own) return refused(ErrorCode::not_found, "No such session");
  own ? desk_.close(id.reveal()) : desk_.end(id.reveal());
  return {};
}

}  // namespace gatehouse::auth
