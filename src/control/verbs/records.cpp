// The audit trail and the log, page by page, the newest first.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "audit/backward_lines.h"
#include "audit/journal.h"
#include "audit/newest.h"
#include "base/address.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;

constexpr std::size_t usual = 100;  // entries of a page
constexpr std::size_t most = 500;
constexpr std::size_t longest_words = 2000;                  // of a line of the log that is told
constexpr std::size_t most_words = std::size_t{256} << 10U;  // ... of a page

// What can be asked for, each by its keyword.
struct Wish {
  std::string kind{};
  std::string account{};
  std::string address{};
  std::string level{};
  std::string result{};
  std::string tag{};
  std::string text{};
  std::string since{};
  std::string until{};
  std::string after{};
  std::string limit{};
};
struct Keyword {
  std::string_view name;
  std::string Wish::* part;
};
constexpr std::array keywords{
    Keyword{"ACCOUNT", &Wish::account}, Keyword{"ADDRESS", &Wish::address},
    Keyword{"AFTER", &Wish::after},     Keyword{"KIND", &Wish::kind},
    Keyword{"LEVEL", &Wish::level},     Keyword{"LIMIT", &Wish::limit},
    Keyword{"RESULT", &Wish::result},   Keyword{"SINCE", &Wish::since},
    Keyword{"TAG", &Wish::tag},         Keyword{"TEXT", &Wish::text},
    Keyword{"UNTIL", &Wish::until}};

// Those that the verb's syntax names.
Result<Wish> take_wish(Call& call, const Verb& verb) {
  Wish wish;
  while (!call.arguments.empty()) {
    const auto next = std::ranges::find_if(keywords, [&](const Keyword& keyword) {
      return verb.syntax.contains("[" + std::string(keyword.name) + " ") &&
             call.arguments.keyword(keyword.name);
    });
    if (next == keywords.end())
      return fail(ErrorCode::malformed, "expected " + std::string(verb.syntax));
    auto word = call.arguments.word("a word");
    if (!word) return passed_on(word);
    wish.*(next->part) = std::move(*word);
  }
  return wish;
}

Result<std::size_t> limit_of(const Wish& wish) {
  if (wish.limit.empty()) return usual;
  const auto limit = to_number<std::size_t>(wish.limit);
  if (!limit || *limit == 0 || *limit > most)
    return fail(ErrorCode::malformed, "LIMIT: expected 1 to 500");
  return *limit;
}

Result<std::string> point(const Call& call, std::string_view text) {
  if (text.empty()) return std::string();
  auto at = audit::point_in_time(text, call.site.clock.now());
  if (!at)
    return fail(ErrorCode::malformed,
                "expected a time such as 2026-11-22, 2026-11-22T06:29 or 30m, 12h, 7d back");
  return std::move(*at);
}

Result<std::string> plain_address(const std::string& text) {
  if (text.empty()) return text;
  const auto address = IpAddress::parse(text);
  if (!address) return fail(ErrorCode::malformed, "ADDRESS: expected an IP address");
  return address->text();
}

Result<audit::ShowOptions> options_of(const Call& call, Wish wish) {
  auto since = point(call, wish.since);
  if (!since) return passed_on(since);
  auto until = point(call, wish.until);
  if (!until) return passed_on(until);
  auto address = plain_address(wish.address);
  if (!address) return passed_on(address);
  audit::ShowOptions options{.account = std::move(wish.account),
                             .since = std::move(*since),
                             .until = std::move(*until),
                             .address = std::move(*address),
                             .result = std::move(wish.result),
                             .text = std::move(wish.text)};
  if (wish.kind.empty()) return options;
  options.kind = audit::kind_named(lower_case(wish.kind));
  if (!options.kind) return fail(ErrorCode::malformed, "KIND: there is no such kind of record");
  return options;
}

// --- the log: "2026-11-22 06:29:09.123 4 IMAP words"

struct Line {
  std::string_view time;
  std::string_view level;
  std::string_view tag;
  std::string_view words;
};

