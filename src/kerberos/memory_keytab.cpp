#include "kerberos/memory_keytab.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::kerberos {
namespace {

// libkrb5 copies what it is lent, but has no word for const.
char* lent_bytes(std::string_view bytes) { return const_cast<char*>(bytes.data()); }

krb5_data lent_data(std::string_view text) {
  return {KV5M_DATA, static_cast<unsigned>(text.size()), lent_bytes(text)};
}

Result<void> add(krb5_context library, krb5_keytab keytab, const ServiceKey& key) {
  std::vector<krb5_data> components;
  for (const auto& component : key.service.components) components.push_back(lent_data(component));
  krb5_principal_data principal{KV5M_PRINCIPAL, lent_data(key.service.realm), components.data(),
                                static_cast<krb5_int32>(components.size()), KRB5_NT_PRINCIPAL};
  const auto bytes = key.key.reveal();
  krb5_keytab_entry entry{};
  entry.principal = &principal;
  entry.vno = key.version;
  entry.key = {KV5M_KEYBLOCK, key.type, static_cast<unsigned>(bytes.size()),
               reinterpret_cast<krb5_octet*>(lent_bytes(bytes))};
  if (const auto reason = krb5_kt_add_entry(library, keytab, &entry); reason != 0)
    return krb5_failed(ErrorCode::unavailable, library, reason, "keytab");
  return {};
}

}  // namespace

Result<MemoryKeytab> MemoryKeytab::with(std::span<const ServiceKey> keys) {
  auto library = open_library();
  if (!library) return std::unexpected(std::move(library.error()));
  // No other keytab is at this address while this one lives.
  auto name = "MEMORY:" + std::to_string(reinterpret_cast<std::uintptr_t>(library->get()));
  auto keytab = resolved(library->get(), name);
  if (!keytab) return std::unexpected(std::move(keytab.error()));
  for (const auto& key : keys)
    if (auto added = add(library->get(), keytab->get(), key); !added)
      return std::unexpected(std::move(added.error()));
  return MemoryKeytab(std::move(*library), std::move(*keytab), std::move(name));
}

}  // namespace gatehouse::kerberos
