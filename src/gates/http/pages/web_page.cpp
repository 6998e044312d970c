// The pages of web's tables: shown, and their forms applied.
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "gates/http/cookie.h"
#include "gates/http/credentials.h"
#include "gates/http/html.h"
#include "gates/http/pages.h"
#include "gates/http/visit_desk.h"
#include "web/frame.h"
#include "web/parts.h"

namespace gatehouse::gates::http::pages {
namespace {

std::span<const web::Page> table_of(const Call& call) {
  return call.door.side == Doors::admin ? web::admin::pages() : web::user::pages();
}

net::Task<web::Rights> rights_of(web::Desk& desk) {
  web::Command ask("GETACCOUNTRIGHTS");
  ask.keyword("*");
  const auto answer = co_await desk.command(ask.line());
  co_return web::Rights(answer.array());
}

Response file_of(web::Shown shown) {
  Response response{
      .status = shown.status, .type = std::move(shown.type), .body = std::move(shown.bytes)};
  response.fields.push_back(
      {"Content-Disposition", "attachment; filename=" + quoted_string(shown.file)});
  return response;
}

Response answer_of(const Call& call, const web::View& view, web::Shown shown) {
  if (!shown.go_to.empty()) return see_other(shown.go_to);
  if (!shown.file.empty()) return file_of(std::move(shown));
  return html(shown.status, web::framed(view, table_of(call), shown));
}

// nullopt: somebody is who the form says; else why not.
net::Task<std::optional<std::string>> unproven(Call& call, const web::View& view) {
  if (view.page.proof == web::Proof::none) co_return std::nullopt;
  const auto* proof = view.form.find(web::again_name);
  if (proof == nullptr || proof->empty())
    co_return "Say your password, or a code, to make this change";
  auto said = proof->clone();
  const auto confirmed = co_await call.identity.visit()->confirm(std::move(said));
  if (confirmed) co_return std::nullopt;
  co_return confirmed.error().words;
}

net::Task<web::Shown> applied(Call& call, web::View& view) {
  auto form = web::Form::parse(call.request.body.reveal());
  if (!form) co_return co_await web::again(view, "The form cannot be read");
  view.form = std::move(*form);
  const auto cookie = session_cookie(call.request, call.cookie());
  if (!cookie || !call.door.is_form_token(view.form.text("token"), cookie->id.reveal()))
    co_return web::Shown{.status = 403,
                         .title = "Refused",
                         .content =
                             "<p role=\"alert\">The form is not one of this session. Open "
                             "the page again and send it from there.</p>\n"};
  auto why_not = co_await unproven(call, view);
  if (why_not) co_return co_await web::again(view, std::move(*why_not));
  co_return co_await view.page.apply(view);
}

Response nothing_here(std::string_view account) {
  return page(403, "No administrator",
              "<p><strong>" + text_of(account) +
                  "</strong> has no administrator rights.</p>\n"
                  "<p><a href=\"/login\">Log in as somebody else</a></p>\n");
}

}  // namespace

net::Task<Response> web_page(Call& call) {
  const auto cookie = session_cookie(call.request, call.cookie());
  if (!cookie || call.page == nullptr) co_return see_other("/login");
  VisitDesk desk(*call.identity.visit(), &call.around);
  auto query = web::Form::parse(call.request.query);
  if (!query) co_return plain(400, "The address cannot be read");
  web::View view{
      .desk = desk,
      .page = *call.page,
      .account = call.identity.session()->account,
      .query = std::move(*query),
      .here = call.request.path + (call.request.query.empty() ? "" : "?" + call.request.query),
      .token = call.door.form_token(cookie->id.reveal()),
      .session = std::string(cookie->id.reveal().substr(0, cookie->id.reveal().find('-'))),
      .host = call.request.host,
      .tls = call.tls};
  if (call.door.side == Doors::admin) {
    view.rights = co_await rights_of(desk);
    if (view.rights.none()) co_return nothing_here(view.account);
  }
  auto shown = call.request.method == Method::post ? co_await applied(call, view)
                                                   : co_await view.page.show(view);
  co_return answer_of(call, view, std::move(shown));
}

// To the first page that the account's rights are good for.
net::Task<Response> master(Call& call) {
  VisitDesk desk(*call.identity.visit());
  const auto rights = co_await rights_of(desk);
  for (const auto& page : web::admin::pages())
    if (!page.title.empty() && web::may_enter(rights, page.realm)) co_return see_other(page.path);
  co_return nothing_here(call.identity.session()->account);
}

// Addresses of the modelled product.
net::Task<Response> to_master(Call& call) {
  static_cast<void>(call);
  co_return see_other("/Master/");
}

namespace {

// What changes with the program only.
Response unchanging(std::string_view type, std::string_view text) {
  Response response{.type = std::string(type), .body = std::string(text)};
  response.fields.push_back({"Cache-Control", "max-age=3600"});
  return response;
}

}  // namespace

net::Task<Response> style(Call& call) {
  static_cast<void>(call);
  co_return unchanging("text/css; charset=utf-8", web::style_sheet());
}

net::Task<Response> icon(Call& call) {
  static_cast<void>(call);
  co_return unchanging("image/svg+xml", web::icon());
}

}  // namespace gatehouse::gates::http::pages
