// What RFC 7162 adds to SELECT, FETCH, STORE and SEARCH.
#include <limits>

#include "base/text.h"
#include "gates/imap/arguments.h"

namespace gatehouse::gates::imap {
namespace {

bool read_resync(Reader& reader, Select& request) {
  const auto validity = reader.number();
  if (!validity || *validity == 0 || !reader.space()) return false;
  const auto since = read_mod_sequence(reader);
  if (!since || *since == 0) return false;
  request.resync = Resync{.validity = *validity, .since = *since, .known = {}};
  if (reader.skip(" (")) return skip_sample(reader);
  if (!reader.space()) return true;
  auto known = read_set(reader);
  if (!known || known->is_saved()) return false;
  request.resync->known = std::move(*known);
  return !reader.skip(" (") || skip_sample(reader);
}

bool read_select_parameter(Reader& reader, Select& request) {
  if (reader.skip("CONDSTORE")) {
    request.condstore = true;
    return true;
  }
  if (request.resync || !reader.skip("QRESYNC (")) return false;
  request.condstore = true;
  return read_resync(reader, request) && reader.skip(")");
}

bool read_fetch_modifier(Reader& reader, Fetch& request) {
  if (reader.skip("VANISHED")) {
    request.vanished = true;
    return true;
  }
  if (request.changed_since || !reader.skip("CHANGEDSINCE ")) return false;
  request.changed_since = read_mod_sequence(reader);
  return request.changed_since.has_value();
}

template <class Read, class Into>
bool read_parenthesised(Reader& reader, Read read, Into& into) {
  constexpr int most = 4;
  for (int i = 0; i < most; ++i) {
    if (!read(reader, into)) return false;
    if (reader.skip(")")) return true;
    if (!reader.space()) return false;
  }
  return false;
}

}  // namespace

std::optional<mailbox::ModSeq> read_mod_sequence(Reader& reader) {
  constexpr mailbox::ModSeq largest = std::numeric_limits<std::int64_t>::max();
  const auto word = reader.atom();
  const auto value = word ? to_number<mailbox::ModSeq>(*word) : std::nullopt;
  return value && *value <= largest ? value : std::nullopt;
}

// After "(": message numbers and their UIDs, by which a client may spare us to tell what it knows.
bool skip_sample(Reader& reader) {
  const auto numbers = read_set(reader);
  if (!numbers || !reader.space()) return false;
  return read_set(reader) && reader.skip(")");
}

bool read_select_parameters(Reader& reader, Select& request) {
  return !reader.skip(" (") || read_parenthesised(reader, read_select_parameter, request);
}

bool read_fetch_modifiers(Reader& reader, Fetch& request) {
  if (!reader.skip(" (")) return true;
  if (!read_parenthesised(reader, read_fetch_modifier, request)) return false;
  // RFC 7162, section 3.2.6: VANISHED is for UID FETCH with CHANGEDSINCE alone.
  return !request.vanished || (request.by_uid && request.changed_since);
}

bool read_store_modifiers(Reader& reader, Store& request) {
  if (!reader.skip("(")) return true;
  if (!reader.skip("UNCHANGEDSINCE ")) return false;
  request.unchanged_since = read_mod_sequence(reader);
  return request.unchanged_since && reader.skip(") ");
}

// RFC 7162, section 3.1.5: the name of a flag and whose it is may come first; we keep one
// mod-sequence for all of a message.
std::optional<mailbox::ModSeq> read_searched_mod_sequence(Reader& reader) {
  if (reader.peek() == '"') {
    if (!reader.string() || !reader.space()) return std::nullopt;
    if (!reader.skip("priv ") && !reader.skip("shared ") && !reader.skip("all "))
      return std::nullopt;
  }
  return read_mod_sequence(reader);
}

}  // namespace gatehouse::gates::imap
