// The second step of a login by the form: a code is asked for, or a second factor has to be set up
// before anything else. The session is half a login until then, and good for these pages only.
#include <optional>
#include <string>
#include <utility>

#include "gates/http/cookie.h"
#include "gates/http/html.h"
#include "gates/http/pages.h"
#include "gates/http/visit_desk.h"

namespace gatehouse::gates::http::pages {
namespace {

Html code_field() {
  return "<p><label for=\"code\">Code</label> <input id=\"code\" name=\"code\" "
         "autocomplete=\"one-time-code\" autocapitalize=\"none\" spellcheck=\"false\" "
         "maxlength=\"32\" required autofocus></p>\n";
}

Html alert(std::string_view words) {
  return words.empty() ? Html() : "<p role=\"alert\">" + text_of(words) + "</p>\n";
}

Html token_of(const Call& call, const SessionCookie& cookie) {
  return "<input type=\"hidden\" name=\"token\" value=\"" +
         text_of(call.door.form_token(cookie.id.reveal())) + "\">\n";
}

Html way_back() { return "<p><a href=\"/login\">Log in as somebody else</a></p>\n"; }

Response code_page(const Call& call, const SessionCookie& cookie, unsigned status,
                   std::string_view problem) {
  return page(status, "Your code",
              alert(problem) +
                  "<p>Type the six digits that your authenticator shows, or one of your recovery "
                  "codes.</p>\n<form method=\"post\" action=\"/login/code\">\n" +
                  token_of(call, cookie) + code_field() +
                  "<p><button>Log in</button></p>\n</form>\n" + way_back());
}

Response set_up_page(const Call& call, const SessionCookie& cookie) {
  return page(200, "A second factor is needed",
              "<p>This account must have a second factor: an app on your phone, or a program, that "
              "shows codes. Have it at hand, then go on.</p>\n"
              "<form method=\"post\" action=\"/login/factor\">\n" +
                  token_of(call, cookie) + "<p><button>Set it up</button></p>\n</form>\n" +
                  way_back());
}

// With what is shown this once; `secret` empty: after a code that was not right.
Response confirm_page(const Call& call, const SessionCookie& cookie, unsigned status,
                      std::string_view problem, const Html& secret) {
  return page(status, "Set up your authenticator",
              alert(problem) + secret + "<form method=\"post\" action=\"/login/factor\">\n" +
                  token_of(call, cookie) + code_field() +
                  "<p><button>Turn it on</button></p>\n</form>\n" + way_back());
}

std::string text_at(const web::Answer& answer, std::string_view key) {
  const auto& all = answer.dictionary();
  const auto found = all.find(key);
  const auto* text = found == all.end() ? nullptr : found->second.string();
  return text == nullptr ? std::string() : *text;
}

net::Task<web::Answer> ask(Call& call, std::string_view verb, const Secret* code = nullptr) {
  VisitDesk desk(*call.identity.visit());
  web::Command line(verb);
  line.keyword("*");
  if (code != nullptr) line.text(code->reveal());
  auto whole = line.line();
  co_return co_await desk.command(std::move(whole));
}

// Of a form that was sent from one of these pages.
struct Sent {
  SessionCookie cookie;
  Form form;
};
std::optional<Sent> sent(const Call& call) {
  auto cookie = session_cookie(call.request, call.cookie());
  auto form = Form::parse(call.request.body.reveal());
  if (!cookie || !form || !call.door.is_form_token(form->text("token"), cookie->id.reveal()))
    return std::nullopt;
  return Sent{std::move(*cookie), std::move(*form)};
}

Response not_of_this_session() { return plain(403, "The form is not one of this session"); }

Response over(const Call& call, std::string_view words) {
  auto response =
      page(403, "Log in again", alert(words) + "<p><a href=\"/login\">Log in</a></p>\n");
  response.fields.push_back(forget_session_cookie(call.cookie()));
  response.close = true;
  return response;
}

Html shown_codes(const web::Answer& answer) {
  Html list = "<ul>\n";
  for (const auto& code : answer.array())
    if (const auto* text = code.string()) list += "<li><code>" + text_of(*text) + "</code></li>\n";
  return list + "</ul>\n";
}

net::Task<Response> turned_on(Call& call, const Sent& sent, const Secret& code) {
  const auto answer = co_await ask(call, "CONFIRMSECONDFACTOR", &code);
  constexpr int wrong = 515;
  if (answer.code == wrong)
    co_return confirm_page(call, sent.cookie, 403, "This code is not right", {});
  if (!answer.done()) co_return confirm_page(call, sent.cookie, 403, answer.words, {});
  co_return page(200, "Your recovery codes",
                 "<p>Your second factor is on. Each of these codes logs you in once when you have "
                 "lost it. Print them or write them down: they are shown only now.</p>\n" +
                     shown_codes(answer) + "<p><a href=\"/\">Go on</a></p>\n");
}

net::Task<Response> begun(Call& call, const Sent& sent) {
  const auto answer = co_await ask(call, "BEGINSECONDFACTOR");
  if (!answer.done()) co_return over(call, answer.words);
  const auto uri = text_at(answer, "URI");
  co_return confirm_page(call, sent.cookie, 200, "",
                         "<p>Add this key to your authenticator, or open the link on the device "
                         "that has it. It is shown only now.</p>\n<p><code>" +
                             text_of(text_at(answer, "Secret")) + "</code></p>\n<p><a href=\"" +
                             text_of(uri) +
                             "\">Add it to the authenticator of this device</a></p>\n"
                             "<p>Then type the six digits that it shows.</p>\n");
}

}  // namespace

net::Task<Response> second_step(Call& call) {
  const auto cookie = session_cookie(call.request, call.cookie());
  if (!cookie) co_return see_other("/login");
  const auto state = co_await ask(call, "GETSECONDFACTOR");
  if (!state.done()) co_return plain(503, state.words);
  if (text_at(state, "State") == "On") co_return code_page(call, *cookie, 200, "");
  co_return set_up_page(call, *cookie);
}

net::Task<Response> show_code(Call& call) {
  auto form = sent(call);
  if (!form) co_return not_of_this_session();
  const auto* code = form->form.find("code");
  if (code == nullptr || code->empty())
    co_return code_page(call, form->cookie, 400, "A code is needed");
  auto blessed = co_await call.identity.visit()->bless(code->clone());
  call.identity.forget();
  if (blessed) co_return see_other("/");
  const auto& refused = blessed.error();
  if (refused.code == ErrorCode::wrong_password)
    co_return code_page(call, form->cookie, 403, refused.words);
  if (refused.code == ErrorCode::unavailable)
    co_return code_page(call, form->cookie, 503, refused.words);
  co_return over(call, refused.words);
}

net::Task<Response> set_up_factor(Call& call) {
  auto form = sent(call);
  if (!form) co_return not_of_this_session();
  const auto* code = form->form.find("code");
  const bool proves = code != nullptr && !code->empty();
  auto response = proves ? co_await turned_on(call, *form, *code) : co_await begun(call, *form);
  call.identity.forget();
  co_return response;
}

}  // namespace gatehouse::gates::http::pages
