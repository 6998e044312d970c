// SEARCH's keys (RFC 3501, section 6.4.4), its options (RFC 4731), SORT and THREAD (RFC 5256).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/arguments.h"

namespace gatehouse::gates::imap {
namespace {

constexpr int deepest = 16;
constexpr std::size_t most_keys = 1000;

enum class Takes {
  nothing,
  text,
  field_and_text,
  keyword,
  day,
  size,
  mod_sequence,
  object_id,
  set,
  one_key,
  two_keys
};

struct Word {
  std::string_view name;
  SearchTest test;
  Takes takes = Takes::nothing;
  bool negated = false;
  std::string_view field = {};  // of a header test
};
using enum SearchTest;
constexpr std::array words{
    Word{"ALL", all},
    Word{"ANSWERED", answered},
    Word{"BCC", header, Takes::text, false, "Bcc"},
    Word{"BEFORE", before, Takes::day},
    Word{"BODY", body, Takes::text},
    Word{"CC", header, Takes::text, false, "Cc"},
    Word{"DELETED", deleted},
    Word{"DRAFT", draft},
    Word{"EMAILID", email_id, Takes::object_id},
    Word{"FLAGGED", flagged},
    Word{"FROM", header, Takes::text, false, "From"},
    Word{"HEADER", header, Takes::field_and_text},
    Word{"KEYWORD", keyword, Takes::keyword},
    Word{"LARGER", larger, Takes::size},
    Word{"MODSEQ", changed_since, Takes::mod_sequence},
    Word{"NOT", none_of, Takes::one_key},
    Word{"OLD", recent, Takes::nothing, true},
    Word{"OLDER", older, Takes::size},
    Word{"ON", on, Takes::day},
    Word{"OR", any_of, Takes::two_keys},
    Word{"RECENT", recent},
    Word{"SEEN", seen},
    Word{"SENTBEFORE", sent_before, Takes::day},
    Word{"SENTON", sent_on, Takes::day},
    Word{"SENTSINCE", sent_since, Takes::day},
    Word{"SINCE", since, Takes::day},
    Word{"SMALLER", smaller, Takes::size},
    Word{"SUBJECT", header, Takes::text, false, "Subject"},
    Word{"TEXT", text, Takes::text},
    Word{"THREADID", thread_id, Takes::object_id},
    Word{"TO", header, Takes::text, false, "To"},
    Word{"UID", uids, Takes::set},
    Word{"UNANSWERED", answered, Takes::nothing, true},
    Word{"UNDELETED", deleted, Takes::nothing, true},
    Word{"UNDRAFT", draft, Takes::nothing, true},
    Word{"UNFLAGGED", flagged, Takes::nothing, true},
    Word{"UNKEYWORD", keyword, Takes::keyword, true},
    Word{"UNSEEN", seen, Takes::nothing, true},
    Word{"YOUNGER", younger, Takes::size},
};

SearchKey key_of(SearchTest test, std::vector<SearchKey> keys = {}) {
  SearchKey key;
  key.test = test;
  key.keys = std::move(keys);
  return key;
}

// RFC 8474, section 7: objectid.
bool is_object_id(std::string_view text) {
  const auto may_be = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, may_be);
}

class KeyReader {
 public:
  explicit KeyReader(Reader& reader) : reader_(reader) {}
  std::optional<SearchKey> conjunction(int depth);

 private:
  std::optional<SearchKey> key(int depth);
  std::optional<SearchKey> list(int depth);
  std::optional<SearchKey> named(int depth);
  bool take(const Word& word, SearchKey& key, int depth);
  bool take_text(std::string& into);

