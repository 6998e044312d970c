// The rights of one account: given and taken, and why it may do something or may not.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "settings/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/master.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;

constexpr std::string_view right_field = "right";
constexpr std::string_view limited_field = "limited";  // grants with limits that stay
constexpr std::string_view of_server = "server";

// In the order of a page. What a newer server has besides stands under "Others".
struct Group {
  std::string_view title;
  std::string_view kind;
  std::array<std::string_view, 8> codes;
};
constexpr std::array groups{
    Group{"The whole server", of_server, {"Master", "Settings", "Directory"}},
    Group{"All domains", of_server, {"User", "UserRead"}},
    Group{"Monitoring",
          of_server,
          {"Monitor", "CanModifyLog", "CanRejectQueues", "CanReleaseQueues"}},
    Group{"A domain and its accounts",
          "domain",
          {"Domain", "BasicSettings", "CanCreateAccounts", "CanCreateSpecialAccounts",
           "CanCreateAliases", "PSTNSettings", "WebUserSettings", "CanCreateTelnums"}},
    Group{"Other objects of a domain",
          "domain",
          {"CanCreateGroups", "CanCreateForwarders", "CanCreateLists", "CanCreateNamedTasks",
           "CentralDirectory", "RulesAllowed", "SignalRulesAllowed"}},
    Group{"What accounts keep",
          "domain",
          {"CanImpersonate", "CanAccessMailboxes", "CanAccessWebSites", "CanCreateWebUserSessions",
           "CanModifyPBXApps", "CanModifyRPOP", "CanModifyRSIP"}},
    Group{"Keys and certificates", "domain", {"SecureCertificate", "KerberosKeys"}}};

bool is_grouped(std::string_view code) {
  return std::ranges::any_of(groups, [code](const Group& group) {
    return std::ranges::find(group.codes, code) != group.codes.end();
  });
}

// What a page about an account knows.
struct Known {
  std::string account;
  Dictionary table{};    // every right there is
  Array held{};          // codes, and grants with limits
  bool in_main = false;  // rights over the server count
};

std::string domain_in(std::string_view full_name) {
  const auto at = full_name.rfind('@');
  return at == full_name.npos ? std::string() : std::string(full_name.substr(at + 1));
}

bool holds(const Known& known, std::string_view code) {
  return std::ranges::any_of(known.held, [code](const Value& one) {
    return one.string() != nullptr && *one.string() == code;
  });
}

bool chosen(const View& view, const Known& known, std::string_view code) {
  if (view.form.empty()) return holds(known, code);
  const auto sent = view.form.all(right_field);
  return std::ranges::find(sent, code) != sent.end();
}

Html box(const View& view, const Known& known, const std::string& code, const Dictionary& row) {
  auto help = "May " + text_at(row, "Allows") + ".";
  if (const auto needs = text_at(row, "Needs"); !needs.empty() && needs != code)
    help += " Counts only beside " + needs + ".";
  return checkbox(right_field, code, code, chosen(view, known, code), help);
}

// A group of the table; empty: it has nothing for this account.
Html fields_of(const View& view, const Known& known, const Group& shown) {
  if (shown.kind == of_server && !known.in_main) return {};
  Html boxes;
  for (const auto code : shown.codes)
    if (const auto* row = code.empty() ? nullptr : settings::find(known.table, code))
      if (row->dictionary() != nullptr)
        boxes += box(view, known, std::string(code), *row->dictionary());
  return boxes.markup().empty() ? Html() : group(shown.title, boxes);
}

Html other_fields(const View& view, const Known& known) {
  Html boxes;
  for (const auto& [code, row] : known.table) {
    if (is_grouped(code) || row.dictionary() == nullptr) continue;
    const bool server = text_at(*row.dictionary(), "Kind") == of_server;
    if (!server || known.in_main) boxes += box(view, known, code, *row.dictionary());
  }
  return boxes.markup().empty() ? Html() : group("Others", boxes);
}

std::string words_of(const Dictionary& limited) {
  std::string words = text_at(limited, "Right") + " for ";
  const auto* accounts = settings::find(limited, "Accounts");
  if (accounts == nullptr || accounts->array() == nullptr)
    words += "all accounts";
  else
    for (const auto& one : *accounts->array())
      words += (&one == accounts->array()->data() ? "" : ", ") + in_words(one);
  const auto until = text_at(limited, "Until");
  words += until.empty() ? std::string() : " until " + until;
  return words + ": " + text_at(limited, "Reason");
}

// CanImpersonate with limits.
Html limited_fields(const View& view, const Known& known) {
  Html fields;
  const auto sent = view.form.all(limited_field);
  for (const auto& one : known.held) {
    if (one.dictionary() == nullptr) continue;
    const auto text = settings::to_text(one);
    const bool stays = view.form.empty() || std::ranges::find(sent, text) != sent.end();
    fields += checkbox(limited_field, text, "Keep: " + words_of(*one.dictionary()), stays);
  }
  fields += input({.name = "accounts",
                   .label = "One more: for these accounts or #groups",
                   .value = view.form.text("accounts"),
                   .help = "Separated by commas or spaces; empty: for all accounts, where a reason "
                           "is given."}) +
            input({.name = "until",
                   .label = "Until",
                   .value = view.form.text("until"),
                   .help = "Day-month-year, as 31-12-2030 or 31-12-2030_18:00:00, GMT; empty: for "
                           "ever."}) +
            input({.name = "reason",
                   .label = "Reason",
                   .value = view.form.text("reason"),
                   .help = "The audit trail repeats it. Empty: no grant is added."});
  return group("Opening other accounts, with limits (CanImpersonate)", fields);
}

