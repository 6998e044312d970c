#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

mailbox::FlagChange change_of(Store::How how) {
  switch (how) {
    case Store::How::replace:
      return mailbox::FlagChange::replace;
    case Store::How::add:
      return mailbox::FlagChange::add;
    case Store::How::remove:
      return mailbox::FlagChange::remove;
  }
  return mailbox::FlagChange::add;
}

struct Stored {
  std::string lines;
  bool some_are_gone = false;
};

Result<mailbox::Flags> apply(mailbox::Folder& folder, mailbox::Uid uid,
                             const std::vector<FlagStep>& steps) {
  Result<mailbox::Flags> flags;
  for (const auto& step : steps) {
    flags = folder.change_flags(uid, step.how, step.flags);
    if (!flags) break;
  }
  return flags;
}

// A message that was expunged by another session is passed over.
Result<Stored> store(Selected& selected, const std::vector<std::uint32_t>& numbers,
                     const std::vector<FlagStep>& steps, const Store& request) {
  Stored stored;
  for (const auto number : numbers) {
    const auto uid = selected.uid(number);
    const auto flags = apply(selected.folder(), uid, steps);
    if (!flags && flags.error().code == ErrorCode::not_found) {
      stored.some_are_gone = true;
      continue;
    }
    if (!flags) return std::unexpected(flags.error());
    selected.told(number, *flags);
    if (request.silent) continue;
    const std::string uid_item = request.by_uid ? "UID " + std::to_string(uid) + ' ' : "";
    stored.lines += "* " + std::to_string(number) + " FETCH (" + uid_item + "FLAGS " +
                    flags_text(*flags, selected.message(number)->recent) + ")\r\n";
  }
  return stored;
}

}  // namespace

Outcome perform(Session& session, Store& request) {
  auto& selected = *session.selected();
  if (selected.read_only()) co_return no("READ-ONLY", "The mailbox is selected read-only");
  const auto numbers = selected.numbers(request.set, request.by_uid);
  if (!numbers) co_return bad("There is no such message");
  const auto steps = allowed_steps(flag_rights(selected.place().rights), change_of(request.how),
                                   request.flags, selected.folder().keywords());
  if (steps.empty()) co_return no("NOPERM", "You may not change these flags");
  const auto work = [&] { return store(selected, *numbers, steps, request); };
  const auto stored = co_await session.on_disk(work);
  if (!stored && stored.error().code == ErrorCode::too_long)
    co_return no("LIMIT", "The mailbox has no room for another keyword");
  if (!stored) co_return failure(stored.error());
  session.say(selected.keyword_news());
  session.say(stored->lines);
  if (stored->some_are_gone && !request.by_uid)
    co_return no("EXPUNGEISSUED", "Some of the messages are gone");
  co_return ok("Stored");
}

}  // namespace gatehouse::gates::imap
