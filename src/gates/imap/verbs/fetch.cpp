#include <algorithm>

#include "gates/imap/fetcher.h"
#include "gates/imap/resync.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {

namespace {

bool asks_for_modseq(const Fetch& request) {
  return std::ranges::find(request.items, FetchData::modseq, &FetchItem::data) !=
         request.items.end();
}

void keep_changed(const Selected& selected, mailbox::ModSeq since,
                  std::vector<std::uint32_t>& numbers) {
  std::erase_if(numbers, [&](std::uint32_t number) {
    const auto* message = selected.message(number);
    return message == nullptr || message->changed <= since;
  });
}

}  // namespace

Outcome perform(Session& session, Fetch& request) {
  auto& selected = *session.selected();
  auto numbers = selected.numbers(request.set, request.by_uid);
  if (!numbers) co_return bad("There is no such message");
  if (request.vanished && !session.enabled().qresync) co_return bad("Say ENABLE QRESYNC first");
  if (asks_for_modseq(request)) session.use_condstore();
  if (request.vanished) {
    const SequenceSet* asked = request.set.is_saved() ? nullptr : &request.set;
    session.say(vanished_line(selected.folder(), *request.changed_since, asked));
  }
  if (request.changed_since) keep_changed(selected, *request.changed_since, *numbers);
  Fetcher fetcher(selected, std::move(*numbers), request.items, session.enabled());
  while (!fetcher.done()) {
    const auto sent = co_await session.send_when_large();
    if (!sent) co_return hang_up();
    const auto work = [&] { return fetcher.next_piece(); };
    const auto piece = co_await session.on_disk(work);
    if (!piece) co_return failure(piece.error());
    session.say(*piece);
  }
  if (fetcher.has_unknown_encoding()) co_return no("UNKNOWN-CTE", "Some encodings are not known");
  if (fetcher.some_are_gone() && !request.by_uid)
    co_return no("EXPUNGEISSUED", "Some of the messages have been deleted");
  co_return ok("Fetched");
}

}  // namespace gatehouse::gates::imap
