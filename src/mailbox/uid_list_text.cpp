// Reading the lines of a UID list.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "mailbox/file_name.h"
#include "mailbox/uid_list.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::string_view heading = "gatehouse-uids 2";
constexpr std::string_view old_heading = "gatehouse-uids 1";
constexpr std::int64_t last_second = 253402300799;  // end of the year 9999
constexpr ModSeq largest = std::numeric_limits<std::int64_t>::max();
constexpr Uid last_uid = std::numeric_limits<Uid>::max() - 1;
constexpr std::size_t longest_id = 64;

std::optional<ModSeq> mod_sequence(std::string_view word) {
  const auto value = to_number<ModSeq>(word);
  return value && *value <= largest ? value : std::nullopt;
}

std::optional<UidList::File> file_of(std::string_view text) {
  const bool arrived = text.starts_with("new/");
  if (!arrived && !text.starts_with("cur/")) return std::nullopt;
  const auto name = text.substr(4);
  if (name.empty() || name.starts_with('.') || name.contains('/')) return std::nullopt;
  return UidList::File{name, arrived};
}

std::optional<Message> facts_of(std::string_view& line) {
  const auto uid = to_number<Uid>(take_until(line, ' '));
  const auto size = to_number<std::uint64_t>(take_until(line, ' '));
  const auto received = to_number<std::int64_t>(take_until(line, ' '));
  if (!uid || !size || !received || *uid == 0 || *uid > last_uid) return std::nullopt;
  if (*received < 0 || *received > last_second) return std::nullopt;
  Message message;
  message.uid = *uid;
  message.size = *size;
  message.received = Time{std::chrono::seconds{*received}};
  return message;
}

bool is_id(std::string_view id) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c); };
  return !id.empty() && id.size() <= longest_id && std::ranges::all_of(id, allowed);
}

template <class Number>
bool take(std::optional<Number> value, Number& into) {
  if (!value || *value < into) return false;
  into = *value;
  return true;
}

}  // namespace

Result<UidList> UidList::parse(std::string_view text) {
  UidList list;
  std::size_t number = 1;
  const auto first = take_until(text, '\n');
  const bool old = first == old_heading;
  if (!old && first != heading) return fail(ErrorCode::damaged, "1: no heading");
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  list.messages_.reserve(lines);
  list.places_.reserve(lines);
  while (!text.empty()) {
    ++number;
    const auto line = take_until(text, '\n');
    const bool is_message = !line.empty() && is_digit(line.front());
    if (!(old && is_message ? list.apply_old_message(line) : list.apply_line(line)))
      return fail(ErrorCode::damaged, std::to_string(number) + ": not a line of a UID list");
  }
  if (list.validity_ == 0 || (!old && list.id_.empty()))
    return fail(ErrorCode::damaged, "1: incomplete");
  list.drop_gone();
  list.changing_ = list.highest_ + 1;
  return list;
}

Result<void> UidList::apply(std::string_view lines) {
  while (!lines.empty()) {
    const auto line = take_until(lines, '\n');
    if (!apply_line(line)) return fail(ErrorCode::damaged, "not a line: " + escaped(line));
  }
  drop_gone();
  return {};
}

bool UidList::apply_line(std::string_view line) {
  if (!line.empty() && is_digit(line.front())) return apply_message(line);
  const auto word = take_until(line, ' ');
  if (word == "at") return apply_place(line);
  if (word == "gone") return apply_gone(line);
  return apply_header(word, line);
}

bool UidList::apply_header(std::string_view word, std::string_view rest) {
  if (word == "written") return take(to_number<std::uint64_t>(rest), writings_);
  if (word == "validity") return take(to_number<std::uint32_t>(rest), validity_);
  if (word == "next") return take(to_number<Uid>(rest), next_);
  if (word == "highest") return take(mod_sequence(rest), highest_);
  if (word == "forgotten") return take(mod_sequence(rest), forgotten_);
  if (word == "mailbox") {
    id_ = rest;
    return is_id(rest);
  }
  if (word == "keyword") {
    keywords_.emplace_back(rest);
    if (!messages_.empty()) relabel();
    return !rest.empty() && keywords_.size() <= most_keywords;
  }
  if (word != "stamps") return false;
  const auto arrivals = to_number<std::int64_t>(take_until(rest, ' '));
  const auto current = to_number<std::int64_t>(take_until(rest, ' '));
  const auto unsure = to_number<std::int64_t>(rest);
  stamps_ = {arrivals.value_or(0), current.value_or(0), unsure.value_or(0)};
  return arrivals && current && unsure;
}

bool UidList::apply_message(std::string_view line) {
  auto message = facts_of(line);
  const auto changed = mod_sequence(take_until(line, ' '));
  const auto file = file_of(line);
  if (!message || !changed || !file) return false;
  if (!messages_.empty() && message->uid <= messages_.back().uid) return false;
  message->changed = *changed;
  return append(std::move(*message), *file);
}

// Flags were in the names of the files alone: they are found when the folder is looked at.
bool UidList::apply_old_message(std::string_view line) {
  auto message = facts_of(line);
  if (!message || message->uid >= next_ || line.empty() || line.contains('/')) return false;
  if (line.starts_with('.')) return false;
  if (!messages_.empty() && message->uid <= messages_.back().uid) return false;
  message->changed = 1;
  return append(std::move(*message), {line, false});
}

bool UidList::apply_place(std::string_view rest) {
  const auto uid = to_number<Uid>(take_until(rest, ' '));
  const auto changed = mod_sequence(take_until(rest, ' '));
  const auto file = file_of(rest);
  const auto index = uid ? find(*uid) : std::nullopt;
  if (!changed || !file || !index || places_[*index].size == 0) return false;
  auto& message = messages_[*index];
  if (*changed < message.changed || !store_name(places_[*index], *file)) return false;
  message.flags = flags_of(letters_in(file->name), keywords_);
  message.changed = *changed;
  highest_ = std::max(highest_, *changed);
  return true;
}

bool UidList::apply_gone(std::string_view rest) {
  const auto changed = mod_sequence(take_until(rest, ' '));
  const auto first = to_number<Uid>(take_until(rest, ':'));
  const auto last = to_number<Uid>(rest);
  if (!changed || !first || !last || *first == 0 || *last < *first) return false;
  if (!vanished_.empty() && *changed < vanished_.back().changed) return false;
  note_gone(*changed, {*first, *last});
  auto each = std::ranges::lower_bound(messages_, *first, {}, &Message::uid);
  for (; each != messages_.end() && each->uid <= *last; ++each) {
    places_[static_cast<std::size_t>(each - messages_.begin())].size = 0;
    some_are_gone_ = true;
  }
  return true;
}

}  // namespace gatehouse::mailbox
