#include "gates/imap/fetcher.h"

#include <algorithm>

#include "gates/imap/body_section.h"
#include "gates/imap/message_structure.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t piece = std::size_t{64} << 10U;

struct Opened {
  mailbox::Message message;
  std::string email_id;
  std::string content;
  std::optional<Part> parts;
};

bool reads_content(const FetchItem& item) {
  switch (item.data) {
    case FetchData::binary:
    case FetchData::binary_size:
    case FetchData::body:
    case FetchData::body_section:
    case FetchData::bodystructure:
    case FetchData::envelope:
      return true;
    case FetchData::emailid:
    case FetchData::flags:
    case FetchData::internaldate:
    case FetchData::modseq:
    case FetchData::rfc822_size:
    case FetchData::threadid:
    case FetchData::uid:
      return false;
  }
  return true;
}

// Of the message itself, not of one inside it.
bool reads_header_only(const FetchItem& item) {
  if (item.data != FetchData::body_section) return item.data == FetchData::envelope;
  if (!item.section.path.empty()) return false;
  switch (item.section.part) {
    case BodySection::Part::header:
    case BodySection::Part::fields:
    case BodySection::Part::fields_not:
      return true;
    case BodySection::Part::all:
    case BodySection::Part::text:
    case BodySection::Part::mime:
      return false;
  }
  return false;
}

bool needs_whole(const FetchItem& item) { return reads_content(item) && !reads_header_only(item); }

bool has_section(const FetchItem& item) {
  return item.data == FetchData::body_section || item.data == FetchData::binary ||
         item.data == FetchData::binary_size;
}

bool reads_parts(const FetchItem& item) {
  return item.data == FetchData::body || item.data == FetchData::bodystructure ||
         (has_section(item) && needs_parts(item.section));
}

bool marks_seen(const FetchItem& item) { return !item.peek; }

std::string section_text(const Opened& opened, const FetchItem& item) {
  const auto* parts = opened.parts ? &*opened.parts : nullptr;
  const auto bytes = section_bytes(opened.content, parts, item.section);
  return item.label + ' ' + (bytes ? literal_text(cut(*bytes, item.partial)) : "NIL");
}

// RFC 3516, section 4.2: a size of what is not there is none.
std::string binary_text(const Opened& opened, const FetchItem& item) {
  const auto* parts = opened.parts ? &*opened.parts : nullptr;
  const auto bytes = binary_bytes(opened.content, parts, item.section);
  if (item.data == FetchData::binary_size)
    return item.label + ' ' + std::to_string(bytes ? bytes->size() : 0);
  if (!bytes) return item.label + " NIL";
  const auto wanted = cut(*bytes, item.partial);
  return item.label + (wanted.contains('\0') ? " ~" : " ") + literal_text(wanted);
}

bool cannot_decode(const Opened& opened, const FetchItem& item) {
  if (item.data != FetchData::binary && item.data != FetchData::binary_size) return false;
  const auto* parts = opened.parts ? &*opened.parts : nullptr;
  const auto bytes = binary_bytes(opened.content, parts, item.section);
  return !bytes && bytes.error().code == ErrorCode::malformed;
}

std::string item_text(const Opened& opened, const FetchItem& item, const Selected& selected) {
  const auto& message = opened.message;
  switch (item.data) {
    case FetchData::binary:
    case FetchData::binary_size:
      return binary_text(opened, item);
    case FetchData::body:
    case FetchData::bodystructure:
      return item.label + ' ' +
             structure_text(opened.content, *opened.parts, item.data == FetchData::bodystructure);
    case FetchData::body_section:
      return section_text(opened, item);
    case FetchData::envelope:
      return "ENVELOPE " +
             envelope_text(std::string_view(opened.content)
                               .substr(0, header_end(opened.content, 0, opened.content.size())));
    case FetchData::emailid:
      return "EMAILID (" + opened.email_id + ')';
    case FetchData::modseq:
      return "MODSEQ (" + std::to_string(message.changed) + ')';
    case FetchData::threadid:  // RFC 8474, section 5.2: we have none
      return "THREADID NIL";
    case FetchData::flags:
      return "FLAGS " + selected.flags_of(message);
    case FetchData::internaldate:
      return "INTERNALDATE " + date_time_text(message.received);
    case FetchData::rfc822_size:
      return "RFC822.SIZE " + std::to_string(message.size);
    case FetchData::uid:
      return "UID " + std::to_string(message.uid);
  }
  return {};
}

}  // namespace

Result<std::string> Fetcher::next_piece() {
  std::string text;
  while (!done() && text.size() < piece) {
    auto one = answer(numbers_[next_++]);
    if (!one && one.error().code == ErrorCode::not_found) {
      some_are_gone_ = true;
      continue;
    }
    if (!one) return one;
    text += *one;
  }
  return text;
}

Result<std::string> Fetcher::answer(std::uint32_t number) {
  const auto* message = selected_.message(number);
  if (message == nullptr) return fail(ErrorCode::not_found, "expunged");
  Opened opened{*message, {}, {}, {}};
  if (asks_for(FetchData::emailid)) opened.email_id = selected_.folder().email_id(message->uid);
  if (std::ranges::any_of(items_, reads_content)) {
    const auto& folder = selected_.folder();
    auto content = std::ranges::any_of(items_, needs_whole) ? folder.content(message->uid)
                                                            : folder.header(message->uid);
    if (!content) return content;
    opened.content = std::move(*content);
    std::ranges::replace(opened.content, '\0', '\x80');  // no literal may have it
  }
  if (std::ranges::any_of(items_, reads_parts)) opened.parts = parse_parts(opened.content);
  const auto changed = mark_seen(number);
  if (!changed) return std::unexpected(changed.error());
  if (*changed) opened.message = *selected_.message(number);
  const auto unknown = [&](const FetchItem& item) { return cannot_decode(opened, item); };
  if (std::ranges::any_of(items_, unknown)) {
    has_unknown_encoding_ = true;
    return std::string();
  }
  std::string text;
  for (const auto& item : items_)
    text += (text.empty() ? "" : " ") + item_text(opened, item, selected_);
  if (*changed) text += changed_text(opened.message);
  return "* " + std::to_string(number) + " FETCH (" + text + ")\r\n";
}

bool Fetcher::asks_for(FetchData data) const {
  return std::ranges::find(items_, data, &FetchItem::data) != items_.end();
}

// What was not asked for but must be told of a message that is marked seen now.
std::string Fetcher::changed_text(const mailbox::Message& message) const {
  std::string text;
  if (!asks_for(FetchData::flags)) text += " FLAGS " + selected_.flags_of(message);
  if (enabled_.qresync && !asks_for(FetchData::uid)) text += " UID " + std::to_string(message.uid);
  if (enabled_.condstore && !asks_for(FetchData::modseq))
    text += " MODSEQ (" + std::to_string(message.changed) + ')';
  return text;
}

// RFC 3501, section 6.4.5: reading BODY[] sets \Seen, and the answer says so.
Result<bool> Fetcher::mark_seen(std::uint32_t number) {
  const auto* message = selected_.message(number);
  if (selected_.read_only() || message->flags.seen) return false;
  if (!flag_rights(selected_.place().rights).seen) return false;
  if (std::ranges::none_of(items_, marks_seen)) return false;
  mailbox::Flags seen;
  seen.seen = true;
  const auto flags = selected_.folder().change_flags(message->uid, mailbox::FlagChange::add, seen);
  if (!flags) return std::unexpected(flags.error());
  selected_.told(number);
  return true;
}

}  // namespace gatehouse::gates::imap
