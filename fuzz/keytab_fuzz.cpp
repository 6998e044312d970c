// Keytabs: whatever is read has names that can be written down and keys of the length of their
// type, and is within its limits.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kerberos/keytab.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto keys = kerberos::read_keytab(bytes);
  if (!keys) return 0;
  if (keys->empty() || keys->size() > kerberos::most_keytab_keys) std::abort();
  for (const auto& key : *keys)
    if (!kerberos::is_writable(key.service) || key.key.empty()) std::abort();
  return 0;
}
