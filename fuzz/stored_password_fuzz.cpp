// A stored password is data that an import or a break-in may have written: whatever it is, checking
// it ends soon and says yes only to clear text that is the password itself. The second mode seals
// the input as a record of `verifiers`, so that its reader is reached.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "password/crypt_cost.h"
#include "password/scheme.h"

namespace {

using namespace gatehouse;

void try_out(const std::string& stored, const password::Context& context) {
  const auto& scheme = password::scheme_of(stored);
  for (int form = 0; form <= static_cast<int>(password::SecretForm::nt); ++form) {
    const auto wanted = static_cast<password::SecretForm>(form);
    // Five milliseconds each: the fuzzer has better things to do.
    if (scheme.cheap && password::has_salt(wanted)) continue;
    (void)scheme.secret(stored, wanted, "joe", "company.com", context);
  }
  // Slow hashes are not computed here; that their costs are read safely is what matters.
  if (!scheme.cheap && stored.size() > 1) (void)password::affordable(stored.substr(1));
  if (scheme.name == "verifiers" || scheme.cheap) {
    const auto result = scheme.check(stored, "password", context);
    if (result && *result && stored != "password") std::abort();
  }
  (void)scheme.moved(stored, context, context);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static crypto::CountingEntropy entropy;
  static const crypto::Seal seal(Secret(std::string(crypto::Seal::key_size, 'k')), entropy);
  const password::Context context{&seal, &entropy, "place", "joe", "company.com", {}};
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try_out(bytes, context);
  try_out("\005" + to_base64(seal.close(bytes, "own password 5 of place")), context);
  return 0;
}
