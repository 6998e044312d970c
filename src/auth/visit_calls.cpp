#include "auth/visit_calls.h"

#include <utility>

#include "auth/layers.h"
#include "auth/refusal.h"
#include "auth/service_traits.h"
#include "auth/sessions.h"

namespace gatehouse::auth {

Allowed<void> VisitCalls::stands(const Turn& visit) const {
  if (!visit) return refused_for_now();
  if (visit->opened && !desks_.logins.holds(visit->login))
    return refused(ErrorCode::not_allowed, "This session was ended");
  return {};
}

Allowed<Asker> VisitCalls::asker(const Turn& visit) const {
  if (auto there = stands(visit); !there) return std::unexpected(std::move(there.error()));
  if (visit->opened && visit->opened->session.code_wanted)
    return refused(ErrorCode::not_allowed, "A code of the second factor is wanted first");
  return asker_of(*visit);
}

net::Task<Allowed<Owner>> VisitCalls::owner(VisitId id, std::string name) {
  const auto visit = desks_.visits.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  const auto& service = visit->peer.service;
  if (!traits_of(service).shows_sites)
    co_return co_await desks_.objects.owner(std::move(*who), std::move(name));
  co_return co_await desks_.objects.owner_with(service, std::move(*who), std::move(name));
}

net::Task<Allowed<std::vector<Letters>>> VisitCalls::rights(VisitId id, std::string owner,
                                                            ObjectKind kind,
                                                            std::vector<std::string> names) {
  const auto visit = desks_.visits.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await desks_.objects.rights(std::move(*who), std::move(owner), kind,
                                           std::move(names));
}

net::Task<Allowed<std::vector<AclElement>>> VisitCalls::acl(VisitId id, std::string owner,
                                                            ObjectKind kind, std::string name) {
  const auto visit = desks_.visits.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await desks_.objects.acl(std::move(*who), std::move(owner), kind, std::move(name));
}

net::Task<Allowed<void>> VisitCalls::change_acl(VisitId id, std::string owner, ObjectKind kind,
                                                std::string name, AclChange change) {
  const auto visit = desks_.visits.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await desks_.objects.change(std::move(*who), std::move(owner), kind, std::move(name),
                                           std::move(change));
}

net::Task<Allowed<EntryPage>> VisitCalls::entries(VisitId id, EntryQuery query) {
  const auto visit = desks_.visits.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await desks_.entries.page(std::move(*who), std::move(query));
}

net::Task<Allowed<Secret>> VisitCalls::open_session(VisitId id, SessionKind kind) {
  const auto visit = desks_.visits.turn(id);
  if (const auto there = stands(visit); !there) co_return std::unexpected(there.error());
  co_return co_await desks_.sessions.open(*visit, kind);
}

// The visit itself is not one of those that end with its session: its gate has yet to say so.
net::Task<Allowed<void>> VisitCalls::close_session(VisitId id, Secret session) {
  const auto visit = desks_.visits.turn(id);
  if (!visit) co_return refused_for_now();
  if (visit->opened && visit->opened->by_session == Sessions::hash_of(session.reveal())) {
    desks_.logins.remove(visit->login);
    desks_.logins.remove(visit->actors_login);
  }
  co_return desks_.sessions.close(*visit, session);
}

net::Task<Allowed<void>> VisitCalls::bless(VisitId id, Secret code) {
  const auto visit = desks_.visits.turn(id);
  if (const auto there = stands(visit); !there) co_return std::unexpected(there.error());
  co_return co_await desks_.second_steps.bless(*visit, std::move(code));
}

net::Task<Allowed<void>> VisitCalls::confirm(VisitId id, Secret proof) {
  const auto visit = desks_.visits.turn(id);
  if (const auto there = stands(visit); !there) co_return std::unexpected(there.error());
  co_return co_await desks_.second_steps.confirm(*visit, std::move(proof));
}

net::Task<Allowed<Secret>> VisitCalls::wrap(VisitId id, Secret plain, bool confidential) {
  const auto visit = desks_.visits.turn(id);
  auto* layer = visit ? visit->layer.get() : nullptr;
  co_return co_await wrapped(desks_.pool, layer, std::move(plain), confidential);
}

net::Task<Allowed<Secret>> VisitCalls::unwrap(VisitId id, Secret message) {
  const auto visit = desks_.visits.turn(id);
  auto* layer = visit ? visit->layer.get() : nullptr;
  co_return co_await unwrapped(desks_.pool, layer, std::move(message));
}

}  // namespace gatehouse::auth
