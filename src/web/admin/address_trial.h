// A change that would shut its author out holds for a minute and is then taken back: what waits to
// be confirmed is said on each page that could have made it.
#pragma once

#include "web/page.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view confirm_act = "confirm";

// What waits, how long, and the button; empty: nothing does.
[[nodiscard]] net::Task<Html> trial_notice(View& view);
// The button was pressed.
[[nodiscard]] net::Task<Shown> confirm_trial(View& view);
// After a command that may have been taken for a trial: back to `address`.
[[nodiscard]] net::Task<Shown> tried(View& view, Answer answer, Url address);

}  // namespace gatehouse::web::admin
