// What pages of the Monitors realm share.
#pragma once

#include <string>
#include <string_view>

#include "web/answers.h"
#include "web/page.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view logins_path = "/Master/Monitors/Logins.html";
inline constexpr std::string_view failures_path = "/Master/Monitors/Failures.html";
inline constexpr std::string_view charts_path = "/Master/Monitors/Charts.html";
inline constexpr std::string_view trail_path = "/Master/Monitors/Trail.html";
inline constexpr std::string_view explain_path = "/Master/Monitors/Explain.html";

// Appends KEYWORD and what the query says under `field`, unless that is empty.
void add_asked(Command& command, const View& view, std::string_view keyword,
               std::string_view field);
// This page with its filters, without what only one answer was about.
[[nodiscard]] Url with_filters(const View& view);

// To the account's settings; as text where that is no full name.
// A way to its settings for those who may see them.
[[nodiscard]] Html account_link(const View& view, std::string_view full_name);

}  // namespace gatehouse::web::admin
