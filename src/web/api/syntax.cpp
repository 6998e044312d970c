#include "web/api/syntax.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace gatehouse::web::api {
namespace {

constexpr int deepest = 8;

enum class Kind { keyword, parameter, list, dictionary, open, close, bar };
struct Token {
  Kind kind;
  std::string text;
};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// "code, ..." is the list `code`.
std::string first_word(std::string_view text) {
  const auto end = text.find_first_of(",; =");
  return std::string(trimmed(text.substr(0, end)));
}

Result<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  while (!(text = trimmed(text)).empty()) {
    const char c = text.front();
    if (c == '[' || c == ']' || c == '|') {
      tokens.push_back({c == '[' ? Kind::open : c == ']' ? Kind::close : Kind::bar, {}});
      text.remove_prefix(1);
      continue;
    }
    if (c == '(' || c == '{') {
      const auto end = text.find(c == '(' ? ')' : '}');
      if (end == text.npos) return fail(ErrorCode::malformed, "a bracket is not closed");
      const auto inside = text.substr(1, end - 1);
      tokens.push_back({c == '(' ? Kind::list : Kind::dictionary, first_word(inside)});
      text.remove_prefix(end + 1);
      continue;
    }
    const auto word = text.substr(0, text.find_first_of(" []|({"));
    tokens.push_back({is_capital(c) ? Kind::keyword : Kind::parameter, std::string(word)});
    text.remove_prefix(word.size());
  }
  return tokens;
}

bool is_value(Kind kind) {
  return kind == Kind::parameter || kind == Kind::list || kind == Kind::dictionary;
}
bool is_word(const Token& token) { return token.kind == Kind::keyword || is_value(token.kind); }

Shape shape_of(Kind kind) {
  if (kind == Kind::list) return Shape::list;
  return kind == Kind::dictionary ? Shape::dictionary : Shape::any;
}

class Reader {
 public:
  explicit Reader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Sequence> whole() {
    auto all = alternatives(0);
    if (!all) return std::unexpected(std::move(all.error()));
    if (at_ < tokens_.size() || all->size() != 1)
      return fail(ErrorCode::malformed, "a bracket or a bar too many");
    return std::move(all->front());
  }

 private:
  [[nodiscard]] bool is(std::size_t at, Kind kind) const {
    return at < tokens_.size() && tokens_[at].kind == kind;
  }
  [[nodiscard]] bool is_value_at(std::size_t at) const {
    return at < tokens_.size() && is_value(tokens_[at].kind);
  }
  // `A | B` of two words of one kind excludes one word, not the whole sequence.
  [[nodiscard]] bool word_bar(std::size_t at) const {
    return is(at + 1, Kind::bar) && at + 2 < tokens_.size() && is_word(tokens_[at + 2]) &&
           (tokens_[at].kind == Kind::keyword) == (tokens_[at + 2].kind == Kind::keyword);
  }

  Result<std::vector<Sequence>> alternatives(int depth) {
    if (depth > deepest) return fail(ErrorCode::malformed, "too many brackets in brackets");
    std::vector<Sequence> all(1);
    while (at_ < tokens_.size() && !is(at_, Kind::close)) {
      if (is(at_, Kind::bar)) {
        ++at_;
        all.emplace_back();
        continue;
      }
      if (is(at_, Kind::open)) {
        ++at_;
        auto inner = alternatives(depth + 1);
        if (!inner) return inner;
        if (!is(at_, Kind::close)) return fail(ErrorCode::malformed, "a bracket is not closed");
        ++at_;
        all.back().push_back({.member = {}, .inner = std::move(*inner)});
        continue;
      }
      add_words(all.back());
    }
    return all;
  }

  void add_words(Sequence& to) {
    const auto words = run_of_words();
    const bool keywords = words.front().kind == Kind::keyword;
    if (!keywords) return add_value(to, {}, words.back());
    if (words.size() > 1 && is_value_at(at_)) return add_one_of(to, words);
    if (words.size() > 1) return add_flags(to, words);
    const auto& keyword = words.front().text;
    if (is_value_at(at_)) return add_value(to, keyword, run_of_words().back());
    if (is(at_, Kind::keyword) && word_bar(at_)) return add_choice(to, keyword, run_of_words());
    to.push_back(flag(keyword));
  }

  // One word, or several with bars between them.
  std::vector<Token> run_of_words() {
    std::vector<Token> words{tokens_[at_]};
    while (word_bar(at_)) {
      at_ += 2;
      words.push_back(tokens_[at_]);
    }
    ++at_;
    return words;
  }

  static Item flag(const std::string& keyword) {
    return {.member = lower_case(keyword), .keyword = keyword, .shape = Shape::flag};
  }
  static void add_value(Sequence& to, const std::string& keyword, const Token& value) {
    to.push_back({.member = keyword.empty() ? value.text : lower_case(keyword),
                  .keyword = keyword,
                  .shape = shape_of(value.kind)});
  }
  static void add_flags(Sequence& to, const std::vector<Token>& words) {
    Item one_of;
    for (const auto& word : words) one_of.inner.push_back({flag(word.text)});
    to.push_back(std::move(one_of));
  }
  // MAILBOX | MAILBOXES name
  void add_one_of(Sequence& to, const std::vector<Token>& words) {
    const auto value = run_of_words().back();
    Item one_of;
    for (const auto& word : words) add_value(one_of.inner.emplace_back(), word.text, value);
    to.push_back(std::move(one_of));
  }
  static void add_choice(Sequence& to, const std::string& keyword,
                         const std::vector<Token>& words) {
    Item item{.member = lower_case(keyword), .keyword = keyword, .shape = Shape::choice};
    for (const auto& word : words) item.choices.push_back(word.text);
    to.push_back(std::move(item));
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Sequence> read_syntax(std::string_view text) {
  auto tokens = tokens_of(text);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return Reader(std::move(*tokens)).whole();
}

}  // namespace gatehouse::web::api
