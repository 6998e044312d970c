// What the two pages of XIMSS over HTTP have in common: how a request's parameters and messages are
// read, and how messages are answered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gates/http/request.h"
#include "gates/http/response.h"
#include "gates/ximss/replies.h"
#include "web/form.h"
#include "xml/element.h"

namespace gatehouse::gates::http::pages {

// The service's name for the keeper; its code among Enabled Services is that of XIMSS.
inline constexpr std::string_view ximss_service = "XIMSS-HTTP";
inline constexpr std::string_view ximss_cookie = "CGateProWebUser";  // as its clients call it

// Parameters of the address and of a form in the body: those of the address come first. Names are
// written as clients do, or all small.
class XimssParameters {
 public:
  // nullopt: one of them is wrongly encoded.
  [[nodiscard]] static std::optional<XimssParameters> of(const Request& request);
  [[nodiscard]] std::string_view text(std::string_view name) const;  // empty: there is none
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] bool is_set(std::string_view name) const { return text(name) == "1"; }
  // nullopt: there is none; it is no number.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;

 private:
  [[nodiscard]] const Secret* find(std::string_view name) const;
  web::Form of_address_;
  web::Form of_body_;
};

[[nodiscard]] bool is_ximss_form(const Request& request);
// The requests of a body, in a `XIMSS` element; none at all: nothing was sent. malformed, too_long:
// as xml::read_document().
[[nodiscard]] Result<xml::Element> read_ximss(const Request& request);

[[nodiscard]] Field set_ximss_cookie(std::string_view id, std::string_view value, bool tls);
// <XIMSS>...</XIMSS>, of messages that are written already.
[[nodiscard]] Response ximss_answer(std::string_view messages);
[[nodiscard]] std::string ximss_text(ximss::Reply reply, std::string_view id = {});

}  // namespace gatehouse::gates::http::pages
