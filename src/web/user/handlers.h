// The handlers of pages.cpp, each in the file of its page.
#pragma once

#include "web/page.h"

namespace gatehouse::web::user {

[[nodiscard]] net::Task<Shown> show_account(View& view);

}  // namespace gatehouse::web::user
