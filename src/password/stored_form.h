// What the stored forms share: the mark in front, and sealing under it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "password/scheme.h"

namespace gatehouse::password {

enum class Mark : char {
  unix_crypt = '\002',
  bcrypt = '\003',
  sealed = '\004',
  verifiers = '\005'
};

inline constexpr std::size_t longest_stored = 16384;

[[nodiscard]] bool has_mark(std::string_view stored, Mark mark);
[[nodiscard]] std::string with_mark(Mark mark, std::string_view text);

// A mark and the base64 text of the sealed bytes, bound to the context's place and to the mark.
[[nodiscard]] std::string seal_up(Mark mark, std::string_view bytes, const Context& context);
// damaged: not sealed here for that place and mark.
[[nodiscard]] Result<Secret> unsealed(Mark mark, std::string_view stored, const Context& context);

// What a recoverable password gives: everything. The salt of SCRAM is made of the place, so the
// same secret comes out each time, after a restart as well.
[[nodiscard]] StoredSecret derived_here(std::string_view password, SecretForm form,
                                        std::string_view user, std::string_view realm,
                                        const Context& context);

}  // namespace gatehouse::password
