#include <array>

#include "base/text.h"
#include "crypto/argon2.h"
#include "password/bcrypt.h"
#include "password/clear.h"
#include "password/scheme.h"
#include "password/sealed.h"
#include "password/unix_crypt.h"
#include "password/verifiers.h"

namespace gatehouse::password {
namespace {

// The order of recognition: clear text takes whatever nobody else wants.
constexpr std::array table{
    Scheme{"verifiers", true, verifiers::recognises, verifiers::check, verifiers::encode,
           verifiers::secret, verifiers::moved, verifiers::cheap, verifiers::current},
    Scheme{"sealed", true, sealed::recognises, sealed::check, sealed::encode, sealed::secret,
           sealed::moved, sealed::cheap, sealed::current},
    Scheme{"U-crpt", true, unix_crypt::recognises, unix_crypt::check, unix_crypt::encode,
           unix_crypt::secret, unix_crypt::moved, unix_crypt::cheap, unix_crypt::current},
    Scheme{"UB-crpt", true, bcrypt::recognises, bcrypt::check, bcrypt::encode, bcrypt::secret,
           bcrypt::moved, bcrypt::cheap, bcrypt::current},
    Scheme{"clear", true, clear::recognises, clear::check, clear::encode, clear::secret,
           clear::moved, clear::cheap, clear::current},
};

}  // namespace

std::span<const Scheme> schemes() { return table; }

const Scheme* scheme_named(std::string_view name) {
  for (const auto& scheme : table)
    if (same_but_case(scheme.name, name)) return &scheme;
  return nullptr;
}

const Scheme& scheme_of(std::string_view stored) {
  for (const auto& scheme : table)
    if (scheme.recognises(stored)) return scheme;
  return table.back();
}

Result<void> acceptable(std::string_view password) {
  if (password.empty()) return fail(ErrorCode::malformed, "an empty password");
  if (password.size() > longest_password)
    return fail(ErrorCode::too_long, "a password has at most 1024 bytes");
  if (password.contains('\0')) return fail(ErrorCode::malformed, "a password with a NUL");
  if (!is_utf8(password)) return fail(ErrorCode::malformed, "a password that is not UTF-8");
  return {};
}

void burn_one_check(std::string_view password) {
  (void)crypto::argon2id(password.substr(0, longest_password), "a salt for nobody",
                         verifiers::cost);
}

}  // namespace gatehouse::password
