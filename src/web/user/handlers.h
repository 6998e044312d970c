// The handlers of pages.cpp, each in the file of its page.
#pragma once

#include "web/page.h"

namespace gatehouse::web::user {

[[nodiscard]] net::Task<Shown> show_account(View& view);
[[nodiscard]] net::Task<Shown> show_password(View& view);
[[nodiscard]] net::Task<Shown> apply_password(View& view);

// apps.cpp
[[nodiscard]] net::Task<Shown> show_apps(View& view);
[[nodiscard]] net::Task<Shown> show_revoked_app(View& view);
[[nodiscard]] net::Task<Shown> apply_revoked_app(View& view);
[[nodiscard]] net::Task<Shown> show_new_app(View& view);
[[nodiscard]] net::Task<Shown> apply_new_app(View& view);

// factor.cpp
[[nodiscard]] net::Task<Shown> show_factor(View& view);
[[nodiscard]] net::Task<Shown> apply_factor(View& view);
[[nodiscard]] net::Task<Shown> show_factor_code(View& view);
[[nodiscard]] net::Task<Shown> apply_factor_code(View& view);

// sessions.cpp
[[nodiscard]] net::Task<Shown> show_sessions(View& view);
[[nodiscard]] net::Task<Shown> apply_sessions(View& view);
[[nodiscard]] net::Task<Shown> show_logins(View& view);

// mailboxes.cpp
[[nodiscard]] net::Task<Shown> show_mailboxes(View& view);
[[nodiscard]] net::Task<Shown> show_mailbox_rights(View& view);
[[nodiscard]] net::Task<Shown> apply_mailbox_rights(View& view);

// folders.cpp
[[nodiscard]] net::Task<Shown> show_groups(View& view);
[[nodiscard]] net::Task<Shown> show_files(View& view);

}  // namespace gatehouse::web::user
