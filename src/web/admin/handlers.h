// The handlers of pages.cpp, each in the file of its page.
#pragma once

#include "web/page.h"

namespace gatehouse::web::admin {

// Settings realm.
[[nodiscard]] net::Task<Shown> show_general(View& view);
[[nodiscard]] net::Task<Shown> apply_general(View& view);

}  // namespace gatehouse::web::admin
