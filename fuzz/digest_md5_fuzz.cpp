// The grammar of DIGEST-MD5: whatever parses can be written again and parses to the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sasl/digest_md5.h"
#include "sasl/directives.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  sasl::DigestMd5 digest("imap", "company.com", "nonce");
  (void)digest.begin();
  if (std::holds_alternative<sasl::Grant>(digest.on_response(bytes))) std::abort();
  const auto parsed = sasl::parse_directives(bytes);
  if (!parsed) return 0;
  if (parsed->size() > sasl::most_directives) std::abort();
  std::string again;
  for (const auto& [name, value] : *parsed) again += name + "=" + sasl::quoted(value) + ",";
  const auto reparsed = sasl::parse_directives(again);
  if (!reparsed || reparsed->size() != parsed->size()) std::abort();
  for (std::size_t i = 0; i < parsed->size(); ++i)
    if ((*parsed)[i].value != (*reparsed)[i].value) std::abort();
  return 0;
}
