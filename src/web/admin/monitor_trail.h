// Records of the audit trail as a table.
#pragma once

#include <string_view>

#include "web/page.h"

namespace gatehouse::web::admin {

[[nodiscard]] Html records(const View& view, std::string_view caption,
                           const settings::Array& entries);

}  // namespace gatehouse::web::admin
