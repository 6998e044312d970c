#include <algorithm>

#include "gates/imap/search_match.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

// Messages looked at before the disk pool's thread is given to others.
constexpr std::uint32_t at_a_time = 10000;
constexpr std::uint32_t at_a_time_with_content = 32;

Result<std::string> found_between(Selected& selected, const SearchMatch& match, std::uint32_t first,
                                  std::uint32_t last, bool by_uid) {
  std::string text;
  for (auto number = first; number <= last; ++number) {
    const auto* message = selected.message(number);
    if (message == nullptr) continue;
    const SearchMatch::Content content = [&] { return selected.folder().content(message->uid); };
    const auto found = match.matches(number, *message, content);
    if (!found) return std::unexpected(found.error());
    if (*found) text += ' ' + std::to_string(by_uid ? message->uid : number);
  }
  return text;
}

}  // namespace

Outcome perform(Session& session, Search& request) {
  if (!request.charset.empty() && request.charset != "UTF-8" && request.charset != "US-ASCII")
    co_return no("BADCHARSET (UTF-8 US-ASCII)", "Unknown charset");
  auto& selected = *session.selected();
  const SearchMatch match(request.key, selected.count(), selected.largest_uid());
  const auto step = match.reads_content() ? at_a_time_with_content : at_a_time;
  session.say("* SEARCH");
  for (std::uint32_t first = 1; first <= selected.count(); first += step) {
    const auto last = std::min(selected.count(), first + step - 1);
    const auto work = [&] { return found_between(selected, match, first, last, request.by_uid); };
    const auto found = co_await session.on_disk(work);
    if (!found) {
      session.say("\r\n");
      co_return failure(found.error());
    }
    session.say(*found);
  }
  session.say("\r\n");
  co_return ok("Searched");
}

}  // namespace gatehouse::gates::imap
