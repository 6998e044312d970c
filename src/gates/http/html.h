// Pages are made of literals and of what passed through text_of(): there is no other way in.
#pragma once

#include <string>
#include <string_view>

#include "gates/http/response.h"

namespace gatehouse::gates::http {

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

// A whole page.
[[nodiscard]] Response page(unsigned status, std::string_view title, const Html& content);

}  // namespace gatehouse::gates::http
