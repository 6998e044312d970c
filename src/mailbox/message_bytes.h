// A message file as the protocols see it: every line ends with CRLF, whoever wrote the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::mailbox {

[[nodiscard]] std::string with_crlf(std::string bytes);
[[nodiscard]] Result<std::string> read_message(const std::filesystem::path& path);
// Of its beginning, to the empty line and with it; all when there is none.
[[nodiscard]] Result<std::string> read_header(const std::filesystem::path& path);
// From the name when it says so, else by reading the file.
[[nodiscard]] Result<std::uint64_t> size_with_crlf(const std::filesystem::path& path,
                                                   std::string_view base);

}  // namespace gatehouse::mailbox
