// Who asks about objects, entries and sessions: what they decide by, as the visit stands now.
#pragma once

#include "audit/record.h"
#include "auth/visits.h"
#include "control/objects.h"
#include "directory/directory.h"

namespace gatehouse::auth {

struct Asker {
  control::Viewer viewer;
  directory::DomainView domain;  // of unqualified names
  audit::Record origin;          // of what it changes
};

[[nodiscard]] Asker asker_of(const Visit& visit);
// The same of a session alone; null: a guest. Nothing is changed by it.
[[nodiscard]] control::Viewer viewer_of(const Opened* session);

}  // namespace gatehouse::auth
