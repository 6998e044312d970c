#include "gates/imap/search_match.h"

#include <algorithm>

#include "base/text.h"
#include "gates/imap/message_parts.h"
#include "gates/imap/message_text.h"

namespace gatehouse::gates::imap {

struct SearchMatch::Opened {
  std::uint32_t number;
  const mailbox::Message& message;
  const Source& source;
  std::optional<Result<std::string>> content;
  std::optional<Result<std::string>> header;

  [[nodiscard]] const Result<std::string>& whole() {
    if (!content) content = source.content();
    return *content;
  }
  // What was read already is not read again.
  [[nodiscard]] Result<std::string_view> top() {
    if (!header && !content && source.header) header = source.header();
    const auto& read = header ? *header : whole();
    if (!read) return std::unexpected(read.error());
    return std::string_view(*read).substr(0, header_end(*read, 0, read->size()));
  }
};

namespace {

enum class Reads { nothing, header, body };

Reads what_is_read(SearchTest test) {
  switch (test) {
    case SearchTest::body:
    case SearchTest::text:
      return Reads::body;
    case SearchTest::header:
    case SearchTest::sent_before:
    case SearchTest::sent_on:
    case SearchTest::sent_since:
      return Reads::header;
    case SearchTest::all:
    case SearchTest::none_of:
    case SearchTest::any_of:
    case SearchTest::numbers:
    case SearchTest::uids:
    case SearchTest::answered:
    case SearchTest::deleted:
    case SearchTest::draft:
    case SearchTest::flagged:
    case SearchTest::recent:
    case SearchTest::seen:
    case SearchTest::keyword:
    case SearchTest::before:
    case SearchTest::on:
    case SearchTest::since:
    case SearchTest::larger:
    case SearchTest::smaller:
    case SearchTest::changed_since:
    case SearchTest::email_id:
    case SearchTest::thread_id:
    case SearchTest::younger:
    case SearchTest::older:
      return Reads::nothing;
  }
  return Reads::nothing;
}

bool reads(SearchTest test) { return what_is_read(test) != Reads::nothing; }

bool has_keyword(const mailbox::Flags& flags, const std::string& name) {
  const auto same = [&](const std::string& each) { return same_but_case(each, name); };
  return std::ranges::any_of(flags.keywords, same);
}

}  // namespace

SearchMatch::SearchMatch(const SearchKey& key, const Around& around)
    : test_(key.set.is_saved() ? SearchTest::uids : key.test),
      ranges_(key.set.is_saved()
                  ? around.saved
                  : key.set.ranges(key.test == SearchTest::uids ? around.largest_uid
                                                                : around.largest_number)),
      name_(key.name),
      value_(reads(key.test) ? without_case(key.value) : key.value),
      size_(key.size),
      day_(key.day),
      since_(around.now - std::chrono::seconds{key.size}) {
  keys_.reserve(key.keys.size());
  for (const auto& each : key.keys) keys_.emplace_back(each, around);
}

bool SearchMatch::reads_content() const {
  return reads(test_) || std::ranges::any_of(keys_, &SearchMatch::reads_content);
}

Result<bool> SearchMatch::matches(std::uint32_t number, const mailbox::Message& message,
                                  const Source& source) const {
  Opened opened{number, message, source, {}, {}};
  auto found = matches(opened);
  if (!found && found.error().code == ErrorCode::not_found) return false;
  return found;
}

Result<bool> SearchMatch::matches(Opened& opened) const {
  if (test_ == SearchTest::all) return matches_all(opened, true);
  if (test_ == SearchTest::none_of) return matches_all(opened, false);
  if (test_ == SearchTest::any_of) {
    const auto none = matches_all(opened, false);
    return none ? Result<bool>(!*none) : none;
  }
  switch (what_is_read(test_)) {
    case Reads::header:
      return matches_header(opened);
    case Reads::body:
      return matches_body(opened);
    case Reads::nothing:
      break;
  }
  return matches_facts(opened);
}

// Whether every key gives `wanted`.
Result<bool> SearchMatch::matches_all(Opened& opened, bool wanted) const {
  for (const auto& key : keys_) {
    const auto found = key.matches(opened);
    if (!found || *found != wanted) return found ? Result<bool>(false) : found;
  }
  return true;
}

bool SearchMatch::matches_facts(const Opened& opened) const {
  const auto& [uid, flags, recent, size, received, changed] = opened.message;
  const auto day = std::chrono::floor<std::chrono::days>(received);
  switch (test_) {
    case SearchTest::numbers:
      return contains(ranges_, opened.number);
    case SearchTest::uids:
      return contains(ranges_, uid);
    case SearchTest::answered:
      return flags.answered;
    case SearchTest::deleted:
      return flags.deleted;
    case SearchTest::draft:
      return flags.draft;
    case SearchTest::flagged:
      return flags.flagged;
    case SearchTest::recent:
      return recent;
    case SearchTest::seen:
      return flags.seen;
    case SearchTest::keyword:
      return has_keyword(flags, name_);
    case SearchTest::before:
      return day < day_;
    case SearchTest::on:
      return day == day_;
    case SearchTest::since:
      return day >= day_;
    case SearchTest::larger:
      return size > size_;
    case SearchTest::smaller:
      return size < size_;
    case SearchTest::changed_since:
      return changed >= size_;
    case SearchTest::email_id:
      return opened.source.email_id && opened.source.email_id() == value_;
    case SearchTest::thread_id:  // no message has one
      return false;
    case SearchTest::younger:
      return received >= since_;
    case SearchTest::older:
      return received <= since_;
    case SearchTest::all:
    case SearchTest::none_of:
    case SearchTest::any_of:
    case SearchTest::header:
    case SearchTest::body:
    case SearchTest::text:
    case SearchTest::sent_before:
    case SearchTest::sent_on:
    case SearchTest::sent_since:
      break;
  }
  return false;
}

Result<bool> SearchMatch::matches_header(Opened& opened) const {
  const auto header = opened.top();
  if (!header) return std::unexpected(header.error());
  const auto has_value = [&](const std::string& text) { return text.contains(value_); };
  if (test_ == SearchTest::header)
    return std::ranges::any_of(searchable_fields(*header, name_), has_value);
  const auto day = sent_day(*header);
  if (!day) return false;
  if (test_ == SearchTest::sent_before) return *day < day_;
  return test_ == SearchTest::sent_on ? *day == day_ : *day >= day_;
}

Result<bool> SearchMatch::matches_body(Opened& opened) const {
  const auto& whole = opened.whole();
  if (!whole) return std::unexpected(whole.error());
  if (test_ == SearchTest::text) {
    const auto header = opened.top();
    if (!header) return std::unexpected(header.error());
    if (searchable_header(*header).contains(value_)) return true;
  }
  return searchable_body(*whole).contains(value_);
}

}  // namespace gatehouse::gates::imap
