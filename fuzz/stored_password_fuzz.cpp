// A stored password is data that an import or a break-in may have written: whatever it is, checking
// it ends soon and says yes only to clear text that is the password itself. The second mode marks
// the input as a string of another program, the third seals it as a record of `verifiers`, so that
// their readers are reached.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "base/text.h"
#include "password/crypt_cost.h"
#include "password/description.h"
#include "password/scheme.h"

namespace {

using namespace gatehouse;

constexpr std::string_view typed = "a password that no vector knows";

// Slow hashes are not computed here, but for those whose cost is a short number.
bool worth_computing(const std::string& stored) {
  const auto name = password::described(stored).scheme;
  if (!name.starts_with("U-crpt {PBKDF2") && !name.starts_with("U-crpt {ARGON2")) return false;
  if (name.contains("PBKDF2_") || stored.contains('.')) return false;
  int digits = 0;
  for (const char c : stored) {
    digits = is_digit(c) ? digits + 1 : 0;
    if (digits == 3) return false;
  }
  return true;
}

void try_out(const std::string& stored, const password::Context& context) {
  const auto& scheme = password::scheme_of(stored);
  const bool cheap = scheme.cheap(stored);
  for (int form = 0; form <= static_cast<int>(password::SecretForm::nt); ++form) {
    const auto wanted = static_cast<password::SecretForm>(form);
    // Five milliseconds each: the fuzzer has better things to do.
    if (cheap && password::has_salt(wanted)) continue;
    (void)scheme.secret(stored, wanted, "joe", "company.com", context);
  }
  if (!cheap && stored.size() > 1) (void)password::affordable(stored.substr(1));
  if (scheme.name == "verifiers" || cheap || worth_computing(stored)) {
    const auto result = scheme.check(stored, typed, context);
    if (result && *result && stored != typed) std::abort();
  }
  (void)scheme.moved(stored, context, context);
  (void)scheme.current(stored, context);
  (void)password::described(stored);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static crypto::CountingEntropy entropy;
  static const crypto::Seal seal(Secret(std::string(crypto::Seal::key_size, 'k')), entropy);
  const password::Context context{&seal, &entropy, "place", "joe", "company.com", {}};
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try_out(bytes, context);
  try_out("\002" + bytes, context);
  try_out("\005" + to_base64(seal.close(bytes, "own password 5 of place")), context);
  return 0;
}
