#include <algorithm>
#include <array>
#include <limits>

#include "base/base64.h"
#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::settings {
namespace {

enum class Context { one_line, many_lines };

constexpr bool in_word(char c) {
  constexpr std::string_view marks = "-_.@!#%:*$/+<>~";
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 || marks.contains(c);
}

constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
}

// Lines and columns count from one; a column is one symbol of UTF-8.
std::string place(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  const auto column = 1 + std::ranges::count_if(before.substr(start), [](char c) {
                        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
                      });
  return std::to_string(line) + ":" + std::to_string(column);
}

std::optional<std::string> utf8_of(std::uint32_t point) {
  if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  const auto tail = [&](unsigned shift) { return byte(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) return std::string{byte(point)};
  if (point < 0x800) return std::string{byte(0xC0U | point >> 6U), tail(0)};
  if (point < 0x10000) return std::string{byte(0xE0U | point >> 12U), tail(6), tail(0)};
  return std::string{byte(0xF0U | point >> 18U), tail(12), tail(6), tail(0)};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  int base = 10;
  for (const auto [prefix, its_base] : {std::pair{"0x", 16}, {"0o", 8}, {"0b", 2}}) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(2);
    base = its_base;
  }
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, base);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (size > most + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - size : size);
}

// The digits of `text` as a number; nullopt unless there are exactly `count` digits.
std::optional<unsigned> digits(std::string_view text, std::size_t count) {
  if (text.size() != count || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  return to_number<unsigned>(text);
}

// "dd-mm-yyyy" or "dd-mm-yyyy_hh:mm:ss".
std::optional<std::chrono::sys_seconds> time_of(std::string_view text) {
  using namespace std::chrono;
  if (text == "PAST") return sys_seconds::min();
  if (text == "FUTURE") return sys_seconds::max();
  const bool with_clock =
      text.size() == 19 && text[10] == '_' && text[13] == ':' && text[16] == ':';
  if (!with_clock && text.size() != 10) return std::nullopt;
  if (text[2] != '-' || text[5] != '-') return std::nullopt;
  const auto d = digits(text.substr(0, 2), 2), m = digits(text.substr(3, 2), 2);
  const auto y = digits(text.substr(6, 4), 4);
  if (!d || !m || !y || *y == 0) return std::nullopt;
  const year_month_day date{year(static_cast<int>(*y)), month(*m), day(*d)};
  if (!date.ok()) return std::nullopt;
  if (!with_clock) return sys_days(date);
  const auto h = digits(text.substr(11, 2), 2), min = digits(text.substr(14, 2), 2);
  const auto s = digits(text.substr(17, 2), 2);
  if (!h || !min || !s || *h > 23 || *min > 59 || *s > 59) return std::nullopt;
  return sys_days(date) + hours(*h) + minutes(*min) + seconds(*s);
}

class Reader {
 public:
  Reader(std::string_view text, Context context) : text_(text), context_(context) {}

  Result<Value> whole();
  Result<Value> front();
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  enum class Joining { joined, single };

  // nullopt: it went well.
  [[nodiscard]] std::optional<Error> skip_space();
  [[nodiscard]] std::optional<Error> skip_comment();
  Result<Value> value(int depth, Joining joining);
  Result<Value> special();
  Result<Value> time();
  Result<Value> address();
  Result<Value> number();
  Result<Value> data(Joining joining);
  Result<Value> array(int depth);
  Result<Value> dictionary(int depth);
  Result<std::string> string(Joining joining);
  Result<std::string> quoted();
  Result<std::string> escape();
  Result<std::string> unicode_escape();
  Result<std::string> word();
  Result<std::string> block();

  [[nodiscard]] bool next_is(std::string_view text) const {
    return text_.substr(at_).starts_with(text);
  }
  [[nodiscard]] bool ended() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t symbol_length() const;
  [[nodiscard]] std::string_view run_of(std::string_view marks) const;
  [[nodiscard]] Error expected(std::string_view what) const { return expected_at(at_, what); }
  [[nodiscard]] Error expected_at(std::size_t at, std::string_view what) const {
    return {ErrorCode::malformed, place(text_, at) + ": expected " + std::string(what)};
  }

  std::string_view text_;
  Context context_;
  std::size_t at_ = 0;
};

Result<Value> Reader::whole() {
  if (auto error = skip_space()) return std::unexpected(*error);
  auto read = value(0, Joining::joined);
  if (!read) return read;
  if (auto error = skip_space()) return std::unexpected(*error);
  if (!ended()) return std::unexpected(expected("the end"));
  return read;
}

Result<Value> Reader::front() {
  if (auto error = skip_space()) return std::unexpected(*error);
  return value(0, Joining::single);
}

std::optional<Error> Reader::skip_space() {
  for (; !ended(); ++at_) {
    if (text_[at_] == ' ') continue;
    if (context_ == Context::one_line) return std::nullopt;
    if (next_is("//") || next_is("/*")) {
      if (auto error = skip_comment()) return error;
    } else if (!std::string_view("\t\r\n").contains(text_[at_])) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// Stops at the comment's last symbol.
std::optional<Error> Reader::skip_comment() {
  if (next_is("//")) {
    at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
    return std::nullopt;
  }
  const auto end = text_.find("*/", at_ + 2);
  if (end == text_.npos) return expected("an end */ of this comment");
  at_ = end + 1;
  return std::nullopt;
}

Result<Value> Reader::value(int depth, Joining joining) {
  if (ended()) return std::unexpected(expected("a value"));
  switch (text_[at_]) {
    case '(':
      return array(depth + 1);
    case '{':
      return dictionary(depth + 1);
    case '[':
      return data(joining);
    case '#':
      return special();
    default:
      return string(joining);
  }
}

Result<Value> Reader::special() {
  if (next_is("#NULL#")) {
    at_ += 6;
    return Null{};
  }
  if (next_is("#T")) return time();
  if (next_is("#I[")) return address();
  return number();
}

Result<Value> Reader::time() {
  const auto from = at_;
  at_ += 2;
  const auto body = run_of("-_:");
  const auto at = time_of(body);
  if (!at) return std::unexpected(expected_at(from, "a time stamp such as #T31-12-2026_23:59:59"));
  at_ += body.size();
  return TimeStamp{*at};
}

Result<Value> Reader::address() {
  constexpr std::string_view wanted = "an address such as #I[10.0.44.55]:25";
  const auto from = at_;
  at_ += 3;
  const auto body = run_of(".:");
  const auto parsed = IpAddress::parse(body);
  at_ += body.size();
  if (!parsed || !next_is("]")) return std::unexpected(expected_at(from, wanted));
  ++at_;
  if (!next_is(":")) return Address{*parsed};
  ++at_;
  const auto port_text = run_of("");
  const auto port = to_number<std::uint16_t>(port_text);
  if (!port) return std::unexpected(expected_at(from, wanted));
  at_ += port_text.size();
  return Address{*parsed, *port};
}

Result<Value> Reader::number() {
  const auto from = at_++;
  const auto body = run_of("-");
  const auto number = whole_number(body);
  if (!number)
    return std::unexpected(expected_at(from, "a number such as #-50, or #T, #I[, #NULL#"));
  at_ += body.size();
  return Number{*number};
}

Result<Value> Reader::data(Joining joining) {
  Data data;
  for (;;) {
    auto part = block();
    if (!part) return std::unexpected(part.error());
    data.bytes += *part;
    if (joining == Joining::single) return data;
    if (auto error = skip_space()) return std::unexpected(*error);
    if (!next_is("[")) return data;
  }
}

Result<std::string> Reader::block() {
  const auto from = at_;
  const auto end = text_.find(']', at_);
  if (end == text_.npos) return std::unexpected(expected("a closing ] of this data block"));
  std::string armour(text_.substr(at_ + 1, end - at_ - 1));
  const std::string_view spaces = context_ == Context::one_line ? " " : " \t\r\n";
  std::erase_if(armour, [&](char c) { return spaces.contains(c); });
  auto bytes = from_base64(armour);
  if (!bytes) return std::unexpected(expected_at(from, "base64 inside [ ]"));
  at_ = end + 1;
  return *std::move(bytes);
}

Result<Value> Reader::array(int depth) {
  if (depth > deepest_nesting) return std::unexpected(expected("at most 64 levels"));
  ++at_;
  Array array;
  if (auto error = skip_space()) return std::unexpected(*error);
  if (next_is(")")) return ++at_, array;
  for (;;) {
    auto element = value(depth, Joining::joined);
    if (!element) return element;
    array.push_back(*std::move(element));
    if (auto error = skip_space()) return std::unexpected(*error);
    if (next_is(")")) return ++at_, array;
    if (!next_is(",")) return std::unexpected(expected("a , or a )"));
    ++at_;
    if (auto error = skip_space()) return std::unexpected(*error);
  }
}

Result<Value> Reader::dictionary(int depth) {
  if (depth > deepest_nesting) return std::unexpected(expected("at most 64 levels"));
  ++at_;
  Dictionary dictionary;
  for (;;) {
    if (auto error = skip_space()) return std::unexpected(*error);
    if (next_is("}")) return ++at_, dictionary;
    const auto key_at = at_;
    auto key = string(Joining::joined);
    if (!key) return std::unexpected(at_ == key_at ? expected("a key or a }") : key.error());
    if (dictionary.contains(*key))
      return std::unexpected(
          expected_at(key_at, "another key: " + escaped(*key) + " is set above"));
    if (auto error = skip_space()) return std::unexpected(*error);
    if (!next_is("=")) return std::unexpected(expected("an = after the key"));
    ++at_;
    if (auto error = skip_space()) return std::unexpected(*error);
    auto held = value(depth, Joining::joined);
    if (!held) return held;
    dictionary.emplace(*std::move(key), *std::move(held));
    if (auto error = skip_space()) return std::unexpected(*error);
    if (!next_is(";")) return std::unexpected(expected("a ; after the value"));
    ++at_;
  }
}

Result<std::string> Reader::string(Joining joining) {
  if (!next_is("\"")) return word();
  std::string joined;
  for (;;) {
    auto part = quoted();
    if (!part) return part;
    joined += *part;
    if (joining == Joining::single) return joined;
    if (auto error = skip_space()) return std::unexpected(*error);
    if (!next_is("\"")) return joined;
  }
}

Result<std::string> Reader::quoted() {
  ++at_;
  std::string out;
  while (!ended()) {
    const char c = text_[at_];
    if (c == '"') return ++at_, out;
    if (c == '\\') {
      auto meant = escape();
      if (!meant) return meant;
      out += *meant;
      continue;
    }
    if (c == '\n' || c == '\r') break;
    if (is_control(c)) return std::unexpected(expected("an escape such as \\009 for this byte"));
    const auto length = symbol_length();
    if (length == 0) return std::unexpected(expected("UTF-8"));
    out.append(text_, at_, length);
    at_ += length;
  }
  return std::unexpected(expected("a closing quotation mark"));
}

Result<std::string> Reader::escape() {
  struct Escape {
    char letter;
    char meant;
  };
  static constexpr std::array table{
      Escape{'"', '"'},  Escape{'\\', '\\'}, Escape{'r', '\r'}, Escape{'n', '\n'},
      Escape{'e', '\n'}, Escape{'t', '\t'},  Escape{'f', '\f'},
  };
  const auto rest = text_.substr(at_ + 1);
  const auto* known = std::ranges::find(table, rest.empty() ? '\0' : rest[0], &Escape::letter);
  if (known != table.end()) {
    at_ += 2;
    return std::string{known->meant};
  }
  if (rest.starts_with("u'")) return unicode_escape();
  const auto code = digits(rest.substr(0, 3), 3);
  if (!code || *code == 0 || *code > 255)
    return std::unexpected(
        expected("an escape: \\\" \\\\ \\r \\n \\e \\t \\f \\001..\\255 \\u'hex'"));
  at_ += 4;
  return std::string{static_cast<char>(*code)};
}

Result<std::string> Reader::unicode_escape() {
  const auto hex = text_.substr(at_ + 3, text_.substr(at_ + 3, 9).find('\''));
  std::uint32_t point = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), point, 16);
  const bool closed = end != text_.data() + text_.size() && *end == '\'';
  const auto symbol = error == std::errc{} && closed ? utf8_of(point) : std::nullopt;
  if (!symbol || end != hex.data() + hex.size())
    return std::unexpected(expected("a symbol's code such as \\u'20AC'"));
  at_ += 4 + hex.size();
  return *symbol;
}

Result<std::string> Reader::word() {
  const auto from = at_;
  while (!ended() && in_word(text_[at_])) {
    if (at_ == from && std::string_view("#[({\"").contains(text_[at_])) break;
    if (context_ == Context::many_lines && (next_is("//") || next_is("/*"))) break;
    const auto length = symbol_length();
    if (length == 0) return std::unexpected(expected("UTF-8"));
    at_ += length;
  }
  if (at_ == from) return std::unexpected(expected("a value"));
  return std::string(text_.substr(from, at_ - from));
}

// Bytes of the UTF-8 symbol here; 0: it is none.
std::size_t Reader::symbol_length() const {
  if (static_cast<unsigned char>(text_[at_]) < 0x80) return 1;
  for (std::size_t length = 2; length <= 4 && at_ + length <= text_.size(); ++length)
    if (is_utf8(text_.substr(at_, length))) return length;
  return 0;
}

// The letters, digits and `marks` that start here.
std::string_view Reader::run_of(std::string_view marks) const {
  const auto rest = text_.substr(at_);
  const auto* end = std::ranges::find_if_not(
      rest, [&](char c) { return is_letter(c) || is_digit(c) || marks.contains(c); });
  return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

}  // namespace

Result<Value> read(std::string_view text) { return Reader(text, Context::many_lines).whole(); }

Result<Dictionary> read_dictionary(std::string_view text) {
  auto value = read(text);
  if (!value) return std::unexpected(value.error());
  if (value->dictionary() == nullptr)
    return fail(ErrorCode::malformed, "1:1: expected a dictionary {...}");
  return *std::move(*value).take_dictionary();
}

Result<Value> take_value(std::string_view& text) {
  Reader reader(text, Context::one_line);
  auto value = reader.front();
  if (value) text.remove_prefix(reader.at());
  return value;
}

}  // namespace gatehouse::settings
