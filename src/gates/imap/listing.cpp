#include "gates/imap/listing.h"

#include <algorithm>
#include <map>

#include "gates/imap/list_pattern.h"
#include "gates/imap/wire.h"
#include "mailbox/names.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest_patterns = 1000;

using Entries = std::map<std::string, ListEntry>;

// RFC 5258, section 3.5: a level above a subscription may be told of, even when nothing is there.
void add_levels_above(Entries& entries, const std::string& name) {
  for (auto at = name.find(delimiter); at != name.npos; at = name.find(delimiter, at + 1)) {
    auto level = name.substr(0, at);
    const ListEntry nothing{.name = level, .exists = false, .selectable = false, .use = {}};
    entries.try_emplace(std::move(level), nothing);
  }
}

class Listing {
 public:
  Listing(const List& request, std::vector<ListEntry> entries, NameForm names)
      : request_(request), names_(names) {
    for (const auto& pattern : request.patterns) patterns_.push_back(request.reference + pattern);
    for (auto& entry : entries) {
      if (request.selection.recursive_match) add_levels_above(entries_, entry.name);
      entries_[entry.name] = std::move(entry);
    }
  }

  [[nodiscard]] std::vector<ListLine> lines() const;

 private:
  [[nodiscard]] bool is_bounded() const {
    std::size_t length = 0;
    for (const auto& pattern : patterns_) length += pattern.size();
    return length <= longest_patterns;
  }
  [[nodiscard]] bool matches_a_pattern(const std::string& name) const {
    const auto wanted = [&](const std::string& pattern) { return is_wanted(pattern, name); };
    return std::ranges::any_of(patterns_, wanted);
  }
  [[nodiscard]] bool is_selected(const ListEntry& entry) const {
    const auto& selection = request_.selection;
    if (selection.special_use && entry.use.empty()) return false;
    return selection.subscribed ? entry.subscribed : entry.exists;
  }
  [[nodiscard]] bool has_selected_below(const std::string& name) const;
  [[nodiscard]] ListLine line(const ListEntry& entry, bool found_below) const;

  const List& request_;
  NameForm names_;
  std::vector<std::string> patterns_;
  Entries entries_;  // INBOX among the others
};

// RFC 5258, section 3.5: only of what the patterns do not give by themselves.
bool Listing::has_selected_below(const std::string& name) const {
  const std::string below = name + delimiter;
  for (auto each = entries_.lower_bound(below);
       each != entries_.end() && each->first.starts_with(below); ++each) {
    if (is_selected(each->second) && !matches_a_pattern(each->first)) return true;
  }
  return false;
}

ListLine Listing::line(const ListEntry& entry, bool found_below) const {
  std::vector<std::string> words;
  if (!entry.exists) {
    words.emplace_back("\\NonExistent");
  } else if (!entry.selectable) {
    words.emplace_back("\\Noselect");
  }
  const bool is_told = request_.wanted.subscribed || request_.selection.subscribed;
  if (is_told && entry.subscribed) words.emplace_back("\\Subscribed");
  if (entry.exists) words.emplace_back(entry.has_children ? "\\HasChildren" : "\\HasNoChildren");
  if (!entry.use.empty()) words.push_back(entry.use);
  std::string text = list_line("LIST", keyword_text(words), entry.name, names_);
  if (found_below) {
    text += R"( ("CHILDINFO" ()";
    if (request_.selection.subscribed) text += R"("SUBSCRIBED")";
    if (request_.selection.special_use)
      text += request_.selection.subscribed ? R"( "SPECIAL-USE")" : R"("SPECIAL-USE")";
    text += "))";
  }
  return {text + "\r\n", entry.name, entry.exists && entry.selectable};
}

std::vector<ListLine> Listing::lines() const {
  std::vector<ListLine> found;
  if (!is_bounded()) return found;
  const auto add = [&](const std::string& name, const ListEntry& entry) {
    if (!matches_a_pattern(name)) return;
    const bool found_below = request_.selection.recursive_match && has_selected_below(name);
    if (found_below || is_selected(entry)) found.push_back(line(entry, found_below));
  };
  const auto inbox = entries_.find("INBOX");
  if (inbox != entries_.end()) add(inbox->first, inbox->second);
  for (const auto& [name, entry] : entries_) {
    if (name != "INBOX") add(name, entry);
  }
  return found;
}

}  // namespace

bool is_wanted(std::string_view pattern, std::string_view name) {
  if (matches(pattern, name)) return true;
  constexpr std::string_view inbox = "INBOX";
  if (!mailbox::is_inbox(pattern.substr(0, inbox.size()))) return false;
  return matches(std::string(inbox).append(pattern.substr(inbox.size())), name);
}

std::string list_line(std::string_view word, std::string_view attributes, std::string_view name,
                      NameForm names) {
  std::string text = "* ";
  text.append(word).append(" (").append(attributes).append(") \"/\" ");
  return text + mailbox_text(name, names);
}

std::vector<ListLine> listing(const List& request, std::vector<ListEntry> entries, NameForm names) {
  return Listing(request, std::move(entries), names).lines();
}

}  // namespace gatehouse::gates::imap
