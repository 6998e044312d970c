// An Authentication URI, a name to put into it, and what a server may answer: the name never
// changes the structure of what it is put into, and no bytes but a complete answer have a result
// code.
#include <ldap.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.h"
#include "ldap/message.h"
#include "ldap/uri.h"

namespace {

namespace bind = gatehouse::ldap;  // <ldap.h> has an ::ldap of its own
using bind::AuthenticationUri;

void require(bool condition) {
  if (!condition) std::abort();
}

// How many attributes with values the DN has; the separators of relative names count as well.
int parts_of(const std::string& text) {
  LDAPDN dn = nullptr;
  require(ldap_str2dn(text.c_str(), &dn, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS);
  int parts = 0;
  for (LDAPRDN* rdn = dn; rdn != nullptr && *rdn != nullptr; ++rdn, parts += 1000)
    for (LDAPAVA** part = *rdn; *part != nullptr; ++part) ++parts;
  ldap_dnfree(dn);
  return parts;
}

void check_uri(const AuthenticationUri& uri, std::string_view account, std::string_view domain) {
  require(!uri.addresses().empty() && uri.addresses().size() <= 8);
  require(!uri.tls() || !uri.starts_tls());
  for (const auto& address : uri.addresses()) require(!address.host.empty() && address.port != 0);
  const auto usual = uri.bind_name("joe", "company.test");
  const auto name = uri.bind_name(account, domain);
  require(usual.has_value());
  if (!name) return;
  require(!name->empty() && gatehouse::is_utf8(*name));
  for (const char c : *name) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  if (usual->contains('=')) return require(parts_of(*name) == parts_of(*usual));
  const char separator = usual->contains('\\') ? '\\' : '@';
  require(gatehouse::split(*name, separator).size() == 2 && !name->contains('='));
}

void check_answer(std::string_view bytes) {
  const auto size = bind::message_size(bytes, 65536);
  const auto code = bind::result_code(bytes, 1, bind::Answer::bind);
  if (!code) return;
  // Read as a whole, so its size was known and is this; one byte less is none.
  require(size && *size && **size == bytes.size());
  require(!bind::result_code(bytes.substr(0, bytes.size() - 1), 1, bind::Answer::bind));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_answer(text);
  auto rest = text;
  const auto uri = AuthenticationUri::parse(gatehouse::take_until(rest, '\n'));
  const auto account = gatehouse::take_until(rest, '\n');
  if (uri) check_uri(*uri, account, rest);
  const std::string whole(text);
  check_answer(bind::bind_request(1, "cn=" + whole, "x").reveal());
  return 0;
}
