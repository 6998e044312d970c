#include "gates/http/html.h"

#include <utility>

#include "web/frame.h"

namespace gatehouse::gates::http {

Response page(unsigned status, std::string_view title, const Html& content) {
  return html(status, web::framed(title, content));
}

Response html(unsigned status, std::string whole) {
  return {.status = status, .type = "text/html; charset=utf-8", .body = std::move(whole)};
}

}  // namespace gatehouse::gates::http
