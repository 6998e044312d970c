// The calls of a keeper that are no part of a login: each finds its visit, makes sure that what the
// visit opened still stands, and hands on to whoever knows.
#pragma once

#include <string>
#include <vector>

#include "auth/asker.h"
#include "auth/entries.h"
#include "auth/keeper.h"
#include "auth/logins.h"
#include "auth/objects.h"
#include "auth/own_sessions.h"
#include "auth/second_steps.h"
#include "auth/visits.h"
#include "net/offload.h"

namespace gatehouse::auth {

class VisitCalls : public Keeper {
 public:
  net::Task<Allowed<Owner>> owner(VisitId id, std::string name) override;
  net::Task<Allowed<std::vector<Letters>>> rights(VisitId id, std::string owner, ObjectKind kind,
                                                  std::vector<std::string> names) override;
  net::Task<Allowed<std::vector<AclElement>>> acl(VisitId id, std::string owner, ObjectKind kind,
                                                  std::string name) override;
  net::Task<Allowed<void>> change_acl(VisitId id, std::string owner, ObjectKind kind,
                                      std::string name, AclChange change) override;
  net::Task<Allowed<EntryPage>> entries(VisitId id, EntryQuery query) override;
  net::Task<Allowed<Secret>> open_session(VisitId id, SessionKind kind) override;
  net::Task<Allowed<void>> close_session(VisitId id, Secret session) override;
  net::Task<Allowed<void>> bless(VisitId id, Secret code) override;
  net::Task<Allowed<void>> confirm(VisitId id, Secret proof) override;
  net::Task<Allowed<Secret>> wrap(VisitId id, Secret plain, bool confidential) override;
  net::Task<Allowed<Secret>> unwrap(VisitId id, Secret message) override;

 protected:
  // All outlive every call; they may be made after this.
  struct Desks {
    Visits& visits;
    Logins& logins;
    Objects& objects;
    Entries& entries;
    OwnSessions& sessions;
    SecondSteps& second_steps;
    net::Offload& pool;
  };
  explicit VisitCalls(Desks desks) : desks_(desks) {}

 private:
  // The visit is there, and what it opened goes on.
  [[nodiscard]] Allowed<void> stands(const Turn& visit) const;
  // ... and it is no half of a login.
  [[nodiscard]] Allowed<Asker> asker(const Turn& visit) const;

  Desks desks_;
};

}  // namespace gatehouse::auth
