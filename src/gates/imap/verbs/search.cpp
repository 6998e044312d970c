// SEARCH, SORT, THREAD and their UID forms.
#include "gates/imap/esearch.h"
#include "gates/imap/resync.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/finding.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

using Numbers = std::vector<std::uint32_t>;

std::string numbers_line(std::string_view word, const Numbers& numbers,
                         std::optional<mailbox::ModSeq> highest) {
  std::string line = "* ";
  line += word;
  for (const auto number : numbers) line += ' ' + std::to_string(number);
  if (highest) line += " (MODSEQ " + std::to_string(*highest) + ')';
  return line + "\r\n";
}

// RFC 5182, section 2.1: a SEARCH that should have saved its result and failed leaves none.
void forget(Selected& selected, const std::optional<SearchReturn>& wanted) {
  if (wanted && wanted->save) selected.save({});
}

// Those whose mod-sequences count: of MIN and MAX alone only the ends (RFC 7162, section 3.1.10).
Numbers told_of(const std::optional<SearchReturn>& wanted, const Numbers& found) {
  return wanted ? to_be_saved(*wanted, found) : found;
}

// `found`: numbers in the order of the answer; `answers`: the same as the client wants them.
void tell(Session& session, std::string_view word, bool by_uid,
          const std::optional<SearchReturn>& wanted, const Numbers& found, const Numbers& answers,
          std::optional<mailbox::ModSeq> highest) {
  if (!wanted) {
    session.say(numbers_line(word, answers, highest));
    return;
  }
  if (wanted->save) {
    auto& selected = *session.selected();
    selected.save(selected.uids(to_be_saved(*wanted, found)));
  }
  const bool only_saves =
      wanted->save && !wanted->min && !wanted->max && !wanted->all && !wanted->count;
  if (!only_saves) session.say(esearch_line(session.tag(), by_uid, *wanted, answers, highest));
}

}  // namespace

Outcome perform(Session& session, Search& request) {
  // RFC 6855, section 3.
  if (session.enabled().utf8 && !request.charset.empty())
    co_return bad("All text is UTF-8 since UTF8=ACCEPT");
  // RFC 9051, section 6.4.4: there is no other answer than ESEARCH.
  if (session.enabled().rev2 && !request.wanted) request.wanted = SearchReturn{.all = true};
  auto& selected = *session.selected();
  const auto found = co_await find(session, request.charset, request.key);
  if (!found) {
    forget(selected, request.wanted);
    co_return found.error();
  }
  const auto answers = request.by_uid ? selected.uids(*found) : *found;
  if (asks_by_modseq(request.key)) session.use_condstore();
  tell(session, "SEARCH", request.by_uid, request.wanted, *found, answers,
       highest_found(selected, request.key, told_of(request.wanted, *found)));
  co_return ok("Searched");
}

Outcome perform(Session& session, Sort& request) {
  auto& selected = *session.selected();
  const auto found = co_await find(session, request.charset, request.key);
  if (!found) {
    forget(selected, request.wanted);
    co_return found.error();
  }
  const bool reads = needs_facts(request.order);
  auto messages = co_await describe(session, *found, false, reads);
  if (!messages) {
    forget(selected, request.wanted);
    co_return messages.error();
  }
  const auto order = sorted(std::move(*messages), request.order);
  const auto answers = request.by_uid ? selected.uids(order) : order;
  if (asks_by_modseq(request.key)) session.use_condstore();
  tell(session, "SORT", request.by_uid, request.wanted, order, answers,
       highest_found(selected, request.key, told_of(request.wanted, order)));
  co_return ok("Sorted");
}

Outcome perform(Session& session, Thread& request) {
  const auto found = co_await find(session, request.charset, request.key);
  if (!found) co_return found.error();
  auto messages = co_await describe(session, *found, request.by_uid, true);
  if (!messages) co_return messages.error();
  const auto threads = request.by == Thread::By::references
                           ? threads_by_references(std::move(*messages))
                           : threads_by_subject(std::move(*messages));
  session.say("* THREAD" + (threads.empty() ? "" : ' ' + threads) + "\r\n");
  co_return ok("Threaded");
}

}  // namespace gatehouse::gates::imap
