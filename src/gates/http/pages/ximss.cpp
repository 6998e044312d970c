#include "gates/http/pages/ximss.h"

#include "base/text.h"
#include "xml/document.h"

namespace gatehouse::gates::http::pages {

bool is_ximss_form(const Request& request) {
  const auto* type = request.field("content-type");
  return type != nullptr && lower_case(*type).starts_with("application/x-www-form-urlencoded");
}

std::optional<XimssParameters> XimssParameters::of(const Request& request) {
  auto address = web::Form::parse(request.query);
  auto body = web::Form::parse(is_ximss_form(request) ? request.body.reveal() : "");
  if (!address || !body) return std::nullopt;
  XimssParameters all;
  all.of_address_ = std::move(*address);
  all.of_body_ = std::move(*body);
  return all;
}

const Secret* XimssParameters::find(std::string_view name) const {
  for (const auto* form : {&of_address_, &of_body_}) {
    if (const auto* value = form->find(name)) return value;
    if (const auto* value = form->find(lower_case(name))) return value;
  }
  return nullptr;
}

std::string_view XimssParameters::text(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::string_view() : value->reveal();
}

std::optional<std::uint64_t> XimssParameters::number(std::string_view name) const {
  return to_number<std::uint64_t>(text(name));
}

Result<xml::Element> read_ximss(const Request& request) {
  const auto text = trimmed(request.body.reveal());
  if (text.empty() || is_ximss_form(request)) return xml::Element{"XIMSS"};
  auto document = xml::read_document(text);
  if (document && !document->is("XIMSS", ""))
    return fail(ErrorCode::malformed, "not a XIMSS element");
  return document;
}

Response ximss_answer(std::string_view messages) {
  return {.type = "text/xml; charset=utf-8",
          .body = "<XIMSS>" + std::string(messages) + "</XIMSS>\r\n"};
}

std::string ximss_text(ximss::Reply reply, std::string_view id) {
  std::string text;
  for (const auto& message : ximss::messages_of(std::move(reply), id)) text += xml::to_xml(message);
  return text;
}

}  // namespace gatehouse::gates::http::pages
