// Two broken ciphers that NTLM is made of. From OpenSSL's legacy provider; whatever cannot be done,
// for want of the provider or with a key of another size, gives an empty result.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::crypto {

// RC4 from the start of its stream, under a key of 16 bytes; also undoes itself.
[[nodiscard]] std::string rc4(std::string_view key, std::string_view bytes);

// One block of 8 bytes by DES, under the 56 bits of a 7-byte key (the parity bits are put in).
[[nodiscard]] std::string des_block(std::string_view key, std::string_view block);

}  // namespace gatehouse::crypto
