#include <array>

#include "base/text.h"
#include "sasl/apop.h"
#include "sasl/cram_md5.h"
#include "sasl/digest_md5.h"
#include "sasl/external.h"
#include "sasl/gssapi.h"
#include "sasl/http_digest.h"
#include "sasl/login.h"
#include "sasl/mechanism.h"
#include "sasl/ntlm.h"
#include "sasl/plain.h"
#include "sasl/request_cram_md5.h"
#include "sasl/scram.h"
#include "sasl/session_id.h"
#include "sasl/spnego.h"

namespace gatehouse::sasl {
namespace {

using enum SecretForm;

constexpr Traits http_digest{.announced = false, .of_requests = true, .needs = digest_md5};
constexpr Traits request_cram{.announced = false, .of_requests = true, .needs = cram_md5};
constexpr Traits session_id{.clear_text = true, .announced = false};
constexpr Traits scram(SecretForm form) { return {.needs = form}; }
constexpr Traits scram_plus(SecretForm form) { return {.binds_channel = true, .needs = form}; }

constexpr std::array table{
    MechanismInfo{"APOP", "APOP", {.announced = false, .needs = clear_text}, make_apop},
    MechanismInfo{"CRAM-MD5", "CRAM-MD5", {.server_first = true, .needs = cram_md5}, make_cram_md5},
    MechanismInfo{
        "DIGEST-MD5", "DIGEST-MD5", {.server_first = true, .needs = digest_md5}, make_digest_md5},
    MechanismInfo{"EXTERNAL", "", {}, make_external},  // no switch of its own
    MechanismInfo{"GSS-SPNEGO", "GSSAPI", {.longest = longest_token}, make_spnego},
    MechanismInfo{"GSSAPI", "GSSAPI", {.longest = longest_token}, make_gssapi},
    MechanismInfo{"HTTP-DIGEST", "DIGEST-MD5", http_digest, make_http_digest},
    MechanismInfo{"LOGIN", "CLRTXT", {.clear_text = true}, make_login},
    MechanismInfo{"MSN", "MSN", {.needs = nt}, make_ntlm},
    MechanismInfo{"NTLM", "NTLM", {.needs = nt}, make_ntlm},
    MechanismInfo{"PLAIN", "CLRTXT", {.clear_text = true}, make_plain},
    MechanismInfo{"REQUEST-CRAM-MD5", "CRAM-MD5", request_cram, make_request_cram_md5},
    MechanismInfo{"SCRAM-SHA-1", "SCRAM", scram(scram_sha1), make_scram_sha1},
    MechanismInfo{"SCRAM-SHA-1-PLUS", "SCRAM", scram_plus(scram_sha1), make_scram_sha1_plus},
    MechanismInfo{"SCRAM-SHA-256", "SCRAM", scram(scram_sha256), make_scram_sha256},
    MechanismInfo{"SCRAM-SHA-256-PLUS", "SCRAM", scram_plus(scram_sha256), make_scram_sha256_plus},
    MechanismInfo{"SCRAM-SHA-512", "SCRAM", scram(scram_sha512), make_scram_sha512},
    MechanismInfo{"SCRAM-SHA-512-PLUS", "SCRAM", scram_plus(scram_sha512), make_scram_sha512_plus},
    MechanismInfo{"SESSIONID", "SESSIONID", session_id, make_session_id},
    MechanismInfo{"WEBUSER", "WEBUSER", session_id, make_session_id},
};

}  // namespace

std::span<const MechanismInfo> mechanisms() { return table; }

const MechanismInfo* mechanism_named(std::string_view name) {
  for (const auto& info : table)
    if (same_but_case(info.name, name)) return &info;
  return nullptr;
}

}  // namespace gatehouse::sasl
