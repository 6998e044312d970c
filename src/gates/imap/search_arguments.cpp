// SEARCH's keys (RFC 3501, section 6.4.4).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/arguments.h"

namespace gatehouse::gates::imap {
namespace {

constexpr int deepest = 16;
constexpr std::size_t most_keys = 1000;

enum class Takes { nothing, text, field_and_text, keyword, day, size, set, one_key, two_keys };

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
    Word{"FLAGGED", flagged},
    Word{"FROM", header, Takes::text, false, "From"},
    Word{"HEADER", header, Takes::field_and_text},
    Word{"KEYWORD", keyword, Takes::keyword},
    Word{"LARGER", larger, Takes::size},
    Word{"NOT", none_of, Takes::one_key},
    Word{"OLD", recent, Takes::nothing, true},
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
    Word{"TO", header, Takes::text, false, "To"},
    Word{"UID", uids, Takes::set},
    Word{"UNANSWERED", answered, Takes::nothing, true},
    Word{"UNDELETED", deleted, Takes::nothing, true},
    Word{"UNDRAFT", draft, Takes::nothing, true},
    Word{"UNFLAGGED", flagged, Takes::nothing, true},
    Word{"UNKEYWORD", keyword, Takes::keyword, true},
    Word{"UNSEEN", seen, Takes::nothing, true},
};

SearchKey key_of(SearchTest test, std::vector<SearchKey> keys = {}) {
  SearchKey key;
  key.test = test;
  key.keys = std::move(keys);
  return key;
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
  if (!is_digit(reader_.peek()) && reader_.peek() != '*') return named(depth);
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

}  // namespace

std::optional<Request> read_search(Reader& reader, bool by_uid) {
  std::string charset;
  if (reader.skip("CHARSET ")) {
    const auto name = reader.astring();
    if (!name || !reader.space()) return std::nullopt;
    charset = upper_case(*name);
  }
  auto key = KeyReader(reader).conjunction(0);
  if (!key) return std::nullopt;
  return Search{by_uid, std::move(charset), std::move(*key)};
}

}  // namespace gatehouse::gates::imap
