// Whom a client's certificate names.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::pki {

// The e-mail address in a certificate (DER) that was verified already: the one rfc822Name in
// subjectAltName (RFC 5280, section 4.2.1.6); when there is none, the one emailAddress in the
// subject, alone in its RDN. It is read as bytes with a length, never as text that is taken apart.
//
// Errors are not_allowed, the detail says why: several addresses, the two places disagree, none, or
// one that cannot be an account's: more than letters, digits and . _ + - ' = before the one @,
// letters, digits, '-' and '.' after it, 255 bytes. malformed: not a certificate, or something
// behind it.
[[nodiscard]] Result<std::string> name_in_certificate(std::string_view der);

}  // namespace gatehouse::pki
