#include "sasl/directives.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace gatehouse::sasl {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// RFC 2831, section 7.1: a token is any character but controls and separators.
bool is_token_char(char c) {
  constexpr std::string_view separators = "()<>@,;:\\\"/[]?={} \t";
  return c > 0x20 && c < 0x7f && !separators.contains(c);
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  // RFC 2831, section 7.1: a list may have empty elements.
  bool skip_separators() {
    bool comma = false;
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == ',')) {
      comma = comma || rest_.front() == ',';
      rest_.remove_prefix(1);
    }
    return comma;
  }
  std::optional<Directive> directive();

 private:
  void skip_spaces();
  std::string_view token();
  std::optional<std::string> value();
  std::optional<std::string> quoted_value();

  std::string_view rest_;
};

std::optional<Directive> Reader::directive() {
  const auto name = token();
  skip_spaces();
  if (name.empty() || !rest_.starts_with('=')) return std::nullopt;
  rest_.remove_prefix(1);
  skip_spaces();
  auto held = value();
  if (!held) return std::nullopt;
  return Directive{lower_case(name), std::move(*held)};
}

void Reader::skip_spaces() {
  while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
}

std::string_view Reader::token() {
  const auto end = std::ranges::find_if_not(rest_, is_token_char);
  const auto length = static_cast<std::size_t>(end - rest_.begin());
  const auto word = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return word;
}

std::optional<std::string> Reader::value() {
  if (rest_.starts_with('"')) return quoted_value();
  const auto word = token();
  if (word.empty()) return std::nullopt;
  return std::string(word);
}

std::optional<std::string> Reader::quoted_value() {
  std::string held;
  for (std::size_t i = 1; i < rest_.size(); ++i) {
    if (rest_[i] == '"') {
      rest_.remove_prefix(i + 1);
      return held;
    }
    if (rest_[i] == '\\' && ++i == rest_.size()) break;
    if (rest_[i] == '\0') break;
    held += rest_[i];
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<Directive>> parse_directives(std::string_view text) {
  std::vector<Directive> directives;
  Reader reader(text);
  reader.skip_separators();
  while (!reader.at_end()) {
    if (directives.size() == most_directives)
      return fail(ErrorCode::malformed, "DIGEST-MD5: too many directives");
    auto directive = reader.directive();
    if (!directive) return fail(ErrorCode::malformed, "DIGEST-MD5: not a directive");
    if (find(directives, directive->name) != nullptr)
      return fail(ErrorCode::malformed, "DIGEST-MD5: a directive twice");
    directives.push_back(std::move(*directive));
    if (!reader.skip_separators() && !reader.at_end())
      return fail(ErrorCode::malformed, "DIGEST-MD5: no comma between directives");
  }
  return directives;
}

const std::string* find(const std::vector<Directive>& directives, std::string_view name) {
  const auto at = std::ranges::find(directives, name, &Directive::name);
  return at == directives.end() ? nullptr : &at->value;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result += '"';
}

}  // namespace gatehouse::sasl
