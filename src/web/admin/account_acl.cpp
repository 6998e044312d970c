// Who else may do what: with the functions of an account, and with each of its mailboxes.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view mailbox_path = "/Master/Domains/MailboxACL.html";

struct Letter {
  char letter;
  std::string_view words;
};
// The guide's letters; those of RFC 4314 that they stand for are shown where they stand alone.
constexpr std::array letters{Letter{'l', "l: see it in lists"},
                             Letter{'r', "r: open and read"},
                             Letter{'s', "s: keep what was seen"},
                             Letter{'w', "w: set flags"},
                             Letter{'i', "i: insert"},
                             Letter{'p', "p: post"},
                             Letter{'c', "c: create below"},
                             Letter{'d', "d: delete"},
                             Letter{'a', "a: administer"}};
constexpr std::array single_letters{Letter{'k', "k: create below"}, Letter{'x', "x: delete it"},
                                    Letter{'t', "t: mark deleted"}, Letter{'e', "e: expunge"}};

// What the list is of: the name of a mailbox; empty: the functions of the account.
std::string mailbox_of(const View& view) { return view.asked("mailbox"); }

bool of_mailbox(const View& view) { return view.page.path == mailbox_path; }

Url page_of(const View& view) {
  auto url = account_page(view);
  if (of_mailbox(view)) url.with("mailbox", mailbox_of(view));
  return url;
}

net::Task<Answer> list_asked(View& view) {
  Command ask(of_mailbox(view) ? "GETMAILBOXACL" : "GETACCOUNTACL");
  ask.text(full_name_of(view));
  if (of_mailbox(view)) ask.keyword("MAILBOX").text(mailbox_of(view));
  co_return co_await view.desk.command(ask.line());
}

std::string rights_field(std::string_view number) { return "rights." + std::string(number); }

// The boxes of one element; `number` tells them from those of others.
Html boxes_of(const View& view, std::string_view number, std::string_view held) {
  const auto field = rights_field(number);
  const auto typed = view.form.all(field);
  const auto is_marked = [&](char letter) {
    if (view.form.empty()) return held.contains(letter);
    return std::ranges::find(typed, std::string_view(&letter, 1)) != typed.end();
  };
  Html boxes;
  const auto add = [&](const Letter& one) {
    boxes += checkbox(field, std::string_view(&one.letter, 1), one.words, is_marked(one.letter));
  };
  for (const auto& one : letters) add(one);
  for (const auto& one : single_letters)
    if (held.contains(one.letter)) add(one);
  return "<div class=\"boxes\">\n" + boxes + "</div>\n";
}

Html editor_of(const View& view, const settings::Dictionary& list) {
  Html fields;
  std::size_t number = 0;
  for (const auto& [who, rights] : list)
    fields +=
        group(who, hidden("who", who) + boxes_of(view, std::to_string(number++), in_words(rights)));
  const auto newcomer =
      input({.name = "new_who",
             .label = "Name",
             .value = view.form.text("new_who"),
             .help = "account, account@domain, anyone, anyone@, #group; with - in front its rights "
                     "are taken away."});
  fields += group("Somebody else", newcomer + boxes_of(view, "new", {}));
  return form_of(view, fields, "Save");
}

std::string marked(const View& view, std::string_view number) {
  std::string rights;
  for (const auto letter : view.form.all(rights_field(number))) rights += letter;
  return rights;
}

// Those of the form; an element without rights is removed.
settings::Dictionary wanted(const View& view) {
  settings::Dictionary list;
  std::size_t number = 0;
  for (const auto who : view.form.all("who"))
    list.insert_or_assign(std::string(who), marked(view, std::to_string(number++)));
  const auto newcomer = trimmed(view.form.text("new_who"));
  if (!newcomer.empty()) list.insert_or_assign(std::string(newcomer), marked(view, "new"));
  return list;
}

net::Task<Html> mailboxes_of(View& view) {
  const auto answer = co_await ask_about(view.desk, "LISTMAILBOXES", full_name_of(view));
  if (!answer.done()) co_return Html();
  Table table("Mailboxes", {"Mailbox", "Messages"});
  for (const auto& [name, facts] : answer.dictionary()) {
    auto url = account_url(mailbox_path, domain_of(view), account_of(view));
    url.with("mailbox", name);
    const auto* held = facts.dictionary();
    table.row({link(url, name), held == nullptr ? Html() : text_of(text_at(*held, "Messages"))});
  }
  co_return section("Its mailboxes", table.html());
}

net::Task<Html> explanation(View& view) {
  const std::string who(trimmed(view.query.text("for")));
  const auto fields =
      hidden("domainName", domain_of(view)) + hidden("accountName", account_of(view)) +
      hidden("mailbox", mailbox_of(view)) +
      input({.name = "for", .label = "For the account", .value = who, .required = true});
  auto made = search_of(view, fields, "Explain");
  if (!who.empty()) {
    Command ask("EXPLAINMAILBOXRIGHTS");
    ask.text(full_name_of(view)).keyword("MAILBOX").text(mailbox_of(view));
    ask.keyword("FOR").text(who);
    const auto answer = co_await view.desk.command(ask.line());
    made += answer.done()
                ? rules_of("What each element gives and takes", answer.array())
                : "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  }
  co_return section("What may somebody do here?", made);
}

}  // namespace

net::Task<Shown> show_access_list(View& view) {
  const auto list = co_await list_asked(view);
  if (!list.done() && of_mailbox(view)) co_return refused(list);
  Shown page{.title = of_mailbox(view)
                          ? "Access to " + mailbox_of(view) + " of " + full_name_of(view)
                          : "Access lists of " + full_name_of(view)};
  page.content = account_tabs(view);
  if (list.done())
    page.content += section("Who has which rights", editor_of(view, list.dictionary()));
  if (of_mailbox(view))
    page.content += co_await explanation(view);
  else
    page.content += co_await mailboxes_of(view);
  co_return page;
}

net::Task<Shown> apply_access_list(View& view) {
  Command change(of_mailbox(view) ? "SETMAILBOXACL" : "SETACCOUNTACL");
  change.text(full_name_of(view));
  if (of_mailbox(view)) change.keyword("MAILBOX").text(mailbox_of(view));
  change.value(wanted(view));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), page_of(view));
}

}  // namespace gatehouse::web::admin
