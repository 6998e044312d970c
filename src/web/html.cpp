#include "web/html.h"

#include "web/percent.h"

namespace gatehouse::web {

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

Url& Url::with(std::string_view name, std::string_view value) {
  text_ += text_.contains('?') ? '&' : '?';
  text_ += percent_encoded(name) + "=" + percent_encoded(value);
  return *this;
}

Html link(const Url& to, std::string_view words) {
  return "<a href=\"" + text_of(to.text()) + "\">" + text_of(words) + "</a>";
}

}  // namespace gatehouse::web
