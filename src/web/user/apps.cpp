// App passwords: one for each device or program, good for some services only.
#include <algorithm>
#include <array>

#include "web/answers.h"
#include "web/parts.h"
#include "web/user/ask.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

struct Service {
  std::string_view code;  // of Enabled Services
  std::string_view words;
};
constexpr std::array services{
    Service{"IMAP", "Read mail (IMAP)"},  Service{"POP", "Fetch mail (POP)"},
    Service{"Relay", "Send mail (SMTP)"}, Service{"XMPP", "Chat (XMPP)"},
    Service{"SIP", "Calls (SIP)"},        Service{"FTP", "Files (FTP)"},
    Service{"LDAP", "Directory (LDAP)"},  Service{"ACAP", "Preferences (ACAP)"},
    Service{"XIMSS", "XIMSS clients"},    Service{"HTTP", "Programs over HTTP"},
};

constexpr std::string_view service_field = "service";

// joe$phone@company.com: the tag belongs to the name.
std::string login_name(const View& view, std::string_view tag) {
  const auto at = std::min(view.account.rfind('@'), view.account.size());
  return view.account.substr(0, at) + "$" + std::string(tag) + view.account.substr(at);
}

Html way_to_revoke(std::string_view tag) {
  return link(Url("/account/apps/revoke").with("tag", tag), "Revoke");
}

Html list_of(const View& view, const settings::Dictionary& tags) {
  Table table("App passwords",
              {"Name", "Label", "Good for", "Made", "Expires", "Last use", "From", "Revoke"});
  for (const auto& [tag, value] : tags) {
    static const settings::Dictionary none;
    const auto& facts = value.dictionary() == nullptr ? none : *value.dictionary();
    const auto good_for = text_at(facts, "Services");
    table.row({text_of(login_name(view, tag)), text_of(text_at(facts, "Label")),
               text_of(good_for.empty() ? "everything" : good_for),
               text_of(text_at(facts, "Created")), text_of(text_at(facts, "Expires")),
               text_of(text_at(facts, "LastUse")), text_of(text_at(facts, "LastAddress")),
               way_to_revoke(tag)});
  }
  return table.html();
}

Html service_boxes(const Form& typed) {
  const auto chosen = typed.all(service_field);
  Html boxes;
  for (const auto& [code, words] : services)
    boxes += checkbox(service_field, code, words, std::ranges::find(chosen, code) != chosen.end());
  return group("Good for", "<p class=\"help\">None is marked: for everything.</p>\n" + boxes);
}

// Shown this once, as the answer to the form.
Shown made(const View& view, std::string_view tag, std::string_view password) {
  Shown page{.title = "Your new app password"};
  page.content = "<p>Type these into the program. The password is shown only now.</p>\n" +
                 facts({{"Name", "<code>" + text_of(login_name(view, tag)) + "</code>"}}) +
                 "<p class=\"once\">" + text_of(password) + "</p>\n<p>" +
                 link(Url("/account/apps"), "All app passwords") + "</p>\n";
  return page;
}

}  // namespace

net::Task<Shown> show_apps(View& view) {
  const auto tags = co_await ask_of_own(view.desk, "LISTACCOUNTTAGS");
  if (!tags.done()) co_return refused(tags);
  Shown page{.title = "App passwords"};
  page.content =
      "<p>One for each device or program. Whoever finds the device has this password "
      "only, and you can revoke it.</p>\n<p>" +
      link(Url("/account/apps/new"), "Make one") + "</p>\n" + list_of(view, tags.dictionary());
  co_return page;
}

net::Task<Shown> show_revoked_app(View& view) {
  const auto tag = view.asked("tag");
  if (tag.empty()) co_return Shown{.go_to = "/account/apps"};
  Shown page{.title = "Revoke an app password"};
  page.content = "<p>Nothing logs in as <code>" + text_of(login_name(view, tag)) +
                 "</code> any more, and what has logged in so is cut off.</p>\n" +
                 form_of(view, hidden("tag", tag) + again_field(), "Revoke it") + "<p>" +
                 link(Url("/account/apps"), "All app passwords") + "</p>\n";
  co_return page;
}

net::Task<Shown> apply_revoked_app(View& view) {
  Command revoke("SETACCOUNTPASSWORD");
  revoke.keyword("*").keyword("PASSWORD").text("").keyword("TAG").text(view.form.text("tag"));
  const auto answer = co_await ask(view.desk, revoke);
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return saved(Url("/account/apps"));
}

net::Task<Shown> show_new_app(View& view) {
  Shown page{.title = "A new app password"};
  page.content =
      form_of(view,
              input({.name = "tag",
                     .label = "Name",
                     .value = view.form.text("tag"),
                     .help = "A short word for the device: phone, laptop.",
                     .required = true}) +
                  input({.name = "label", .label = "Label", .value = view.form.text("label")}) +
                  service_boxes(view.form) + again_field(),
              "Make it");
  co_return page;
}

net::Task<Shown> apply_new_app(View& view) {
  const auto tag = view.form.text("tag");
  if (tag.empty()) co_return co_await again(view, "A name is needed");
  Command make("CREATEACCOUNTTAG");
  make.keyword("*").keyword("TAG").text(tag);
  if (const auto label = view.form.text("label"); !label.empty()) make.keyword("LABEL").text(label);
  settings::Array chosen;
  for (const auto& [code, words] : services)
    if (const auto all = view.form.all(service_field); std::ranges::find(all, code) != all.end())
      chosen.emplace_back(code);
  if (!chosen.empty()) make.keyword("SERVICES").value(settings::Value(std::move(chosen)));
  const auto answer = co_await ask(view.desk, make);
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return made(view, tag, answer.text());
}

}  // namespace gatehouse::web::user
