// Names inside a store: what both engines accept, and what they derive from a document's text.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "directory/store.h"

namespace gatehouse::directory {

// malformed: a component is not valid.
[[nodiscard]] Result<void> check_path(std::string_view path);
[[nodiscard]] std::string_view folder_of(std::string_view path);  // "" at the top
[[nodiscard]] std::string_view last_of(std::string_view path);
[[nodiscard]] std::string joined(std::string_view folder, std::string_view name);
[[nodiscard]] bool is_below(std::string_view path,
                            std::string_view folder);  // or the folder itself

// Documents of volatile facts, which no acknowledgement promises to keep: *.info.
[[nodiscard]] bool holds_volatile_facts(std::string_view path);

[[nodiscard]] Version version_of(std::string_view text);

// The text to store; malformed: it would not read back (a zero byte, nested too deep).
[[nodiscard]] Result<std::string> storable_text(const settings::Dictionary& content);

}  // namespace gatehouse::directory
