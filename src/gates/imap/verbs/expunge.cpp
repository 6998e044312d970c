// EXPUNGE, UID EXPUNGE (RFC 4315, section 2.1).
#include "gates/imap/session.h"
#include "gates/imap/verbs/expunging.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {

Result<void> expunge_deleted(Selected& selected, const SequenceSet* only) {
  auto& folder = selected.folder();
  if (auto refreshed = folder.refresh(); !refreshed) return refreshed;
  std::vector<Range> ranges;
  if (only != nullptr) ranges = selected.uid_ranges(*only);
  std::vector<mailbox::Uid> uids;
  for (const auto& message : folder.messages()) {
    const bool is_meant = only == nullptr || contains(ranges, message.uid);
    if (message.flags.deleted && is_meant) uids.push_back(message.uid);
  }
  if (uids.empty()) return {};
  return folder.expunge(uids);
}

Outcome perform(Session& session, Expunge& request) {
  auto& selected = *session.selected();
  if (selected.read_only()) co_return no("READ-ONLY", "The mailbox is selected read-only");
  if (!selected.may(Act::expunge))
    co_return no("NOPERM", "You may not expunge messages of this mailbox");
  const auto* only = request.uids ? &*request.uids : nullptr;
  const auto work = [&] { return expunge_deleted(selected, only); };
  const auto expunged = co_await session.on_disk(work);
  if (!expunged) co_return failure(expunged.error());
  if (!session.enabled().condstore) co_return ok("Expunged");
  co_return ok("Expunged", "HIGHESTMODSEQ " + std::to_string(selected.folder().highest()));
}

}  // namespace gatehouse::gates::imap
