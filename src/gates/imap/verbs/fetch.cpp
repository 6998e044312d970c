#include "gates/imap/fetcher.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {

Outcome perform(Session& session, Fetch& request) {
  auto& selected = *session.selected();
  auto numbers = selected.numbers(request.set, request.by_uid);
  if (!numbers) co_return bad("There is no such message");
  Fetcher fetcher(selected, std::move(*numbers), request.items);
  while (!fetcher.done()) {
    const auto sent = co_await session.send_when_large();
    if (!sent) co_return hang_up();
    const auto work = [&] { return fetcher.next_piece(); };
    const auto piece = co_await session.on_disk(work);
    if (!piece) co_return failure(piece.error());
    session.say(*piece);
  }
  if (fetcher.some_are_gone() && !request.by_uid)
    co_return no("EXPUNGEISSUED", "Some of the messages are gone");
  co_return ok("Fetched");
}

}  // namespace gatehouse::gates::imap
