// Strings of other programs by name: what unix_crypt.cpp needs of this folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "password/imports/form.h"

namespace gatehouse::password::imports {

inline constexpr std::size_t longest_import = 1024;

// The text, which comes without the mark of U-crpt, is not a bare crypt(3) string: it opens with a
// prefix, known or not, or as one of the forms that need none.
[[nodiscard]] bool claims(std::string_view text);

// damaged: an unknown prefix, bytes that are not written as the suffix says, too long.
[[nodiscard]] Result<Import> read(std::string_view text);

// The password itself of {PLAIN}, {CLEAR} and {CLEARTEXT}: such a string is no stored form but a
// password on its way into one. nullopt: it is something else.
[[nodiscard]] std::optional<std::string_view> plain_text(std::string_view text);

}  // namespace gatehouse::password::imports
