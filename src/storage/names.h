// Which names files and folders of an account can have: levels of UTF-8 with '/' between them, as
// access control lists name folders. "" is the outermost folder. Pure.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::storage {

inline constexpr std::size_t longest_level = 255;  // bytes
inline constexpr std::size_t longest_name = 4096;
inline constexpr std::size_t most_levels = 64;

// One level: no control character, neither "." nor "..", not the name of a file of ours.
[[nodiscard]] bool is_level(std::string_view level);
[[nodiscard]] bool is_name(std::string_view name);

struct Split {
  std::string_view folder;
  std::string_view last;  // empty: the outermost folder was meant
};
[[nodiscard]] Split split_name(std::string_view name);
[[nodiscard]] std::string joined(std::string_view folder, std::string_view level);
// Whether `name` is `folder` or something in it.
[[nodiscard]] bool is_within(std::string_view name, std::string_view folder);

}  // namespace gatehouse::storage