  Reader& reader_;
  std::size_t count_ = 0;
};

std::optional<SearchKey> KeyReader::conjunction(int depth) {
  SearchKey whole;
  do {
    auto each = key(depth);
    if (!each) return std::nullopt;
    whole.keys.push_back(std::move(*each));
  } while (reader_.space());
  return whole;
}

std::optional<SearchKey> KeyReader::key(int depth) {
  if (depth > deepest || ++count_ > most_keys) return std::nullopt;
  if (reader_.peek() == '(') return list(depth);
  if (!is_digit(reader_.peek()) && reader_.peek() != '*' && reader_.peek() != '$')
    return named(depth);
  auto set = read_set(reader_);
  if (!set) return std::nullopt;
  SearchKey found = key_of(numbers);
  found.set = std::move(*set);
  return found;
}

std::optional<SearchKey> KeyReader::list(int depth) {
  reader_.skip("(");
  auto whole = conjunction(depth + 1);
  if (!whole || !reader_.skip(")")) return std::nullopt;
  return whole;
}

// NEW is the one word that is two tests.
std::optional<SearchKey> KeyReader::named(int depth) {
  const auto name = reader_.atom();
  if (!name) return std::nullopt;
  SearchKey found;
  if (same_but_case(*name, "NEW")) {
    found.keys = {key_of(recent), key_of(none_of, {key_of(seen)})};
    return found;
  }
  const auto same = [&](const Word& word) { return same_but_case(word.name, *name); };
  const auto word = std::ranges::find_if(words, same);
  if (word == words.end()) return std::nullopt;
  found.test = word->test;
  found.name = word->field;
  if (!take(*word, found, depth)) return std::nullopt;
  return word->negated ? key_of(none_of, {std::move(found)}) : std::move(found);
}

bool KeyReader::take_text(std::string& into) {
  auto value = reader_.space() ? reader_.astring() : std::nullopt;
  if (value) into = std::move(*value);
  return value.has_value();
}

bool KeyReader::take(const Word& word, SearchKey& found, int depth) {
  switch (word.takes) {
    case Takes::nothing:
      return true;
    case Takes::text:
      return take_text(found.value);
    case Takes::field_and_text:
      return take_text(found.name) && take_text(found.value);
    case Takes::keyword:
      return take_text(found.name);
    case Takes::day: {
      const auto day = reader_.space() ? reader_.date() : std::nullopt;
      found.day = day.value_or(std::chrono::sys_days{});
      return day.has_value();
    }
    case Takes::size: {
      const auto size = reader_.space() ? reader_.number() : std::nullopt;
      found.size = size.value_or(0);
      return size.has_value();
    }
    case Takes::mod_sequence: {
      const auto least = reader_.space() ? read_searched_mod_sequence(reader_) : std::nullopt;
      found.size = least.value_or(0);
      return least.has_value();
    }
    case Takes::object_id: {
      auto id = reader_.space() ? reader_.atom() : std::nullopt;
      if (id) found.value = std::move(*id);
      return is_object_id(found.value);
    }
    case Takes::set: {
      auto set = reader_.space() ? read_set(reader_) : std::nullopt;
      if (set) found.set = std::move(*set);
      return set.has_value();
    }
    case Takes::one_key:
    case Takes::two_keys:
      for (int left = word.takes == Takes::one_key ? 1 : 2; left > 0; --left) {
        auto each = reader_.space() ? key(depth + 1) : std::nullopt;
        if (!each) return false;
        found.keys.push_back(std::move(*each));
      }
      return true;
  }
  return false;
}

struct ReturnName {
  std::string_view name;
  bool SearchReturn::* what;
};
constexpr std::array return_names{
    ReturnName{"ALL", &SearchReturn::all}, ReturnName{"COUNT", &SearchReturn::count},
    ReturnName{"MAX", &SearchReturn::max}, ReturnName{"MIN", &SearchReturn::min},
    ReturnName{"SAVE", &SearchReturn::save}};

struct SortName {
  std::string_view name;
  SortBy by;
};
constexpr std::array sort_names{
    SortName{"ARRIVAL", SortBy::arrival},
    SortName{"CC", SortBy::cc},
    SortName{"DATE", SortBy::date},
    SortName{"DISPLAYFROM", SortBy::display_from},
    SortName{"DISPLAYTO", SortBy::display_to},
    SortName{"FROM", SortBy::from},
    SortName{"SIZE", SortBy::size},
    SortName{"SUBJECT", SortBy::subject},
    SortName{"TO", SortBy::to},
};
constexpr std::size_t most_sort_keys = 32;

template <class Names>
auto find_name(Reader& reader, const Names& names) {
  const auto word = reader.atom();
  const auto same = [&](const auto& each) { return word && same_but_case(each.name, *word); };
  const auto found = std::ranges::find_if(names, same);
  return found == names.end() ? nullptr : &*found;
}

// After "RETURN (". RFC 4731, section 3.1: no option means ALL.
std::optional<SearchReturn> read_return(Reader& reader) {
  SearchReturn wanted;
  if (reader.skip(")")) {
    wanted.all = true;
    return wanted;
  }
  for (std::size_t count = 0; count < 2 * return_names.size(); ++count) {
    const auto* name = find_name(reader, return_names);
    if (name == nullptr) return std::nullopt;
    wanted.*(name->what) = true;
    if (reader.skip(")")) return wanted;
    if (!reader.space()) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::vector<SortKey>> read_order(Reader& reader) {
  std::vector<SortKey> order;
  if (!reader.skip("(")) return std::nullopt;
  do {
    const bool reverse = reader.skip("REVERSE ");
    const auto* name = find_name(reader, sort_names);
    if (name == nullptr || order.size() == most_sort_keys) return std::nullopt;
    order.push_back({name->by, reverse});
  } while (reader.space());
  if (!reader.skip(")")) return std::nullopt;
  return order;
}

// SORT and THREAD always name the charset.
struct CharsetAndKey {
  std::string charset;
  SearchKey key;
};
std::optional<CharsetAndKey> read_charset_and_key(Reader& reader) {
  const auto name = reader.astring();
  if (!name || !reader.space()) return std::nullopt;
  auto key = KeyReader(reader).conjunction(0);
  if (!key) return std::nullopt;
  return CharsetAndKey{upper_case(*name), std::move(*key)};
}

}  // namespace

std::optional<Request> read_search(Reader& reader, bool by_uid) {
  Search request{.by_uid = by_uid, .charset = {}, .key = {}, .wanted = {}};
  if (reader.skip("RETURN (")) {
    request.wanted = read_return(reader);
    if (!request.wanted || !reader.space()) return std::nullopt;
  }
  if (reader.skip("CHARSET ")) {
    const auto name = reader.astring();
    if (!name || !reader.space()) return std::nullopt;
    request.charset = upper_case(*name);
  }
  auto key = KeyReader(reader).conjunction(0);
  if (!key) return std::nullopt;
  request.key = std::move(*key);
  return request;
}

std::optional<Request> read_sort(Reader& reader, bool by_uid) {
  std::optional<SearchReturn> wanted;
  if (reader.skip("RETURN (")) {
    wanted = read_return(reader);
    if (!wanted || !reader.space()) return std::nullopt;
  }
  auto order = read_order(reader);
  if (!order || !reader.space()) return std::nullopt;
  auto rest = read_charset_and_key(reader);
  if (!rest) return std::nullopt;
  return Sort{by_uid, std::move(rest->charset), std::move(rest->key), std::move(*order), wanted};
}

std::optional<Request> read_thread(Reader& reader, bool by_uid) {
  auto by = Thread::By::references;
  if (reader.skip("ORDEREDSUBJECT ")) {
    by = Thread::By::ordered_subject;
  } else if (!reader.skip("REFERENCES ")) {
    return std::nullopt;
  }
  auto rest = read_charset_and_key(reader);
  if (!rest) return std::nullopt;
  return Thread{by_uid, std::move(rest->charset), std::move(rest->key), by};
}

}  // namespace gatehouse::gates::imap
