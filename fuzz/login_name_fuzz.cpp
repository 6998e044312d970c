// Names from the net: a canonical form is its own canonical form, and holds nothing that could
// leave its folder or its line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "directory/name.h"
#include "directory/store.h"

namespace {

using namespace gatehouse::directory;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_account(const std::string& name) {
  require(canonical_account(name) == name);
  require(valid_component(name + ".macnt"));
  require(name.find_first_of("@%$/\\ ") == name.npos);
}

void check_login(const LoginName& name) {
  check_account(name.account);
  if (!name.domain.empty()) require(canonical_domain(name.domain) == name.domain);
  if (!name.domain.empty()) require(valid_component(name.domain));
  if (!name.tag.empty()) check_account(name.tag);
  const auto again = parse_login(name.account + (name.tag.empty() ? "" : "$" + name.tag) +
                                 (name.domain.empty() ? "" : "@" + name.domain));
  // A canonical form may be longer than what was typed, and then too long.
  if (again)
    require(again->account == name.account && again->domain == name.domain &&
            again->tag == name.tag);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto name = canonical_account(text)) check_account(*name);
  if (const auto name = canonical_domain(text)) require(canonical_domain(*name) == *name);
  if (const auto name = parse_login(text)) check_login(*name);
  [[maybe_unused]] const auto password = prepared_password(text);
  return 0;
}
