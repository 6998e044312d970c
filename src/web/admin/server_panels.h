// Pages that show panels of server settings and nothing else.
#pragma once

#include <span>
#include <string_view>

#include "web/page.h"
#include "web/panel.h"

namespace gatehouse::web::admin {

// Shows the panels with the server's settings; `around` stands behind them.
[[nodiscard]] net::Task<Shown> show_panels(View& view, std::string_view title,
                                           std::span<const Panel> panels, Html around = {});
// Applies what was sent.
[[nodiscard]] net::Task<Shown> apply_panels(View& view, std::span<const Panel> panels);

}  // namespace gatehouse::web::admin
