// Strings as other programs keep them, behind the mark of U-crpt: `{NAME}text`, or a text whose own
// opening tells what it is. Checked, never made. One family a file, one table of names
// (imports.cpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/digest.h"
#include "password/scheme.h"
#include "password/traits.h"

namespace gatehouse::password::imports {

struct Form;

// One such string taken apart.
struct Import {
  const Form* form;
  std::string text;
  bool raw = false;  // {NAME.HEX} or {NAME.B64}: `text` is the bytes, no longer their letters
};

struct Form {
  std::string_view name;  // upper case
  // damaged: not of this form, or above the family's caps: then nothing was computed.
  [[nodiscard]] Result<bool> (*check)(const Import& import, std::string_view password);
  [[nodiscard]] Traits (*traits)(const Import& import);
  // null: the family serves clear-text logins only
  [[nodiscard]] Result<std::optional<StoredSecret>> (*secret)(const Import& import,
                                                              SecretForm form) = nullptr;
  crypto::Hash hash = crypto::Hash::md5;  // of families that have several
  std::string_view opening = {};          // what the text must begin with, for crypt and argon2
};

[[nodiscard]] inline Traits fast(const Import& /*import*/) { return {.cheap = true, .weak = true}; }
[[nodiscard]] inline Traits slow(const Import& /*import*/) { return {}; }

// Base64 with its padding or without, also with the dot that some write for the plus.
[[nodiscard]] std::optional<std::string> from_any_base64(std::string_view text);

}  // namespace gatehouse::password::imports
