#include "kerberos/gss.h"

#include <krb5.h>

#include "base/text.h"

namespace gatehouse::kerberos {
namespace {

// What the other side of the Kerberos protocol can be told: RFC 4120, section 7.5.9.
bool is_protocol_error(OM_uint32 minor) {
  constexpr auto first = static_cast<OM_uint32>(ERROR_TABLE_BASE_krb5);
  constexpr OM_uint32 count = 128;
  return minor - first < count && minor != static_cast<OM_uint32>(KRB5KRB_ERR_GENERIC);
}

bool is_syntax_error(OM_uint32 minor) {
  constexpr auto first = static_cast<OM_uint32>(ERROR_TABLE_BASE_asn1);
  constexpr OM_uint32 count = 16;
  return minor - first < count;
}

ErrorCode code_of(GssStatus status) {
  // Nothing but a remark that it came twice, late or out of order.
  if (!GSS_ERROR(status.major)) return ErrorCode::wrong_password;
  switch (GSS_ROUTINE_ERROR(status.major)) {
    case GSS_S_DEFECTIVE_TOKEN:
    case GSS_S_BAD_MECH:
      return ErrorCode::malformed;
    case GSS_S_BAD_SIG:
    case GSS_S_BAD_BINDINGS:
    case GSS_S_CREDENTIALS_EXPIRED:
    case GSS_S_CONTEXT_EXPIRED:
      return ErrorCode::wrong_password;
    default:
      break;
  }
  if (is_syntax_error(status.minor)) return ErrorCode::malformed;
  return is_protocol_error(status.minor) ? ErrorCode::wrong_password : ErrorCode::unavailable;
}

std::string words_of(OM_uint32 status, int kind) {
  OM_uint32 minor = 0;
  OM_uint32 more = 0;
  GssBytes words;
  if (gss_display_status(&minor, status, kind, GSS_C_NO_OID, &more, words.out()) != GSS_S_COMPLETE)
    return {};
  return escaped(words.text());
}

}  // namespace

void GssFreed::operator()(gss_name_struct* name) const {
  OM_uint32 minor = 0;
  gss_release_name(&minor, &name);
}
void GssFreed::operator()(gss_cred_id_struct* credential) const {
  OM_uint32 minor = 0;
  gss_release_cred(&minor, &credential);
}
void GssFreed::operator()(gss_ctx_id_struct* context) const {
  OM_uint32 minor = 0;
  gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

GssBytes::~GssBytes() {
  OM_uint32 minor = 0;
  // MIT's library releases no buffer of no bytes, though what it unwraps to nothing has one.
  if (buffer_.value != nullptr && buffer_.length == 0) buffer_.length = 1;
  gss_release_buffer(&minor, &buffer_);
}

std::unexpected<Error> gss_failed(GssStatus status, std::string_view what) {
  auto reason = words_of(status.minor, GSS_C_MECH_CODE);
  if (status.minor == 0 || reason.empty()) reason = words_of(status.major, GSS_C_GSS_CODE);
  return fail(code_of(status), std::string(what) + ": " + reason);
}

}  // namespace gatehouse::kerberos
