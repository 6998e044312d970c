// The account's mailboxes, and who else may do what with each.
#include <algorithm>
#include <array>

#include "web/answers.h"
#include "web/parts.h"
#include "web/user/ask.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

constexpr std::string_view editor = "/account/mailboxes/rights";
constexpr std::string_view letter_field = "letter";

struct Letter {
  char letter;  // of the guide and of RFC 4314
  std::string_view words;
};
constexpr std::array letters{
    Letter{'l', "see it in lists"},      Letter{'r', "open and read it"},
    Letter{'s', "mark as read"},         Letter{'w', "set other marks"},
    Letter{'i', "put messages in"},      Letter{'p', "send mail to it"},
    Letter{'c', "make mailboxes in it"}, Letter{'d', "delete messages and it"},
    Letter{'a', "change these rights"},
};
// Parts of `d`, shown where a list has one alone.
constexpr std::array parts{Letter{'x', "delete the mailbox"}, Letter{'t', "mark as deleted"},
                           Letter{'e', "remove what is marked"}};

std::string in_words(std::string_view rights) {
  std::string words;
  const auto add = [&](const Letter& one) {
    if (rights.contains(one.letter)) words.append(words.empty() ? "" : ", ").append(one.words);
  };
  std::ranges::for_each(letters, add);
  std::ranges::for_each(parts, add);
  return words;
}

Html boxes(std::string_view rights) {
  Html made;
  const auto add = [&](const Letter& one) {
    const std::string value(1, one.letter);
    made += checkbox(letter_field, value, one.words, rights.contains(one.letter));
  };
  std::ranges::for_each(letters, add);
  for (const auto& one : parts)
    if (rights.contains(one.letter)) add(one);
  return made;
}

std::string size_at(const settings::Dictionary& facts) {
  const auto number = number_at(facts, "Size");
  return number && *number >= 0 ? size_words(static_cast<std::uint64_t>(*number)) : std::string();
}

Url rights_of(std::string_view mailbox) { return Url(editor).with("name", mailbox); }

Html list_of(std::string_view mailbox, const settings::Dictionary& acl) {
  Table table("Who may do what", {"Who", "May", "Change"});
  for (const auto& [who, value] : acl) {
    const auto* rights = value.string();
    table.row({text_of(who), text_of(rights == nullptr ? "" : in_words(*rights)),
               link(rights_of(mailbox).with("who", who), "Change")});
  }
  return table.html();
}

// What was typed counts, then what stands there.
std::string letters_shown(const View& view, const settings::Dictionary& acl, std::string_view who) {
  std::string typed;
  for (const auto letter : view.form.all(letter_field)) typed += letter;
  if (!view.form.empty()) return typed;
  const auto* value = settings::find(acl, who);
  const auto* rights = value == nullptr ? nullptr : value->string();
  return rights == nullptr ? "lr" : *rights;
}

Html rights_form(const View& view, const settings::Dictionary& acl) {
  const auto who = view.asked("who");
  const bool is_new = who.empty() || !acl.contains(who);
  return section(
      is_new ? "Let somebody in" : "Change what " + who + " may",
      form_of(view,
              input({.name = "who",
                     .label = "Who",
                     .value = who,
                     .help = "An account (joe, joe@other.com), a group (#staff), anyone@ for your "
                             "domain, anyone for all accounts; with + or - in front: give more, "
                             "take away.",
                     .required = true}) +
                  group("May", boxes(letters_shown(view, acl, who)) +
                                   "<p class=\"help\">Nothing is marked: leaves the list.</p>\n"),
              "Save"));
}

Html reasons(const settings::Array& rules) {
  Table table("Why", {"Rule", "Answer"});
  for (const auto& rule : rules)
    if (const auto* facts = rule.dictionary())
      table.row({text_of(text_at(*facts, "Rule")), text_of(text_at(*facts, "Answer"))});
  return table.html();
}

net::Task<Html> explained(View& view, std::string_view mailbox) {
  const auto whom = std::string(view.query.text("for"));
  auto content =
      "<form method=\"get\" class=\"search\" action=\"" + text_of(editor) + "\">\n" +
      hidden("name", mailbox) +
      input({.name = "for", .label = "What may this account do, and why?", .value = whom}) +
      "<button>Explain</button>\n</form>\n";
  if (whom.empty()) co_return content;
  Command explain("EXPLAINMAILBOXRIGHTS");
  explain.keyword("*").keyword("MAILBOX").text(mailbox).keyword("FOR").text(whom);
  const auto answer = co_await ask(view.desk, explain);
  content += answer.done()
                 ? reasons(answer.array())
                 : "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  co_return content;
}

}  // namespace

net::Task<Shown> show_mailboxes(View& view) {
  const auto all = co_await ask_of_own(view.desk, "LISTMAILBOXES");
  if (!all.done()) co_return refused(all);
  Table table("Mailboxes", {"Name", "Messages", "Unread", "Size", "Shared with"});
  for (const auto& [name, value] : all.dictionary()) {
    static const settings::Dictionary none;
    const auto& facts = value.dictionary() == nullptr ? none : *value.dictionary();
    table.row({text_of(name), text_of(text_at(facts, "Messages")),
               text_of(text_at(facts, "Unseen")), text_of(size_at(facts)),
               link(rights_of(name), "Rights")});
  }
  co_return Shown{.title = "Mailboxes", .content = table.html()};
}

net::Task<Shown> show_mailbox_rights(View& view) {
  const auto mailbox = std::string(view.query.text("name"));
  if (mailbox.empty()) co_return Shown{.go_to = "/account/mailboxes"};
  Command list("GETMAILBOXACL");
  list.keyword("*").keyword("MAILBOX").text(mailbox);
  const auto acl = co_await ask(view.desk, list);
  if (!acl.done()) co_return refused(acl);
  Shown page{.title = "Rights to " + mailbox};
  page.content = "<p>You may do everything yourself. " +
                 link(Url("/account/mailboxes"), "All mailboxes") + "</p>\n" +
                 list_of(mailbox, acl.dictionary()) + rights_form(view, acl.dictionary()) +
                 section("Explain", co_await explained(view, mailbox));
  co_return page;
}

net::Task<Shown> apply_mailbox_rights(View& view) {
  const auto mailbox = view.query.text("name");
  const auto who = view.form.text("who");
  if (who.empty()) co_return co_await again(view, "Whom do you mean?");
  std::string chosen;
  for (const auto letter : view.form.all(letter_field)) chosen += letter;
  Command change("SETMAILBOXACL");
  change.keyword("*").keyword("MAILBOX").text(mailbox).value(
      settings::Value(settings::Dictionary{{std::string(who), chosen}}));
  const auto answer = co_await ask(view.desk, change);
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return saved(rights_of(mailbox));
}

}  // namespace gatehouse::web::user
