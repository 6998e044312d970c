// What pages of the Monitors realm share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "web/page.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view logins_path = "/Master/Monitors/Logins.html";
inline constexpr std::string_view failures_path = "/Master/Monitors/Failures.html";
inline constexpr std::string_view charts_path = "/Master/Monitors/Charts.html";
inline constexpr std::string_view trail_path = "/Master/Monitors/Trail.html";
inline constexpr std::string_view explain_path = "/Master/Monitors/Explain.html";

// An address of an answer, however it is written there.
[[nodiscard]] std::string address_at(const settings::Dictionary& dictionary, std::string_view key);
// 0: it is not there.
[[nodiscard]] std::int64_t whole_at(const settings::Dictionary& dictionary, std::string_view key);
// Empty: it is not there.
[[nodiscard]] const settings::Array& array_at(const settings::Dictionary& dictionary,
                                              std::string_view key);
// "2 days 3 hours", "12 min 5 s"
[[nodiscard]] std::string period_words(std::int64_t seconds);

// Appends KEYWORD and what the query says under `field`, unless that is empty.
void add_asked(Command& command, const View& view, std::string_view keyword,
               std::string_view field);
// This page with its filters, without what only one answer was about.
[[nodiscard]] Url with_filters(const View& view);

// To the account's settings; as text where that is no full name.
// A way to its settings for those who may see them.
[[nodiscard]] Html account_link(const View& view, std::string_view full_name);

}  // namespace gatehouse::web::admin
