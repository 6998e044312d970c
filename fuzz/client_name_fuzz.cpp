// A client's certificate is bytes that a stranger sent: whatever it is, a name comes out of it only
// if it is one that an account can have, and only from what is a certificate to its last byte.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "pki/client_name.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  const std::string_view der(reinterpret_cast<const char*>(data), size);
  const auto name = pki::name_in_certificate(der);
  if (!name) return 0;
  const auto sign = name->find('@');
  if (sign == name->npos || sign == 0 || sign + 1 == name->size() || name->size() > 255)
    std::abort();
  if (name->find('@', sign + 1) != name->npos) std::abort();
  for (const char c : *name)
    if (!is_letter(c) && !is_digit(c) && !std::string_view("@._+-'=").contains(c)) std::abort();
  if (der.find(*name) == der.npos) std::abort();
  if (pki::name_in_certificate(std::string(der) + "x")) std::abort();
  return 0;
}
