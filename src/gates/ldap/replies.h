// What this gate answers: result codes of RFC 4511, section 4.1.9, and whole messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "gates/ldap/message.h"
#include "gates/ldap/record.h"
#include "gates/ldap/selection.h"

namespace gatehouse::gates::ldap {

enum class Code : std::int32_t {
  success = 0,
  operations_error = 1,
  protocol_error = 2,
  time_limit_exceeded = 3,
  size_limit_exceeded = 4,
  compare_false = 5,
  compare_true = 6,
  method_not_supported = 7,
  admin_limit_exceeded = 11,
  unavailable_critical_extension = 12,
  confidentiality_required = 13,
  sasl_bind_in_progress = 14,
  no_such_attribute = 16,
  undefined_attribute_type = 17,
  no_such_object = 32,
  invalid_dn_syntax = 34,
  inappropriate_authentication = 48,
  invalid_credentials = 49,
  insufficient_access_rights = 50,
  busy = 51,
  unavailable = 52,
  unwilling_to_perform = 53,
};

struct Reply {
  std::string bytes;   // whole messages; empty: nothing to send
  bool close = false;  // after sending them
  bool failed = false;
};
[[nodiscard]] Reply nothing_more();
[[nodiscard]] Reply hang_up();

// `controls`: bytes of the element, as page_control() gives it.
[[nodiscard]] Reply result(std::int32_t id, Tag answer, Code code, std::string_view words = "",
                           std::string_view controls = "");
[[nodiscard]] Reply granted(std::int32_t id, std::string_view last_words);
[[nodiscard]] Reply challenge(std::int32_t id, std::string_view bytes);
[[nodiscard]] Reply denied(std::int32_t id, const auth::Denial& denial);
// An extended answer with a value (RFC 4511, section 4.12).
[[nodiscard]] Reply extended(std::int32_t id, std::string_view value);
// Section 4.4.1; closes.
[[nodiscard]] Reply disconnection(Code code, std::string_view words);

[[nodiscard]] Code code_of(const auth::Refused& refused);

// SearchResultEntry, section 4.5.2.
[[nodiscard]] std::string entry_message(std::int32_t id, const Record& record,
                                        const Selection& selection, bool types_only);

}  // namespace gatehouse::gates::ldap
