// A text as a QR code, drawn as SVG.
#pragma once

#include <string_view>

#include "web/html.h"

namespace gatehouse::web::user {

// Nothing when the text is too long for one. The picture holds the text: it is as secret.
[[nodiscard]] Html qr_code(std::string_view text, std::string_view title);

}  // namespace gatehouse::web::user
