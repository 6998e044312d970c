// GSS-SPNEGO, and HTTP's Negotiate (RFC 4559): RFC 4178 around a Kerberos ticket or NTLM. Takes the
// first mechanism of the client's list that we know, Kerberos also by the wrong identifier that
// some Windows give it; and the tokens of either without anything around them.
//
// No choice of a security layer follows: that is how Windows and Cyrus SASL have it, and HTTP. The
// answer to the client's last token is Grant::last_words.
//
// Integrity codes over the list (section 5) are demanded where Kerberos was not the client's first
// wish, and checked wherever one is sent with a ticket. NTLM here signs nothing: a code of its own
// can be neither made nor checked, and protects no more than one that was taken away.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_spnego(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
