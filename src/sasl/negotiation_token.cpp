#include "sasl/negotiation_token.h"

#include <openssl/asn1t.h>
#include <openssl/objects.h>

#include "crypto/asn1.h"

namespace gatehouse::sasl {
namespace {

constexpr std::string_view spnego = "1.3.6.1.5.5.2";

struct NegTokenInit {
  ASN1_TYPE* mechanisms;
  ASN1_BIT_STRING* flags;
  ASN1_OCTET_STRING* token;
  ASN1_OCTET_STRING* mic;
};
ASN1_SEQUENCE(NegTokenInit) = {
    ASN1_EXP(NegTokenInit, mechanisms, ASN1_ANY, 0),
    ASN1_EXP_OPT(NegTokenInit, flags, ASN1_BIT_STRING, 1),
    ASN1_EXP_OPT(NegTokenInit, token, ASN1_OCTET_STRING, 2),
    ASN1_EXP_OPT(NegTokenInit, mic, ASN1_OCTET_STRING, 3)} static_ASN1_SEQUENCE_END(NegTokenInit);

struct InitialToken {
  ASN1_OBJECT* mechanism;
  NegTokenInit* offer;
};
ASN1_SEQUENCE(InitialToken) = {
    ASN1_SIMPLE(InitialToken, mechanism, ASN1_OBJECT),
    ASN1_EXP(InitialToken, offer, NegTokenInit, 0)} static_ASN1_SEQUENCE_END(InitialToken);
ASN1_ITEM_TEMPLATE(FramedOffer) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_APPLICATION, 0,
                                                        FramedOffer, InitialToken)
    static_ASN1_ITEM_TEMPLATE_END(FramedOffer);

struct NegTokenResp {
  ASN1_ENUMERATED* state;
  ASN1_OBJECT* mechanism;
  ASN1_OCTET_STRING* token;
  ASN1_OCTET_STRING* mic;
};
ASN1_SEQUENCE(NegTokenResp) = {
    ASN1_EXP_OPT(NegTokenResp, state, ASN1_ENUMERATED, 0),
    ASN1_EXP_OPT(NegTokenResp, mechanism, ASN1_OBJECT, 1),
    ASN1_EXP_OPT(NegTokenResp, token, ASN1_OCTET_STRING, 2),
    ASN1_EXP_OPT(NegTokenResp, mic, ASN1_OCTET_STRING, 3)} static_ASN1_SEQUENCE_END(NegTokenResp);
ASN1_ITEM_TEMPLATE(FramedAnswer) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_EXPTAG | ASN1_TFLG_CONTEXT, 1,
                                                         FramedAnswer, NegTokenResp)
    static_ASN1_ITEM_TEMPLATE_END(FramedAnswer);

std::unexpected<Error> malformed(std::string_view why) {
  return fail(ErrorCode::malformed, "SPNEGO: " + std::string(why));
}

std::optional<std::string> held(const ASN1_OCTET_STRING* string) {
  if (string == nullptr) return std::nullopt;
  return crypto::bytes_of(*string);
}

void free_types(ASN1_SEQUENCE_ANY* types) { sk_ASN1_TYPE_pop_free(types, ASN1_TYPE_free); }
struct TypesFreed {
  void operator()(ASN1_SEQUENCE_ANY* types) const { free_types(types); }
};

// At least one and not too many.
std::optional<std::vector<std::string>> mechanisms_in(const std::string& list) {
  const auto* at = reinterpret_cast<const unsigned char*>(list.data());
  const std::unique_ptr<ASN1_SEQUENCE_ANY, TypesFreed> types(
      d2i_ASN1_SEQUENCE_ANY(nullptr, &at, static_cast<long>(list.size())));
  ERR_clear_error();
  const auto count = types == nullptr ? 0 : sk_ASN1_TYPE_num(types.get());
  if (count < 1 || static_cast<std::size_t>(count) > most_offered_mechanisms) return std::nullopt;
  std::vector<std::string> mechanisms;
  for (int each = 0; each < count; ++each) {
    const auto* type = sk_ASN1_TYPE_value(types.get(), each);
    if (type->type != V_ASN1_OBJECT) return std::nullopt;
    mechanisms.push_back(crypto::dotted(*type->value.object));
  }
  return mechanisms;
}

std::optional<NegotiationState> state_of(const ASN1_ENUMERATED& value) {
  switch (ASN1_ENUMERATED_get(&value)) {
    case 0:
      return NegotiationState::accept_completed;
    case 1:
      return NegotiationState::accept_incomplete;
    case 2:
      return NegotiationState::reject;
    case 3:
      return NegotiationState::request_mic;
    default:
      return std::nullopt;
  }
}

ASN1_OCTET_STRING* octets(const std::optional<std::string>& bytes) {
  if (!bytes) return nullptr;
  auto* string = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(string, reinterpret_cast<const unsigned char*>(bytes->data()),
                        static_cast<int>(bytes->size()));
  return string;
}

}  // namespace

Result<NegotiationOffer> read_negotiation_offer(std::string_view token) {
  const auto frame = crypto::read_asn1<InitialToken, FramedOffer_it>(token);
  if (frame == nullptr || crypto::dotted(*frame->mechanism) != spnego)
    return malformed("not an offer");
  const auto& sent = *frame->offer;
  if (sent.mechanisms->type != V_ASN1_SEQUENCE) return malformed("no list of mechanisms");
  NegotiationOffer offer;
  offer.list = crypto::bytes_of(*sent.mechanisms->value.sequence);
  auto mechanisms = mechanisms_in(offer.list);
  if (!mechanisms) return malformed("a list of no mechanisms, or of too many");
  offer.mechanisms = std::move(*mechanisms);
  offer.token = held(sent.token);
  offer.mic = held(sent.mic);
  return offer;
}

Result<NegotiationAnswer> read_negotiation_answer(std::string_view token) {
  const auto sent = crypto::read_asn1<NegTokenResp, FramedAnswer_it>(token);
  if (sent == nullptr) return malformed("not an answer");
  NegotiationAnswer answer;
  if (sent->state != nullptr) {
    answer.state = state_of(*sent->state);
    if (!answer.state) return malformed("an unknown state");
  }
  if (sent->mechanism != nullptr) answer.mechanism = crypto::dotted(*sent->mechanism);
  answer.token = held(sent->token);
  answer.mic = held(sent->mic);
  return answer;
}

std::string write_negotiation_answer(const NegotiationAnswer& answer) {
  const crypto::Asn1<NegTokenResp, FramedAnswer_it> message(
      reinterpret_cast<NegTokenResp*>(ASN1_item_new(FramedAnswer_it())));
  if (answer.state) {
    message->state = ASN1_ENUMERATED_new();
    ASN1_ENUMERATED_set(message->state, static_cast<long>(*answer.state));
  }
  if (answer.mechanism) message->mechanism = OBJ_txt2obj(answer.mechanism->c_str(), 1);
  message->token = octets(answer.token);
  message->mic = octets(answer.mic);
  return crypto::write_asn1<NegTokenResp, FramedAnswer_it>(*message);
}

}  // namespace gatehouse::sasl
