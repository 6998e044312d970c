// LIST, LSUB, NAMESPACE.
#include <algorithm>
#include <set>

#include "gates/imap/list_pattern.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"
#include "mailbox/names.h"

namespace gatehouse::gates::imap {
namespace {

using mailbox::Mailboxes;

constexpr std::size_t longest_pattern = 1000;

// INBOX is INBOX in any case, also as the beginning of a pattern.
bool is_wanted(const std::string& pattern, const std::string& name) {
  if (matches(pattern, name)) return true;
  constexpr std::string_view inbox = "INBOX";
  if (!mailbox::is_inbox(pattern.substr(0, inbox.size()))) return false;
  return matches(std::string(inbox) + pattern.substr(inbox.size()), name);
}

std::string line(std::string_view word, std::string_view attributes, std::string_view name) {
  std::string text = "* ";
  text.append(word).append(" (").append(attributes).append(") \"/\" ");
  return text + mailbox_text(name) + "\r\n";
}

std::string listed(const std::vector<Mailboxes::Entry>& entries, const std::string& pattern) {
  std::string text;
  for (const auto& entry : entries) {
    if (!is_wanted(pattern, entry.name)) continue;
    std::string attributes = entry.selectable ? "" : "\\Noselect ";
    attributes += entry.has_children ? "\\HasChildren" : "\\HasNoChildren";
    text += line("LIST", attributes, entry.name);
  }
  return text;
}

// RFC 3501, section 6.3.9: with "%", a level whose children are subscribed is told of, \Noselect.
std::string subscribed(const std::vector<std::string>& names, const std::string& pattern) {
  std::string text;
  std::set<std::string> levels;
  for (const auto& name : names) {
    if (is_wanted(pattern, name)) {
      text += line("LSUB", "", name);
      continue;
    }
    if (!pattern.ends_with('%')) continue;
    for (auto at = name.find(delimiter); at != name.npos; at = name.find(delimiter, at + 1)) {
      const auto level = name.substr(0, at);
      const bool is_told = std::ranges::binary_search(names, level);
      if (!is_told && is_wanted(pattern, level)) levels.insert(level);
    }
  }
  for (const auto& level : levels) text += line("LSUB", "\\Noselect", level);
  return text;
}

Result<std::string> answer(const Mailboxes& mailboxes, const List& request) {
  const std::string pattern = request.reference + request.pattern;
  if (pattern.size() > longest_pattern) return std::string();
  if (request.subscribed) {
    const auto names = mailboxes.subscriptions();
    if (!names) return std::unexpected(names.error());
    return subscribed(*names, pattern);
  }
  const auto entries = mailboxes.list();
  if (!entries) return std::unexpected(entries.error());
  return listed(*entries, pattern);
}

}  // namespace

Outcome perform(Session& session, List& request) {
  // RFC 3501, section 6.3.8: an empty name asks for the delimiter.
  if (request.pattern.empty() && !request.subscribed) {
    session.say(line("LIST", "\\Noselect", ""));
    co_return ok("That is the delimiter");
  }
  const auto work = [&] { return answer(session.mailboxes(), request); };
  const auto lines = co_await session.on_disk(work);
  if (!lines) co_return failure(lines.error());
  session.say(*lines);
  co_return ok("That is all");
}

Outcome perform(Session& session, Namespace& /*request*/) {
  session.say("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
  co_return ok("That is all");
}

}  // namespace gatehouse::gates::imap
