// What each command does. One function for each request of command.h; each file holds one verb or
// a few of a kind. The session has checked the state. What is said with Session::say() leaves with
// the completion.
#pragma once

#include "gates/imap/command.h"
#include "gates/imap/replies.h"
#include "net/task.h"

namespace gatehouse::gates::imap {

class Session;
using Outcome = net::Task<Completion>;

// any state: state.cpp
[[nodiscard]] Outcome perform(Session& session, Capability& request);
[[nodiscard]] Outcome perform(Session& session, Id& request);
[[nodiscard]] Outcome perform(Session& session, Logout& request);
[[nodiscard]] Outcome perform(Session& session, Noop& request);
// not logged in: login.cpp, starttls.cpp
[[nodiscard]] Outcome perform(Session& session, Authenticate& request);
[[nodiscard]] Outcome perform(Session& session, Login& request);
[[nodiscard]] Outcome perform(Session& session, StartTls& request);
// logged in: append.cpp, enable.cpp, idle.cpp, list.cpp, lsub.cpp, mailboxes.cpp, select.cpp,
// status.cpp
[[nodiscard]] Outcome perform(Session& session, Append& request);
[[nodiscard]] Outcome perform(Session& session, Enable& request);
[[nodiscard]] Outcome perform(Session& session, Idle& request);
[[nodiscard]] Outcome perform(Session& session, List& request);
[[nodiscard]] Outcome perform(Session& session, Lsub& request);
[[nodiscard]] Outcome perform(Session& session, Namespace& request);
[[nodiscard]] Outcome perform(Session& session, Create& request);
[[nodiscard]] Outcome perform(Session& session, Delete& request);
[[nodiscard]] Outcome perform(Session& session, Rename& request);
[[nodiscard]] Outcome perform(Session& session, Subscribe& request);
[[nodiscard]] Outcome perform(Session& session, Select& request);
[[nodiscard]] Outcome perform(Session& session, Status& request);
[[nodiscard]] Outcome perform(Session& session, GetAcl& request);
[[nodiscard]] Outcome perform(Session& session, SetAcl& request);
[[nodiscard]] Outcome perform(Session& session, DeleteAcl& request);
[[nodiscard]] Outcome perform(Session& session, ListRights& request);
[[nodiscard]] Outcome perform(Session& session, MyRights& request);
[[nodiscard]] Outcome perform(Session& session, GetQuota& request);
[[nodiscard]] Outcome perform(Session& session, GetQuotaRoot& request);
[[nodiscard]] Outcome perform(Session& session, SetQuota& request);
// selected: copy.cpp, expunge.cpp, fetch.cpp, search.cpp, select.cpp, store.cpp, state.cpp
[[nodiscard]] Outcome perform(Session& session, Check& request);
[[nodiscard]] Outcome perform(Session& session, Close& request);
[[nodiscard]] Outcome perform(Session& session, Copy& request);
[[nodiscard]] Outcome perform(Session& session, Expunge& request);
[[nodiscard]] Outcome perform(Session& session, Fetch& request);
[[nodiscard]] Outcome perform(Session& session, Search& request);
[[nodiscard]] Outcome perform(Session& session, Sort& request);
[[nodiscard]] Outcome perform(Session& session, Store& request);
[[nodiscard]] Outcome perform(Session& session, Thread& request);

}  // namespace gatehouse::gates::imap
