#include "gates/imap/wire.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "gates/imap/modified_utf7.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest_quoted = 1000;
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool can_be_quoted(char c) { return c >= 0x20 && c < 0x7F; }

std::string quoted_text(std::string_view bytes) {
  std::string text = "\"";
  for (const char c : bytes) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

std::string two_digits(long number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string literal_text(std::string_view bytes) {
  std::string text = '{' + std::to_string(bytes.size()) + "}\r\n";
  return text.append(bytes);
}

std::string string_text(std::string_view bytes) {
  if (bytes.size() > longest_quoted || !std::ranges::all_of(bytes, can_be_quoted))
    return literal_text(bytes);
  return quoted_text(bytes);
}

std::string nstring_text(const std::optional<std::string>& bytes) {
  return bytes ? string_text(*bytes) : "NIL";
}

// A name has no control characters (mailbox/names.h).
std::string mailbox_text(std::string_view name, NameForm form) {
  return form == NameForm::utf8 ? quoted_text(name) : string_text(to_modified_utf7(name));
}

std::string keyword_text(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string flags_text(const mailbox::Flags& flags, bool recent) {
  std::vector<std::string> words;
  if (flags.answered) words.emplace_back("\\Answered");
  if (flags.deleted) words.emplace_back("\\Deleted");
  if (flags.draft) words.emplace_back("\\Draft");
  if (flags.flagged) words.emplace_back("\\Flagged");
  if (recent) words.emplace_back("\\Recent");
  if (flags.seen) words.emplace_back("\\Seen");
  words.insert(words.end(), flags.keywords.begin(), flags.keywords.end());
  return '(' + keyword_text(words) + ')';
}

std::string date_time_text(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  const auto month = static_cast<unsigned>(date.month());
  return '"' + two_digits(static_cast<unsigned>(date.day())) + '-' + months.at(month - 1) + '-' +
         std::to_string(static_cast<int>(date.year())) + ' ' + two_digits(clock.hours().count()) +
         ':' + two_digits(clock.minutes().count()) + ':' + two_digits(clock.seconds().count()) +
         " +0000\"";
}

}  // namespace gatehouse::gates::imap
