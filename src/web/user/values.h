// What commands answer, in words for a page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "settings/value.h"
#include "web/page.h"

namespace gatehouse::web::user {

// The value under the key as people read it; empty: there is none.
[[nodiscard]] std::string text_at(const settings::Dictionary& facts, std::string_view key);
[[nodiscard]] bool is_yes(const settings::Dictionary& facts, std::string_view key);
// "2026-11-22 12:00:00 UTC"
[[nodiscard]] std::string time_words(std::chrono::sys_seconds time);
// "2 MiB"
[[nodiscard]] std::string size_words(std::uint64_t bytes);

[[nodiscard]] net::Task<Answer> ask(Desk& desk, Command& command);
// A command that needs nothing but the own account: "VERB *".
[[nodiscard]] net::Task<Answer> ask_of_own(Desk& desk, std::string_view verb);

}  // namespace gatehouse::web::user
