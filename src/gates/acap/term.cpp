#include "gates/acap/term.h"

#include <algorithm>
#include <utility>

#include "base/secret.h"
#include "base/text.h"

namespace gatehouse::gates::acap {
namespace {

constexpr std::size_t longest_quoted = 1024;  // of what we write

bool is_atom_char(char c) {
  return c > ' ' && c < '\x7F' && !std::string_view("(){\"\\").contains(c);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> word(std::size_t longest) {
    const auto end = std::ranges::find_if_not(rest_, is_atom_char);
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    if (size == 0 || size > longest) return std::nullopt;
    const auto found = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return found;
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::optional<Term> term(std::size_t depth) {
    if (++terms_ > most_terms) return std::nullopt;
    if (rest_.starts_with('(')) return list(depth);
    if (rest_.starts_with('"')) return quoted();
    if (rest_.starts_with('{')) return literal();
    const auto found = word(longest_atom);
    if (!found) return std::nullopt;
    return Term{Term::Kind::atom, std::string(*found)};
  }

 private:
  static constexpr std::size_t longest_atom = 255;

  std::optional<Term> list(std::size_t depth) {
    if (depth >= deepest_list) return std::nullopt;
    rest_.remove_prefix(1);
    Term list{Term::Kind::list};
    if (take(')')) return list;
    do {
      auto item = term(depth + 1);
      if (!item) return std::nullopt;
      list.items.push_back(*std::move(item));
    } while (take(' '));
    if (!take(')')) return std::nullopt;
    return list;
  }

  std::optional<Term> quoted() {
    Term term{Term::Kind::string};
    for (std::size_t at = 1; at < rest_.size(); ++at) {
      char c = rest_[at];
      if (c == '"') {
        rest_.remove_prefix(at + 1);
        return term;
      }
      if (c == '\r' || c == '\n' || c == '\0') return std::nullopt;
      if (c == '\\') {
        if (++at == rest_.size()) return std::nullopt;
        c = rest_[at];
        if (c != '"' && c != '\\') return std::nullopt;
      }
      term.text += c;
    }
    return std::nullopt;
  }

  std::optional<Term> literal() {
    const auto end = rest_.find('}');
    if (end == rest_.npos) return std::nullopt;
    auto digits = rest_.substr(1, end - 1);
    if (digits.ends_with('+')) digits.remove_suffix(1);
    const auto size = to_number<std::uint32_t>(digits);
    const auto bytes = rest_.substr(end + 1);
    if (!size || !bytes.starts_with("\r\n") || bytes.size() - 2 < *size) return std::nullopt;
    Term term{Term::Kind::string, std::string(bytes.substr(2, *size))};
    rest_ = bytes.substr(2 + *size);
    return term;
  }

  std::string_view rest_;
  std::size_t terms_ = 0;
};

bool is_quotable(std::string_view text) {
  return text.size() <= longest_quoted && is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return c == '\0' || c == '\r' || c == '\n'; });
}

}  // namespace

bool Term::is_atom(std::string_view word) const {
  return kind == Kind::atom && same_but_case(text, word);
}

std::optional<std::uint32_t> Term::number() const {
  if (kind != Kind::atom) return std::nullopt;
  return to_number<std::uint32_t>(text);
}

std::expected<Command, SyntaxError> parse_command(std::string_view text) {
  Command command{tag_of(text), {}, {}};
  const auto broken = [&] { return std::unexpected(SyntaxError{command.tag, "Syntax error"}); };
  Parser parser(text);
  if (command.tag == "*" || !parser.word(longest_tag) || !parser.take(' ')) return broken();
  const auto verb = parser.word(longest_tag);
  if (!verb) return broken();
  command.verb = *verb;
  while (parser.take(' ')) {
    auto term = parser.term(0);
    if (!term) return broken();
    command.arguments.push_back(*std::move(term));
  }
  if (!parser.at_end()) return broken();
  return command;
}

std::optional<Term> parse_single(std::string_view text) {
  Parser parser(text);
  auto term = parser.term(deepest_list);
  if (!term || !parser.at_end()) return std::nullopt;
  return term;
}

std::optional<LiteralMark> literal_at_end(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto start = line.rfind('{');
  if (start == line.npos) return std::nullopt;
  auto digits = line.substr(start + 1, line.size() - start - 2);
  const bool waits = !digits.ends_with('+');
  if (!waits) digits.remove_suffix(1);
  const auto size = to_number<std::uint32_t>(digits);
  if (!size) return std::nullopt;
  return LiteralMark{*size, waits};
}

std::string tag_of(std::string_view text) {
  Parser parser(text);
  const auto tag = parser.word(longest_tag);
  const bool is_tag = tag && !tag->contains('*') && !tag->contains('+') && parser.take(' ');
  return is_tag ? std::string(*tag) : "*";
}

std::string string_text(std::string_view text) {
  if (!is_quotable(text)) return "{" + std::to_string(text.size()) + "}\r\n" + std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

void wipe(Term& term) {
  const WipeAtEnd wiped(term.text);
  for (auto& item : term.items) wipe(item);
}

}  // namespace gatehouse::gates::acap
