#include "gates/http/door.h"

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"

namespace gatehouse::gates::http {

std::string Door::form_token(std::string_view session_id) const {
  return to_hex(crypto::hmac(crypto::Hash::sha256, form_key.reveal(), session_id));
}

bool Door::is_form_token(std::string_view token, std::string_view session_id) const {
  return crypto::equal_in_constant_time(token, form_token(session_id));
}

}  // namespace gatehouse::gates::http
