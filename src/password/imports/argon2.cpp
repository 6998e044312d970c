#include "crypto/argon2.h"

#include "password/imports/families.h"
#include "password/verifiers.h"

namespace gatehouse::password::imports {

Result<bool> check_argon2(const Import& import, std::string_view password) {
  const auto cost = crypto::argon2_cost(import.text);
  if (!import.text.starts_with(import.form->opening) || import.text.contains('\0') || !cost)
    return fail(ErrorCode::damaged, "an imported password that is not argon2");
  if (!verifiers::affordable(*cost)) return fail(ErrorCode::damaged, "too costly an argon2");
  return crypto::argon2_matches(import.text, password);
}

}  // namespace gatehouse::password::imports
