// Pages that stand by themselves: before a login, and what went wrong.
#pragma once

#include <string_view>

#include "gates/http/response.h"
#include "web/form.h"
#include "web/html.h"

namespace gatehouse::gates::http {

using web::Form;
using web::Html;
using web::text_of;

[[nodiscard]] Response page(unsigned status, std::string_view title, const Html& content);
[[nodiscard]] Response html(unsigned status, std::string whole);

}  // namespace gatehouse::gates::http
