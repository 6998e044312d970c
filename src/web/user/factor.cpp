// The second factor: set up with an authenticator, its recovery codes, removed.
#include "web/answers.h"
#include "web/parts.h"
#include "web/user/ask.h"
#include "web/user/handlers.h"
#include "web/user/qr.h"

namespace gatehouse::web::user {
namespace {

constexpr std::string_view confirm_path = "/account/factor/confirm";
constexpr std::string_view act = "act";
constexpr int wrong = 515;

Html act_form(const View& view, std::string_view what, std::string_view heading,
              const Html& explanation, std::string_view button) {
  return section(heading, explanation + form_of(view, hidden(act, what) + again_field(), button));
}

// Two fields of one name on a page would have one id: each act is shown by itself.
Html ways(const View& view) {
  const auto wanted = view.asked(act);
  return tabs("Second factor",
              {{"State", Url(view.page.path), wanted.empty()},
               {"New recovery codes", Url(view.page.path).with(act, "codes"), wanted == "codes"},
               {"Remove it", Url(view.page.path).with(act, "remove"), wanted == "remove"}});
}

Html state_of(const View& view, const settings::Dictionary& state) {
  if (text_at(state, "State") != "On")
    return act_form(view, "begin", "Set it up",
                    "<p>An app on your phone, or a program, that shows a new code every half "
                    "minute. The web interface then asks for one after your password. Programs "
                    "that cannot ask need <a href=\"/account/apps\">app passwords</a>.</p>\n",
                    "Begin");
  if (view.asked(act) == "codes")
    return ways(view) + act_form(view, "codes", "New recovery codes",
                                 "<p>The ones that you have are good for nothing then.</p>\n",
                                 "Make new codes");
  if (view.asked(act) == "remove")
    return ways(view) + act_form(view, "remove", "Remove the second factor",
                                 "<p>Your password alone opens the account then.</p>\n",
                                 "Remove it");
  return ways(view) + facts({{"State", "<strong class=\"good\">on</strong>"},
                             {"Since", text_of(text_at(state, "Since"))},
                             {"Last use", text_of(text_at(state, "LastUse"))},
                             {"Recovery codes left", text_of(text_at(state, "RecoveryCodes"))}});
}

Html confirm_form(const View& view) {
  return "<form method=\"post\" action=\"" + text_of(confirm_path) + "\">\n" + token_field(view) +
         input({.name = "code",
                .label = "The code it shows",
                .help = "Six digits.",
                .autocomplete = "one-time-code",
                .required = true}) +
         "<p><button>Turn it on</button></p>\n</form>\n";
}

Shown begun(const View& view, const settings::Dictionary& secret) {
  const auto uri = text_at(secret, "URI");
  Shown page{.title = "Set up your authenticator"};
  page.content =
      "<p>Scan this picture with the authenticator, or type the key. Both are shown only "
      "now.</p>\n" +
      qr_code(uri, "The key of your second factor") + "<p class=\"once\">" +
      text_of(text_at(secret, "Secret")) + "</p>\n<p><a href=\"" + text_of(uri) +
      "\">Add it to the authenticator of this device</a></p>\n" + confirm_form(view);
  return page;
}

Shown codes_shown(const Answer& answer) {
  Html list;
  for (const auto& code : answer.array())
    if (const auto* text = code.string()) list += text_of(*text) + "<br>\n";
  Shown page{.title = "Your recovery codes"};
  page.content =
      "<p>Each of them logs you in once when you have lost the authenticator. Print them or write "
      "them down: they are shown only now.</p>\n<p class=\"once\">" +
      list + "</p>\n<p>" + link(Url("/account/factor"), "Done") + "</p>\n";
  return page;
}

}  // namespace

net::Task<Shown> show_factor(View& view) {
  const auto state = co_await ask_of_own(view.desk, "GETSECONDFACTOR");
  if (!state.done()) co_return refused(state);
  co_return Shown{.title = "Second factor", .content = state_of(view, state.dictionary())};
}

net::Task<Shown> apply_factor(View& view) {
  const auto what = view.form.text(act);
  const auto* verb = what == "begin"    ? "BEGINSECONDFACTOR"
                     : what == "codes"  ? "NEWRECOVERYCODES"
                     : what == "remove" ? "REMOVESECONDFACTOR"
                                        : nullptr;
  if (verb == nullptr) co_return co_await again(view, "Nothing was chosen");
  const auto answer = co_await ask_of_own(view.desk, verb);
  if (!answer.done()) co_return co_await again(view, answer.words);
  if (what == "begin") co_return begun(view, answer.dictionary());
  if (what == "codes") co_return codes_shown(answer);
  co_return saved(Url(view.page.path));
}

net::Task<Shown> show_factor_code(View& view) {
  co_return Shown{.title = "Confirm your authenticator",
                  .content = confirm_form(view) + "<p>" +
                             link(Url("/account/factor"), "Begin again, with a new key") +
                             "</p>\n"};
}

net::Task<Shown> apply_factor_code(View& view) {
  Command confirm("CONFIRMSECONDFACTOR");
  confirm.keyword("*").text(view.form.text("code"));
  const auto answer = co_await ask(view.desk, confirm);
  if (answer.code == wrong) co_return co_await again(view, "This code is not right");
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return codes_shown(answer);
}

}  // namespace gatehouse::web::user
