// The OpenAPI document (version 3.1) of the catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/api/call.h"

namespace gatehouse::web::api {

[[nodiscard]] std::string openapi(const std::vector<Verb>& verbs, std::string_view version);

}  // namespace gatehouse::web::api