std::optional<Line> line_of(std::string_view text) {
  constexpr std::size_t time_size = 23;
  if (text.size() <= time_size || text[time_size] != ' ') return std::nullopt;
  Line line{.time = text.substr(0, time_size), .level = {}, .tag = {}, .words = {}};
  text.remove_prefix(time_size + 1);
  line.level = take_until(text, ' ');
  line.tag = take_until(text, ' ');
  line.words = text;
  return line;
}

// The log has a space where people may write a T; it says the server's own time.
std::string as_in_the_log(std::string_view time) {
  std::string text(time);
  std::ranges::replace(text, 'T', ' ');
  return text;
}

bool passes(const Line& line, const Wish& wish) {
  if (!wish.level.empty() && line.level > wish.level) return false;
  if (!wish.tag.empty() && !same_but_case(line.tag, wish.tag)) return false;
  if (!wish.since.empty() && line.time < wish.since) return false;
  if (!wish.until.empty() && line.time.substr(0, wish.until.size()) > wish.until) return false;
  return wish.text.empty() || lower_case(line.words).contains(wish.text);
}

Value shown(const Line& line) {
  return Dictionary{{"Level", line.level},
                    {"Tag", escaped(line.tag)},
                    {"Time", escaped(line.time)},
                    {"Words", escaped(line.words, longest_words)}};
}

Result<std::optional<std::uint64_t>> position_of(const Wish& wish) {
  if (wish.after.empty()) return std::nullopt;
  const auto position = to_number<std::uint64_t>(wish.after);
  if (!position) return fail(ErrorCode::malformed, "there is no such place in the log");
  return *position;
}

Result<Outcome> page_of(audit::BackwardLines lines, const Wish& wish, std::size_t limit) {
  Array entries;
  std::string next;
  std::size_t told = 0;
  while (const auto text = lines.next()) {
    const auto line = line_of(*text);
    if (line && passes(*line, wish)) {
      entries.push_back(shown(*line));
      told += std::min(line->words.size(), longest_words);
    }
    if (entries.size() < limit && told < most_words && lines.bytes_read() < audit::most_read)
      continue;
    if (lines.position() > 0) next = std::to_string(lines.position());
    break;
  }
  return answer(Dictionary{{"Entries", std::move(entries)}, {"Next", std::move(next)}});
}

bool is_level(std::string_view text) {
  return text.empty() || (text.size() == 1 && text >= "1" && text <= "5");
}

}  // namespace

Result<Outcome> list_trail(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto wish = take_wish(call, verb);
  if (!wish) return passed_on(wish);
  const auto limit = limit_of(*wish);
  if (!limit) return std::unexpected(limit.error());
  const auto after = wish->after;
  const auto options = options_of(call, std::move(*wish));
  if (!options) return std::unexpected(options.error());
  if (call.site.audit == nullptr) return fail(ErrorCode::unavailable, "there is no trail");
  const auto page = audit::newest(call.site.audit->folder(), *options, after, *limit);
  if (!page) return std::unexpected(page.error());
  Array entries;
  for (const auto& entry : page->entries) entries.emplace_back(audit::to_dictionary(entry));
  return answer(Dictionary{{"Entries", std::move(entries)}, {"Next", page->next}});
}

Result<Outcome> read_log(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto wish = take_wish(call, verb);
  if (!wish) return passed_on(wish);
  const auto limit = limit_of(*wish);
  if (!limit) return std::unexpected(limit.error());
  if (!is_level(wish->level)) return fail(ErrorCode::malformed, "LEVEL: expected 1 to 5");
  wish->text = lower_case(wish->text);
  wish->since = as_in_the_log(wish->since);
  wish->until = as_in_the_log(wish->until);
  const auto position = position_of(*wish);
  if (!position) return std::unexpected(position.error());
  if (call.site.log.empty()) return fail(ErrorCode::unavailable, "the log is not in a file");
  auto lines = audit::BackwardLines::open(call.site.log, *position);
  if (!lines && lines.error().code == ErrorCode::not_found)
    return answer(Dictionary{{"Entries", Array{}}, {"Next", ""}});
  if (!lines) return passed_on(lines);
  return page_of(std::move(*lines), *wish, *limit);
}

}  // namespace gatehouse::control::acts
