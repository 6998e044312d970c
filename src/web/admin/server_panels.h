// Pages of server settings: panels from the schema, and what they share.
#pragma once

#include <span>
#include <string_view>

#include "web/page.h"
#include "web/panel.h"

namespace gatehouse::web::admin {

// Shows the panels with the server's settings; `around` stands behind them. Keys that only Master
// changes are shown to others without fields. Where the page asks for Proof::again, so does its
// form.
[[nodiscard]] net::Task<Shown> show_panels(View& view, std::string_view title,
                                           std::span<const Panel> panels, Html around = {});
// Applies what was sent.
[[nodiscard]] net::Task<Shown> apply_panels(View& view, std::span<const Panel> panels);

[[nodiscard]] net::Task<Answer> ask_server_settings(Desk& desk);
// The fields of panels for whoever looks, without a form around them.
[[nodiscard]] Html panel_fields(const View& view, std::span<const Panel> panels,
                                const settings::Dictionary& values);
// What the form sets of them; malformed: the detail is for the page.
[[nodiscard]] Result<settings::Dictionary> read_panels(std::span<const Panel> panels,
                                                       const Form& form);
// Makes the change and leads back to the page; what the server had to say is said there.
[[nodiscard]] net::Task<Shown> update_server(View& view, settings::Dictionary changes);

}  // namespace gatehouse::web::admin
