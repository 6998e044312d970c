#include "gates/http/html.h"

namespace gatehouse::gates::http {

Html text_of(std::string_view text) {
  Html made;
  for (const char c : text) {
    switch (c) {
      case '&':
        made.markup_ += "&amp;";
        break;
      case '<':
        made.markup_ += "&lt;";
        break;
      case '>':
        made.markup_ += "&gt;";
        break;
      case '"':
        made.markup_ += "&quot;";
        break;
      case '\'':
        made.markup_ += "&#39;";
        break;
      default:
        made.markup_ += c;
    }
  }
  return made;
}

Response page(unsigned status, std::string_view title, const Html& content) {
  const auto whole = Html(
                         "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>") +
                     text_of(title) + "</title>\n</head>\n<body>\n<main>\n<h1>" + text_of(title) +
                     "</h1>\n" + content + "</main>\n</body>\n</html>\n";
  return {.status = status, .type = "text/html; charset=utf-8", .body = whole.markup()};
}

}  // namespace gatehouse::gates::http
