#include "gates/ldap/replies.h"

#include "gates/ldap/extensions.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr Tag tag_sasl_credentials = context(7);
constexpr Tag tag_extended_name = context(10);
constexpr Tag tag_extended_value = context(11);

Code code_of(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
    case auth::DenialKind::refused:
      return Code::invalid_credentials;
    case auth::DenialKind::unknown_mechanism:
      return Code::method_not_supported;
    case auth::DenialKind::needs_privacy:
      return Code::confidentiality_required;
    case auth::DenialKind::locked:
      return Code::unwilling_to_perform;
    case auth::DenialKind::not_allowed:
      return Code::insufficient_access_rights;
    case auth::DenialKind::unavailable:
      return Code::unavailable;
    case auth::DenialKind::out_of_order:
      return Code::operations_error;
  }
  return Code::unavailable;
}

// The parts of LDAPResult; no DN and no referral is ever told.
void put_result(Writer& writer, Code code, std::string_view words) {
  writer.number(static_cast<std::int32_t>(code), tag_enumerated);
  writer.octets("");
  writer.octets(words);
}

void begin(Writer& writer, std::int32_t id, Tag answer) {
  writer.open();
  writer.number(id);
  writer.open(answer);
}

void end(Writer& writer) {
  writer.close();
  writer.close();
}

}  // namespace

Reply nothing_more() { return {}; }
Reply hang_up() { return {.bytes = {}, .close = true}; }

Reply result(std::int32_t id, Tag answer, Code code, std::string_view words,
             std::string_view controls) {
  Writer writer;
  begin(writer, id, answer);
  put_result(writer, code, words);
  writer.close();
  writer.raw(controls);
  writer.close();
  return {.bytes = writer.bytes(), .failed = code == Code::protocol_error};
}

Reply granted(std::int32_t id, std::string_view last_words) {
  Writer writer;
  begin(writer, id, op_bind_answer);
  put_result(writer, Code::success, "");
  if (!last_words.empty()) writer.octets(last_words, tag_sasl_credentials);
  end(writer);
  return {.bytes = writer.bytes()};
}

Reply challenge(std::int32_t id, std::string_view bytes) {
  Writer writer;
  begin(writer, id, op_bind_answer);
  put_result(writer, Code::sasl_bind_in_progress, "");
  writer.octets(bytes, tag_sasl_credentials);
  end(writer);
  return {.bytes = writer.bytes()};
}

Reply denied(std::int32_t id, const auth::Denial& denial) {
  auto reply = result(id, op_bind_answer, code_of(denial.kind), denial.words);
  reply.close = denial.close;
  return reply;
}

Reply extended(std::int32_t id, std::string_view value) {
  Writer writer;
  begin(writer, id, op_extended_answer);
  put_result(writer, Code::success, "");
  writer.octets(value, tag_extended_value);
  end(writer);
  return {.bytes = writer.bytes()};
}

Reply disconnection(Code code, std::string_view words) {
  Writer writer;
  begin(writer, 0, op_extended_answer);
  put_result(writer, code, words);
  writer.octets(disconnection_oid, tag_extended_name);
  end(writer);
  return {.bytes = writer.bytes(), .close = true};
}

Code code_of(const auth::Refused& refused) {
  if (refused.code == ErrorCode::not_found) return Code::no_such_object;
  if (refused.code == ErrorCode::not_allowed) return Code::insufficient_access_rights;
  if (refused.code == ErrorCode::malformed) return Code::invalid_dn_syntax;
  return Code::unavailable;
}

std::string entry_message(std::int32_t id, const Record& record, const Selection& selection,
                          bool types_only) {
  Writer writer;
  begin(writer, id, op_entry);
  writer.octets(record.dn);
  writer.open();
  for (const auto& attribute : record.attributes) {
    if (!selection.has(*attribute.type)) continue;
    writer.open();
    writer.octets(attribute.type->name);
    writer.open(tag_set);
    if (!types_only)
      for (const auto& value : attribute.values) writer.octets(value);
    writer.close();
    writer.close();
  }
  writer.close();
  end(writer);
  return writer.bytes();
}

}  // namespace gatehouse::gates::ldap
