// Logging in, by a form or by what the request brings, and out again.
#include <utility>

#include "gates/http/cookie.h"
#include "gates/http/html.h"
#include "gates/http/pages.h"
#include "web/parts.h"

namespace gatehouse::gates::http::pages {
namespace {

// Field of the modelled product: the session may be used from any address.
constexpr std::string_view any_address = "DisableIPWatch";

// `SessionSkin` and whatever else older clients send is taken and has no meaning here.
Html form_of(std::string_view name, bool roams) {
  return "<form method=\"post\" action=\"/login\">\n" +
         web::input({.name = "username",
                     .label = "Name",
                     .value = name,
                     .autocomplete = "username",
                     .required = true}) +
         web::input({.name = "password",
                     .label = "Password",
                     .type = "password",
                     .autocomplete = "current-password",
                     .required = true}) +
         web::checkbox(any_address, "1", "Do not bind this session to my address", roams,
                       "For networks that change your address while you work. The session is kept "
                       "in a cookie and ends when you log out or do nothing for a while.") +
         "<p><button>Log in</button></p>\n</form>\n";
}

// Sent as a form so that no other site can do it.
Html other_ways() {
  return "<section>\n<h2>Other ways</h2>\n"
         "<form method=\"post\" action=\"/login/credentials\">\n"
         "<p><button class=\"quiet\">Log in by Kerberos, a certificate or the browser&#39;s own "
         "prompt</button></p>\n</form>\n"
         "<p><a href=\"/certificate.der\">The certificate of this server</a>, to be trusted by "
         "your programs (<a href=\"/certificate\">as PEM</a>).</p>\n</section>\n";
}

Response form_page(unsigned status, std::string_view words, const Form* typed = nullptr) {
  Html content;
  if (!words.empty()) content += "<p role=\"alert\" class=\"problem\">" + text_of(words) + "</p>\n";
  const auto name = typed == nullptr ? std::string_view() : typed->text("username");
  content += form_of(name, typed != nullptr && typed->has(any_address));
  return page(status, "Log in", content + other_ways());
}

Response not_let_in(const auth::Denial& denial, const Form& form) {
  const bool later = denial.kind == auth::DenialKind::unavailable;
  auto response = form_page(later ? 503 : 403, denial.words, &form);
  response.close = denial.close;
  return response;
}

net::Task<void> unbind(Call& call, const Secret& id) {
  Secret line("UNBINDSESSION " + std::string(id.reveal()));
  static_cast<void>(co_await call.identity.visit()->command(std::move(line)));
}

// A session is always a new one: what the browser brought along is never taken up, and ends when it
// was the same account's.
net::Task<Response> session_opened(Call& call, const Form& form) {
  const auto account = call.identity.session()->account;
  const bool code_wanted = call.identity.session()->code_wanted;
  auto id = co_await call.identity.visit()->open_session(auth::SessionKind::web);
  if (id && form.has(any_address)) co_await unbind(call, *id);
  call.identity.forget();
  if (!id) co_return form_page(403, id.error().words, &form);
  auto old = session_cookie(call.request, call.cookie());
  if (old && old->account == account)
    co_await call.identity.end_session(std::move(old->account), std::move(old->id));
  auto response = see_other(code_wanted ? "/login/code" : "/");
  const SessionCookie cookie{account, std::move(*id)};
  response.fields.push_back(set_session_cookie(cookie, call.cookie()));
  co_return response;
}

}  // namespace

net::Task<Response> login_form(Call& /*call*/) { co_return form_page(200, ""); }

net::Task<Response> log_in(Call& call) {
  const auto form = Form::parse(call.request.body.reveal());
  const auto* password = form ? form->find("password") : nullptr;
  const auto name = form ? form->text("username") : std::string_view();
  if (password == nullptr || name.empty())
    co_return form_page(400, "A name and a password are needed", form ? &*form : nullptr);
  auto reply = co_await call.identity.by_form(call.request, std::string(name), password->clone());
  if (const auto* denial = std::get_if<auth::Denial>(&reply)) co_return not_let_in(*denial, *form);
  co_return co_await session_opened(call, *form);
}

net::Task<Response> log_in_by_credentials(Call& call) {
  const auto form = Form::parse(call.request.body.reveal());
  if (!form) co_return plain(400, "The form cannot be understood");
  co_return co_await session_opened(call, *form);
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
