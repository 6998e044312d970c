// Logging in by a form and out again.
#include "gates/http/cookie.h"
#include "gates/http/html.h"
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {
namespace {

Response form_page(unsigned status, std::string_view words) {
  Html content;
  if (!words.empty()) content += "<p role=\"alert\">" + text_of(words) + "</p>\n";
  content +=
      "<form method=\"post\" action=\"/login\">\n"
      "<p><label>Name <input name=\"username\" autocomplete=\"username\" required autofocus>"
      "</label></p>\n"
      "<p><label>Password <input type=\"password\" name=\"password\" "
      "autocomplete=\"current-password\" required></label></p>\n"
      "<p><button>Log in</button></p>\n</form>\n";
  return page(status, "Log in", content);
}

Response not_let_in(const auth::Denial& denial) {
  const bool later = denial.kind == auth::DenialKind::unavailable;
  auto response = form_page(later ? 503 : 403, denial.words);
  response.close = denial.close;
  return response;
}

}  // namespace

net::Task<Response> login_form(Call& /*call*/) { co_return form_page(200, ""); }

// A session is always a new one: what the browser brought along is never taken up, and ends when it
// was the same account's.
net::Task<Response> log_in(Call& call) {
  const auto form = Form::parse(call.request.body.reveal());
  const auto* password = form ? form->find("password") : nullptr;
  const auto name = form ? form->text("username") : std::string_view();
  if (password == nullptr || name.empty())
    co_return form_page(400, "A name and a password are needed");
  auto reply = co_await call.identity.by_form(call.request, std::string(name), password->clone());
  if (const auto* denial = std::get_if<auth::Denial>(&reply)) co_return not_let_in(*denial);
  const auto account = call.identity.session()->account;
  const bool code_wanted = call.identity.session()->code_wanted;
  auto id = co_await call.identity.visit()->open_session(auth::SessionKind::web);
  call.identity.forget();
  if (!id) co_return form_page(403, id.error().words);
  auto old = session_cookie(call.request, call.cookie());
  if (old && old->account == account)
    co_await call.identity.end_session(std::move(old->account), std::move(old->id));
  auto response = see_other(code_wanted ? "/login/code" : "/");
  const SessionCookie cookie{account, std::move(*id)};
  response.fields.push_back(set_session_cookie(cookie, call.cookie()));
  co_return response;
}

net::Task<Response> log_out(Call& call) {
  auto cookie = session_cookie(call.request, call.cookie());
  const auto form = Form::parse(call.request.body.reveal());
  if (!cookie || !form || !call.door.is_form_token(form->text("token"), cookie->id.reveal()))
    co_return plain(403, "The form is not one of this session");
  const auto ended = co_await call.identity.visit()->close_session(std::move(cookie->id));
  call.identity.forget();
  if (!ended) co_return plain(503, ended.error().words);
  auto response = see_other("/login");
  response.fields.push_back(forget_session_cookie(call.cookie()));
  co_return response;
}

}  // namespace gatehouse::gates::http::pages
