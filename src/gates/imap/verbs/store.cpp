#include <algorithm>
#include <iterator>

#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

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
  std::vector<std::uint32_t> modified;  // numbers or UIDs of those that were left as they are
};

std::string line_of(Selected& selected, std::uint32_t number, const Store& request,
                    const Enabled& enabled) {
  const auto* message = selected.message(number);
  std::string text;
  const auto add = [&text](const std::string& item) { text += (text.empty() ? "" : " ") + item; };
  if (request.by_uid || enabled.qresync) add("UID " + std::to_string(message->uid));
  if (!request.silent) add("FLAGS " + selected.flags_of(*message));
  if (enabled.condstore) add("MODSEQ (" + std::to_string(message->changed) + ')');
  return "* " + std::to_string(number) + " FETCH (" + text + ")\r\n";
}

// A message that was expunged by another session is passed over.
Result<Stored> store(Selected& selected, const std::vector<std::uint32_t>& numbers,
                     const Store& request, const Enabled& enabled) {
  // What others changed must be told, also when our own change is silent.
  if (auto refreshed = selected.folder().refresh(); !refreshed)
    return std::unexpected(refreshed.error());
  std::vector<std::uint32_t> stale;
  std::ranges::copy_if(numbers, std::back_inserter(stale),
                       [&](std::uint32_t number) { return !selected.is_told(number); });
  const auto outcome = selected.folder().change_flags(
      selected.uids(numbers), {.how = change_of(request.how),
                               .flags = request.flags,
                               .unchanged_since = request.unchanged_since,
                               .rights = flag_rights(selected.place().rights)});
  if (!outcome) return std::unexpected(outcome.error());
  Stored stored;
  stored.some_are_gone = !outcome->gone.empty();
  for (const auto number : numbers) {
    const auto uid = selected.uid(number);
    if (std::ranges::binary_search(outcome->modified, uid)) {
      stored.modified.push_back(request.by_uid ? uid : number);
    } else if (selected.message(number) != nullptr) {
      const bool is_stale = request.silent && std::ranges::binary_search(stale, number);
      if (!is_stale) selected.told(number);
      if (!request.silent || enabled.condstore)
        stored.lines += line_of(selected, number, request, enabled);
    }
  }
  return stored;
}

}  // namespace

Outcome perform(Session& session, Store& request) {
  auto& selected = *session.selected();
  if (selected.read_only()) co_return no("READ-ONLY", "The mailbox is selected read-only");
  const auto numbers = selected.numbers(request.set, request.by_uid);
  if (!numbers) co_return bad("There is no such message");
  if (!may_store(flag_rights(selected.place().rights), change_of(request.how), request.flags))
    co_return no("NOPERM", "You may not change these flags");
  if (request.unchanged_since) session.use_condstore();
  const auto work = [&] { return store(selected, *numbers, request, session.enabled()); };
  const auto stored = co_await session.on_disk(work);
  if (!stored && stored.error().code == ErrorCode::too_long)
    co_return no("LIMIT", "The mailbox has no room for another keyword");
  if (!stored) co_return failure(stored.error());
  session.say(selected.keyword_news());
  session.say(stored->lines);
  // RFC 7162, section 3.1.3: those that others had changed; their flags follow as news.
  if (!stored->modified.empty())
    co_return ok("Some had changed", "MODIFIED " + text_of(stored->modified));
  if (stored->some_are_gone && !request.by_uid)
    co_return no("EXPUNGEISSUED", "Some of the messages have been deleted");
  co_return ok("Stored");
}

}  // namespace gatehouse::gates::imap
