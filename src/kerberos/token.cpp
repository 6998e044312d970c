#include "kerberos/token.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <memory>
#include <optional>
#include <string>

#include "crypto/asn1.h"
#include "kerberos/krb5.h"

namespace gatehouse::kerberos {
namespace {

// RFC 4120, section 5.5.1, as far as it is looked at here.
struct ApReq {
  ASN1_INTEGER* version;
  ASN1_INTEGER* type;
  ASN1_BIT_STRING* options;
  ASN1_TYPE* ticket;
  ASN1_TYPE* authenticator;
};
ASN1_SEQUENCE(ApReq) = {
    ASN1_EXP(ApReq, version, ASN1_INTEGER, 0), ASN1_EXP(ApReq, type, ASN1_INTEGER, 1),
    ASN1_EXP(ApReq, options, ASN1_BIT_STRING, 2), ASN1_EXP(ApReq, ticket, ASN1_ANY, 3),
    ASN1_EXP(ApReq, authenticator, ASN1_ANY, 4)} static_ASN1_SEQUENCE_END(ApReq);
ASN1_ITEM_TEMPLATE(ApReqMessage) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_EXPTAG | ASN1_TFLG_APPLICATION,
                                                         14, ApReqMessage, ApReq)
    static_ASN1_ITEM_TEMPLATE_END(ApReqMessage);

using ObjectOwner = std::unique_ptr<ASN1_OBJECT, FreedAlone<ASN1_OBJECT_free>>;

// OpenSSL reads from a pointer and moves it.
class Reader {
 public:
  explicit Reader(std::string_view bytes)
      : at_(reinterpret_cast<const unsigned char*>(bytes.data())), end_(at_ + bytes.size()) {}

  [[nodiscard]] long left() const { return end_ - at_; }
  [[nodiscard]] const unsigned char** position() { return &at_; }
  [[nodiscard]] std::string_view rest() const {
    return {reinterpret_cast<const char*>(at_), static_cast<std::size_t>(left())};
  }

 private:
  const unsigned char* at_;
  const unsigned char* end_;
};

bool is_kerberos(const ASN1_OBJECT& mechanism) {
  const auto name = crypto::dotted(mechanism);
  return name == "1.2.840.113554.1.2.2" || name == "1.2.840.48018.1.2.2";
}

// RFC 2743, section 3.1: [APPLICATION 0] around the mechanism's OID and its own token.
std::optional<std::string_view> mechanism_token(std::string_view token) {
  constexpr int constructed_and_definite = V_ASN1_CONSTRUCTED;
  Reader reader(token);
  long length = 0;
  int tag = 0;
  int kind = 0;
  const auto form = ASN1_get_object(reader.position(), &length, &tag, &kind, reader.left());
  if (form != constructed_and_definite || tag != 0 || kind != V_ASN1_APPLICATION ||
      length != reader.left())
    return std::nullopt;
  const ObjectOwner mechanism(d2i_ASN1_OBJECT(nullptr, reader.position(), reader.left()));
  if (mechanism == nullptr || !is_kerberos(*mechanism)) return std::nullopt;
  return reader.rest();
}

std::optional<std::string> ticket_in(std::string_view request) {
  const auto message = crypto::read_asn1<ApReq, ApReqMessage_it>(request);
  if (message == nullptr || message->ticket->type != V_ASN1_OTHER) return std::nullopt;
  return crypto::bytes_of(*message->ticket->value.asn1_string);
}

Result<ServiceName> service_in(std::string ticket) {
  const krb5_data encoded{0, static_cast<unsigned>(ticket.size()), ticket.data()};
  auto library = open_library();
  if (!library) return std::unexpected(library.error());
  krb5_ticket* decoded = nullptr;
  if (const auto reason = krb5_decode_ticket(&encoded, &decoded); reason != 0)
    return krb5_failed(ErrorCode::malformed, library->get(), reason, "ticket");
  const Ticket owned(decoded, Freed<krb5_free_ticket>{library->get()});
  ServiceName name{std::string(bytes_of(decoded->server->realm)), {}};
  for (int at = 0; at < decoded->server->length; ++at)
    name.components.emplace_back(bytes_of(decoded->server->data[at]));
  return name;
}

}  // namespace

Result<ServiceName> ticket_service(std::string_view token) {
  using namespace std::string_view_literals;
  constexpr auto ap_req = "\x01\x00"sv;  // RFC 4121, section 4.1
  if (token.size() > longest_token) return fail(ErrorCode::too_long, "Kerberos: endless token");
  const auto inner = mechanism_token(token);
  ERR_clear_error();
  if (!inner || !inner->starts_with(ap_req))
    return fail(ErrorCode::malformed, "Kerberos: no first token of this mechanism");
  auto ticket = ticket_in(inner->substr(ap_req.size()));
  if (!ticket) return fail(ErrorCode::malformed, "Kerberos: no AP-REQ in the token");
  return service_in(std::move(*ticket));
}

}  // namespace gatehouse::kerberos
