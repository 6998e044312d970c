#include "gates/imap/base_subject.h"

#include <array>

#include "base/text.h"
#include "gates/imap/collation.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest = 1000;

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Step 1: one space for any white space.
std::string with_single_spaces(std::string_view text) {
  std::string single;
  for (const char c : text) {
    if (!is_white(c)) {
      single += c;
    } else if (single.empty() || single.back() != ' ') {
      single += ' ';
    }
  }
  return single;
}

bool starts_with(std::string_view text, std::string_view word) {
  return same_but_case(text.substr(0, word.size()), word);
}

void skip_spaces(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}

// subj-blob: "[" *BLOBCHAR "]" *WSP.
bool skip_blob(std::string_view& text) {
  if (!text.starts_with('[')) return false;
  const auto end = text.find_first_of("[]", 1);
  if (end == text.npos || text[end] != ']') return false;
  text.remove_prefix(end + 1);
  skip_spaces(text);
  return true;
}

// *subj-blob subj-refwd, where subj-refwd = ("re" / "fw" / "fwd") *WSP [subj-blob] ":".
bool skip_leader(std::string_view& text) {
  constexpr std::array<std::string_view, 3> words{"fwd", "fw", "re"};
  auto rest = text;
  while (skip_blob(rest)) continue;
  for (const auto word : words) {
    if (!starts_with(rest, word)) continue;
    rest.remove_prefix(word.size());
    skip_spaces(rest);
    (void)skip_blob(rest);
    if (!rest.starts_with(':')) return false;
    text = rest.substr(1);
    return true;
  }
  return false;
}

// Step 2.
bool skip_trailers(std::string_view& text) {
  constexpr std::string_view forwarded = "(fwd)";
  bool found = false;
  for (;;) {
    if (text.ends_with(' ')) {
      text.remove_suffix(1);
    } else if (text.size() >= forwarded.size() &&
               starts_with(text.substr(text.size() - forwarded.size()), forwarded)) {
      text.remove_suffix(forwarded.size());
      found = true;
    } else {
      return found;
    }
  }
}

// Steps 3, 4 and 5.
bool skip_leaders(std::string_view& text) {
  bool found = false;
  for (;;) {
    skip_spaces(text);
    if (skip_leader(text)) {
      found = true;
      continue;
    }
    auto rest = text;
    if (!skip_blob(rest) || rest.empty()) return found;
    text = rest;
  }
}

}  // namespace

BaseSubject base_subject(std::string_view decoded) {
  constexpr std::string_view opening = "[fwd:";
  const std::string whole = with_single_spaces(decoded.substr(0, longest));
  std::string_view text = whole;
  BaseSubject base;
  for (;;) {
    base.is_answer |= skip_trailers(text);
    base.is_answer |= skip_leaders(text);
    if (!starts_with(text, opening) || !text.ends_with(']')) break;
    text = text.substr(opening.size(), text.size() - opening.size() - 1);  // step 6
    base.is_answer = true;
  }
  base.text = collation_key(text);
  return base;
}

}  // namespace gatehouse::gates::imap
