// Many accounts from pasted lines. A request makes a portion of them; the lines stay in the window
// they were pasted into, because no page may hold the passwords: sent again, they go on where the
// portion before ended, for accounts that are there are passed over.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::size_t portion = 100;  // accounts that one request makes
constexpr std::size_t most_lines = 5000;
constexpr std::size_t most_told = 100;  // refusals
constexpr int name_in_use = 520;

struct Separator {
  std::string_view value;
  std::string_view words;
  char mark;
};
constexpr std::array separators{Separator{"tab", "Tab", '\t'}, Separator{"comma", "Comma", ','},
                                Separator{"semicolon", "Semicolon", ';'}};

struct Line {
  std::size_t number;
  std::string_view name;
  std::string_view password;
  std::string_view real_name;
};

std::vector<Line> lines_in(std::string_view text, char mark) {
  std::vector<Line> lines;
  std::size_t number = 0;
  for (auto line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trimmed(line).empty()) continue;
    const auto name = trimmed(take_until(line, mark));
    const auto password = take_until(line, mark);
    lines.push_back({number, name, password, trimmed(line)});
  }
  return lines;
}

// What became of the lines so far.
struct Progress {
  std::size_t all = 0;
  std::size_t made = 0;
  std::size_t there = 0;
  std::size_t refused = 0;
  Table table{"Lines that were refused", {"Line", "Account", "Why"}};

  [[nodiscard]] std::size_t seen() const { return made + there + refused; }
};

net::Task<Answer> make(View& view, const Line& line, const std::string& account, bool hashes) {
  Command create("CREATEACCOUNT");
  create.text(account).keyword("{");
  if (!line.real_name.empty()) create.keyword("RealName =").text(line.real_name).keyword(";");
  if (!line.password.empty() && !hashes)
    create.keyword("Password =").text(line.password).keyword(";");
  create.keyword("}");
  auto answer = co_await view.desk.command(create.line());
  if (!answer.done() || !hashes || line.password.empty()) co_return answer;
  Command import("IMPORTACCOUNTPASSWORD");
  import.text(account).text(line.password);
  answer = co_await view.desk.command(import.line());
  if (!answer.done()) answer.words = "The account is made without a password: " + answer.words;
  co_return answer;
}

net::Task<void> take(View& view, const Line& line, Progress& progress) {
  const std::string name(line.name);
  const auto account = name.contains('@') ? name : name + "@" + domain_of(view);
  const bool hashes = view.form.text("kind") == "hashes";
  const auto answer = co_await make(view, line, account, hashes);
  if (answer.done()) {
    ++progress.made;
  } else if (answer.code == name_in_use) {
    ++progress.there;
  } else {
    if (++progress.refused > most_told) co_return;
    progress.table.row(
        {text_of(std::to_string(line.number)), text_of(account), text_of(answer.words)});
  }
}

Html told(const Progress& progress) {
  const auto number = [](std::size_t count) { return text_of(std::to_string(count)); };
  auto made = "<p><label for=\"progress\">" + number(progress.seen()) + " of " +
              number(progress.all) + " lines</label> <progress id=\"progress\" value=\"" +
              number(progress.seen()) + "\" max=\"" + number(progress.all) + "\"></progress></p>\n";
  made += facts({{"Made now", number(progress.made)},
                 {"There already", number(progress.there)},
                 {"Refused", number(progress.refused)}});
  if (progress.seen() < progress.all)
    made +=
        "<p role=\"status\" class=\"done\">This was a portion. Press Import again in the window "
        "with the lines: it goes on from here.</p>\n";
  else
    made += "<p role=\"status\" class=\"done\">All lines are done.</p>\n";
  if (!progress.table.empty()) made += progress.table.html();
  return made;
}

Html fields_of(const View& view) {
  std::vector<Option> marks;
  for (const auto& one : separators)
    marks.push_back({std::string(one.value), std::string(one.words)});
  const std::vector<Option> kinds{{"clear", "Passwords as they are"},
                                  {"hashes", "Passwords as another program encoded them"}};
  return input({.name = "lines",
                .label = "Name, password, real name: one account on each line",
                .help = "The last two may be left out. At most 5000 lines.",
                .type = "textarea",
                .required = true}) +
         select(
             {.name = "separator", .label = "Between them", .value = view.form.text("separator")},
             marks) +
         select({.name = "kind", .label = "Passwords", .value = view.form.text("kind")}, kinds);
}

}  // namespace

net::Task<Shown> show_account_import(View& view) {
  Shown page{.title = "Import accounts into " + domain_of(view)};
  page.content = domain_tabs(view) +
                 "<p>The result opens in another window; the lines stay in this one. Many are made "
                 "in portions of 100: press Import again until all lines are done.</p>\n"
                 "<form method=\"post\" target=\"import\" action=\"" +
                 text_of(view.here) + "\">\n" + token_field(view) + fields_of(view) +
                 "<p><button>Import (opens another window)</button></p>\n</form>\n";
  co_return page;
}

net::Task<Shown> import_accounts(View& view) {
  const auto mark = std::ranges::find(separators, view.form.text("separator"), &Separator::value);
  if (mark == separators.end()) co_return co_await again(view, "What stands between the fields?");
  const auto lines = lines_in(view.form.text("lines"), mark->mark);
  if (lines.empty()) co_return co_await again(view, "There are no lines");
  if (lines.size() > most_lines)
    co_return co_await again(view, "These are more than 5000 lines: send them in parts");
  Progress progress{.all = lines.size()};
  for (const auto& line : lines) {
    if (progress.made == portion) break;
    co_await take(view, line, progress);
  }
  Shown page{.title = "Import into " + domain_of(view)};
  page.content = domain_tabs(view) + told(progress);
  co_return page;
}

}  // namespace gatehouse::web::admin
