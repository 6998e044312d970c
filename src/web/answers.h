// What commands answer, read by key and put into words for a page.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "settings/value.h"

namespace gatehouse::web {

// As people read it: a list as "a, b", a time stamp by time_words(), an address without its port;
// empty: there is none.
[[nodiscard]] std::string text_at(const settings::Dictionary& facts, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> number_at(const settings::Dictionary& facts,
                                                    std::string_view key);
// 0: it is not there.
[[nodiscard]] std::int64_t whole_at(const settings::Dictionary& facts, std::string_view key);
[[nodiscard]] std::optional<std::chrono::sys_seconds> time_at(const settings::Dictionary& facts,
                                                              std::string_view key);
// Empty: it is not there.
[[nodiscard]] const settings::Array& array_at(const settings::Dictionary& facts,
                                              std::string_view key);
[[nodiscard]] bool is_yes(const settings::Dictionary& facts, std::string_view key);

// "2026-11-22 12:00:00 UTC"; "long ago" and "never" for the ends of time.
[[nodiscard]] std::string time_words(std::chrono::sys_seconds time);
// "12:00"
[[nodiscard]] std::string clock_words(std::chrono::sys_seconds time);
// "2 MiB"
[[nodiscard]] std::string size_words(std::uint64_t bytes);
// "2 d 3 h", "12 min 5 s"
[[nodiscard]] std::string period_words(std::int64_t seconds);

}  // namespace gatehouse::web