net::Task<Answer> explain(View& view, std::string account, std::string right) {
  Command ask("EXPLAINRIGHT");
  ask.text(account).keyword("RIGHT").text(right);
  const auto on = view.query.text("on");
  if (!on.empty()) ask.keyword("ON").text(on);
  co_return co_await view.desk.command(ask.line());
}

net::Task<Html> explained(View& view, std::string account) {
  const std::string right(view.query.text("ask"));
  const auto fields = hidden(full_name_field, account) +
                      input({.name = "ask",
                             .label = "A right or a command",
                             .value = right,
                             .help = "As BasicSettings, or SETACCOUNTPASSWORD.",
                             .required = true}) +
                      input({.name = "on",
                             .label = "On an account or a domain",
                             .value = view.query.text("on"),
                             .help = "Empty: on its own domain."});
  auto made = search_of(view, fields, "Explain");
  if (!right.empty()) {
    const auto answer = co_await explain(view, account, right);
    made += answer.done()
                ? rules_of("Why", answer.array())
                : "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  }
  co_return section("May it do this?", made);
}

net::Task<Answer> ask_table(Desk& desk) {
  const Command ask("LISTACCESSRIGHTS");
  co_return co_await desk.command(ask.line());
}

net::Task<bool> is_main(Desk& desk, std::string domain) {
  const Command ask("MAINDOMAINNAME");
  const auto answer = co_await desk.command(ask.line());
  co_return same_but_case(answer.text(), domain);
}

Result<std::optional<Value>> new_grant(const View& view) {
  const auto reason = trimmed(view.form.text("reason"));
  const auto accounts = words_in(view.form.text("accounts"));
  const auto until = trimmed(view.form.text("until"));
  if (reason.empty() && accounts.empty() && until.empty()) return std::nullopt;
  if (reason.empty()) return fail(ErrorCode::malformed, "Reason: a grant with limits needs one");
  Dictionary grant{{"Right", "CanImpersonate"}, {"Reason", reason}};
  if (!accounts.empty()) grant.emplace("Accounts", accounts);
  if (until.empty()) return Value(std::move(grant));
  auto time = settings::read("#T" + std::string(until));
  if (!time || !std::holds_alternative<settings::TimeStamp>(time->held()))
    return fail(ErrorCode::malformed, "Until: expected a day, as 31-12-2030");
  grant.emplace("Until", std::move(*time));
  return Value(std::move(grant));
}

// The list that the form asks for.
Result<Array> wanted(const View& view, const Array& held) {
  Array all;
  for (const auto code : view.form.all(right_field)) all.emplace_back(code);
  const auto kept = view.form.all(limited_field);
  for (const auto& one : held)
    if (one.dictionary() != nullptr &&
        std::ranges::find(kept, settings::to_text(one)) != kept.end())
      all.push_back(one);
  auto grant = new_grant(view);
  if (!grant) return std::unexpected(std::move(grant.error()));
  if (*grant) all.push_back(std::move(**grant));
  return all;
}

// The page stands in two realms.
Url address_of(const View& view, std::string_view account) {
  Url url(view.page.path);
  url.with(full_name_field, account);
  return url;
}

}  // namespace

net::Task<Shown> show_master_rights(View& view) {
  const auto account = full_name_of(view);
  const auto held = co_await ask_about(view.desk, "GETACCOUNTRIGHTS", account);
  if (!held.done()) co_return refused(held);
  const auto table = co_await ask_table(view.desk);
  const bool main = co_await is_main(view.desk, domain_in(account));
  const Known known{account, table.dictionary(), held.array(), main};
  Html fields;
  for (const auto& one : groups) fields += fields_of(view, known, one);
  fields += other_fields(view, known) + limited_fields(view, known);
  Shown page{.title = "Rights of " + account};
  page.content =
      view.page.realm == Realm::users
          ? account_tabs(view)
          : "<p>" + link(Url("/Master/MainAdmin/Administrators.html"), "All administrators") +
                "</p>\n";
  if (!main)
    page.content += "<p>Accounts of a secondary domain can have rights over domains only.</p>\n";
  page.content += view.rights.has("User")
                      ? form_of(view, fields + again_field(), "Set these rights")
                      : only_shown(fields);
  page.content += co_await explained(view, account);
  co_return page;
}

net::Task<Shown> apply_master_rights(View& view) {
  const auto account = full_name_of(view);
  const auto held = co_await ask_about(view.desk, "GETACCOUNTRIGHTS", account);
  if (!held.done()) co_return refused(held);
  auto rights = wanted(view, held.array());
  if (!rights) co_return co_await again(view, std::move(rights.error().detail));
  Command change("SETACCOUNTRIGHTS");
  change.text(account).value(std::move(*rights));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), address_of(view, account));
}

}  // namespace gatehouse::web::admin
