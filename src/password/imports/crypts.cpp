#include "password/crypt.h"
#include "password/crypt_cost.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {

Result<bool> check_crypt(const Import& import, std::string_view password) {
  if (!import.text.starts_with(import.form->opening))
    return fail(ErrorCode::damaged, "an imported crypt string that is not what its prefix says");
  return crypt_matches(import.text, password);
}

Result<bool> check_des(const Import& import, std::string_view password) {
  if (!crypt_traits(import.text).first_eight_only)
    return fail(ErrorCode::damaged, "an imported crypt string that is not DES");
  return crypt_matches(import.text, password);
}

Traits traits_of_crypt(const Import& import) { return crypt_traits(import.text); }

}  // namespace gatehouse::password::imports
