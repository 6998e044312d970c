// What is around every page: the head, the way to the other pages, notices.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "web/page.h"

namespace gatehouse::web {

inline constexpr std::string_view style_path = "/style.css";
[[nodiscard]] std::string_view style_sheet();
inline constexpr std::string_view icon_path = "/favicon.svg";
[[nodiscard]] std::string_view icon();  // SVG

// A whole page of `table` (admin::pages() or user::pages()).
[[nodiscard]] std::string framed(const View& view, std::span<const Page> table, const Shown& shown);
// The same without a login: the login form, errors.
[[nodiscard]] std::string framed(std::string_view title, const Html& content);

}  // namespace gatehouse::web
