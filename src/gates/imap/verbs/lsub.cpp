// LSUB.
#include <algorithm>
#include <set>

#include "gates/imap/list_pattern.h"
#include "gates/imap/listing.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest_pattern = 1000;

// RFC 3501, section 6.3.9: with "%", a level whose children are subscribed is told of, \Noselect.
std::string subscribed(const std::vector<std::string>& names, const std::string& pattern,
                       NameForm form) {
  std::string text;
  std::set<std::string> levels;
  for (const auto& name : names) {
    if (is_wanted(pattern, name)) {
      text += list_line("LSUB", "", name, form) + "\r\n";
      continue;
    }
    if (!pattern.ends_with('%')) continue;
    for (auto at = name.find(delimiter); at != name.npos; at = name.find(delimiter, at + 1)) {
      const auto level = name.substr(0, at);
      const bool is_told = std::ranges::binary_search(names, level);
      if (!is_told && is_wanted(pattern, level)) levels.insert(level);
    }
  }
  for (const auto& level : levels) text += list_line("LSUB", "\\Noselect", level, form) + "\r\n";
  return text;
}

}  // namespace

Outcome perform(Session& session, Lsub& request) {
  const std::string pattern = request.reference + request.pattern;
  if (pattern.size() > longest_pattern) co_return ok("That is all");
  const auto work = [&] { return session.mailboxes().subscriptions(); };
  const auto names = co_await session.on_disk(work);
  if (!names) co_return failure(names.error());
  session.say(subscribed(*names, pattern, session.names()));
  co_return ok("That is all");
}

}  // namespace gatehouse::gates::imap
