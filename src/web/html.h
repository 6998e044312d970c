// Pages are made of literals and of what passed through text_of(): there is no other way in.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::web {

// Markup: of a literal, or of text that was made harmless. Not of a string.
class Html {
 public:
  Html() = default;
  template <std::size_t size>
  Html(const char (&literal)[size]) : markup_(literal, size - 1) {}  // NOLINT: meant to convert
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  friend Html operator+(Html one, const Html& other) { return one += other; }
  [[nodiscard]] const std::string& markup() const { return markup_; }

  // In an element or in a quoted attribute.
  friend Html text_of(std::string_view text);

 private:
  std::string markup_;
};
[[nodiscard]] Html text_of(std::string_view text);

// `text` in the words of an address: name=value of a query, percent-encoded.
class Url {
 public:
  explicit Url(std::string_view path) : text_(path) {}
  Url& with(std::string_view name, std::string_view value);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};
[[nodiscard]] Html link(const Url& to, std::string_view words);

}  // namespace gatehouse::web
