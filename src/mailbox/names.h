// Mailbox names as Maildir++ folder names: "A/B.c" is the folder ".A.B%2Ec". A name is UTF-8 and
// never has the characters '%' and '*', so that the form above is without doubt and no LIST pattern
// is ambiguous.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::mailbox {

[[nodiscard]] bool is_inbox(std::string_view name);  // any case
// At most 200 bytes and 16 levels, no empty level, "." or "..", no control character.
[[nodiscard]] bool is_mailbox_name(std::string_view name);
// nullopt: the folder name would be longer than a file name can be.
[[nodiscard]] std::optional<std::string> folder_of(std::string_view name);
[[nodiscard]] std::optional<std::string> name_of_folder(
    std::string_view folder);  // nullopt: not ours

}  // namespace gatehouse::mailbox
