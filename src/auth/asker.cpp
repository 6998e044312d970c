#include "auth/asker.h"

#include "auth/audit.h"

namespace gatehouse::auth {

control::Viewer viewer_of(const Opened* session) {
  if (session == nullptr) return control::Viewer::guest();
  if (!session->account) return control::Viewer::server_owner();
  return control::Viewer::of(session->account);
}

Asker asker_of(const Visit& visit) {
  if (!visit.opened) return {control::Viewer::guest(), visit.policy->domain, origin_of(visit.peer)};
  const auto& opened = *visit.opened;
  return {viewer_of(&opened), opened.account ? opened.account->domain : visit.policy->domain,
          origin_of(visit.peer, opened.session, visit.recorded)};
}

}  // namespace gatehouse::auth
