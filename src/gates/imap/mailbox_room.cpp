#include "gates/imap/mailbox_room.h"

#include "gates/imap/session.h"
#include "mailbox/usage.h"

namespace gatehouse::gates::imap {

net::Task<std::optional<Completion>> no_room(Session& session, Place place, std::uint64_t bytes) {
  const auto owner = co_await session.visit().owner(place.account);
  if (!owner) co_return refusal(owner.error());
  if (!owner->mail_quota) co_return std::nullopt;
  const auto folder = session.around().base / place.location;
  const auto work = [&] { return mailbox::check_room(folder, owner->mail_quota, bytes); };
  const auto room = co_await session.on_disk(work);
  if (room) co_return std::nullopt;
  if (room.error().code != ErrorCode::too_long) co_return failure(room.error());
  co_return no("OVERQUOTA", "The account has no room for this");
}

}  // namespace gatehouse::gates::imap
