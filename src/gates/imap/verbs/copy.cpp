// COPY, MOVE (RFC 6851) and their UID forms; COPYUID (RFC 4315, section 3).
#include "gates/imap/mailbox_room.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

using Uids = std::vector<mailbox::Uid>;

using Moves = mailbox::Folder::Moves;

// The target is looked up in the same piece of work, so nothing comes between.
struct Failed {
  Error error;
  bool target_is_missing;
};

std::expected<Moves, Failed> copy(Selected& selected, const mailbox::Mailboxes& mailboxes,
                                  const Place& place, const Copy& request, const Uids& uids) {
  const auto target = mailboxes.directory(place.name);
  if (!target) return std::unexpected(Failed{target.error(), true});
  const auto kept = flag_rights(place.rights);
  if (request.move) {
    auto moves = selected.folder().move_to(*target, uids, kept);
    if (!moves) return std::unexpected(Failed{moves.error(), false});
    return std::move(*moves);
  }
  auto copies = selected.folder().copy_to(*target, uids, kept);
  if (!copies) return std::unexpected(Failed{copies.error(), false});
  return Moves{copies->uid_validity, uids, std::move(copies->uids)};
}

Completion refused(const Failed& failed, const Place& place) {
  if (failed.target_is_missing) return failure(failed.error, missing_code(place));
  if (failed.error.code == ErrorCode::not_found)
    return no("EXPUNGEISSUED", "Some of the messages have been deleted");
  return failure(failed.error);
}

std::string copy_code(const Moves& moves) {
  return "COPYUID " + std::to_string(moves.uid_validity) + ' ' + text_of(moves.from) + ' ' +
         text_of(moves.to);
}

std::string owner_of(const Session& session, const Selected& selected) {
  const auto& place = selected.place();
  return place.account.empty() ? session.owner().account : place.account;
}

std::uint64_t size_of(const Selected& selected, const std::vector<std::uint32_t>& numbers) {
  std::uint64_t bytes = 0;
  for (const auto number : numbers) {
    const auto* message = selected.message(number);
    if (message != nullptr) bytes += message->size;
  }
  return bytes;
}

}  // namespace

Outcome perform(Session& session, Copy& request) {
  auto& selected = *session.selected();
  if (request.move && selected.read_only())
    co_return no("READ-ONLY", "The mailbox is selected read-only");
  if (request.move && !selected.may(Act::take_out))
    co_return no("NOPERM", "You may not take messages out of this mailbox");
  const auto numbers = selected.numbers(request.set, request.by_uid);
  if (!numbers) co_return bad("There is no such message");
  if (numbers->empty()) co_return ok("There was nothing to do");
  const auto uids = selected.uids(*numbers);
  const auto place = co_await find_place(session, request.mailbox, Act::insert);
  if (!place) co_return place.error();
  const bool comes_from_elsewhere = place->account != owner_of(session, selected);
  if (!request.move || comes_from_elsewhere) {
    const auto full = co_await no_room(session, *place, size_of(selected, *numbers));
    if (full) co_return *full;
  }
  std::expected<Moves, Failed> copied;
  const auto work = [&]() -> Result<void> {
    copied = copy(selected, session.mailboxes_of(*place), *place, request, uids);
    return {};
  };
  const auto ran = co_await session.on_disk(work);
  if (!ran) co_return failure(ran.error());
  if (!copied) co_return refused(copied.error(), *place);
  if (copied->from.empty()) co_return no("EXPUNGEISSUED", "The messages have been deleted");
  auto code = copy_code(*copied);
  if (!request.move) co_return ok("Copied", std::move(code));
  // RFC 6851, section 4.3: before the EXPUNGEs, which follow as news.
  session.say("* OK [" + code + "] Moved\r\n");
  co_return ok("Moved");
}

}  // namespace gatehouse::gates::imap
