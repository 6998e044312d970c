#include "web/admin/monitor_trail.h"

#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;

Html joined(Html one, std::string_view between, const Html& other) {
  if (one.markup().empty() || other.markup().empty()) return one + other;
  return one + text_of(between) + other;
}

Html who(const View& view, const Dictionary& record) {
  auto made = account_link(view, text_at(record, "Account"));
  if (const auto as = text_at(record, "As"); !as.empty())
    made = joined(std::move(made), " as ", account_link(view, as));
  if (made.markup().empty())
    if (const auto name = text_at(record, "Name"); !name.empty())
      made = "\"" + text_of(name) + "\"";
  return made;
}

Html what(const Dictionary& record) {
  const auto kind = text_at(record, "Kind");
  const auto result = text_at(record, "Result");
  const bool good = result == "success" || result == "200" || result == "201" || result.empty();
  auto made = text_of(kind);
  if (const auto verb = text_at(record, "Verb"); !verb.empty()) made = text_of(verb);
  if (result.empty()) return made;
  const Html mark = good ? Html("<span class=\"good\">") : Html("<strong class=\"bad\">");
  const Html end = good ? Html("</span>") : Html("</strong>");
  return made + ": " + mark + text_of(result) + end;
}

Html how(const Dictionary& record) {
  auto words = text_at(record, "Service");
  if (const auto method = text_at(record, "Method"); !method.empty()) words += " " + method;
  if (text_at(record, "TLS") == "yes") words += ", TLS";
  return text_of(words);
}

std::string side(const settings::Value& change, std::string_view which) {
  return change.dictionary() == nullptr ? std::string() : text_at(*change.dictionary(), which);
}

Html about(const Dictionary& record) {
  auto made = joined(text_of(text_at(record, "Target")), ": ", text_of(text_at(record, "Detail")));
  const auto* changes = settings::find(record, "Changes");
  if (changes == nullptr || changes->dictionary() == nullptr) return made;
  for (const auto& [key, change] : *changes->dictionary())
    made = joined(std::move(made), "; ",
                  text_of(key + ": " + side(change, "Before") + " -> " + side(change, "After")));
  return made;
}

// A login can be explained rule by rule.
Html number(const Dictionary& record) {
  const auto id = text_at(record, "ID");
  if (text_at(record, "Kind") != "login") return text_of(id);
  Url url(explain_path);
  url.with("id", id);
  return link(url, id);
}

Html filters(const View& view) {
  const auto& query = view.query;
  std::vector<Option> kinds{{"", "All kinds"}};
  for (const auto* kind :
       {"login", "end", "change", "notice", "start", "stop", "file", "lost", "cut", "damaged"})
    kinds.push_back({kind, kind});
  const std::vector<Option> results{{"", "All results"}, {"failed", "Failed"}};
  return search_of(
      view,
      select({.name = "kind", .label = "Kind", .value = query.text("kind")}, kinds) +
          select({.name = "result", .label = "Result", .value = query.text("result")}, results) +
          input({.name = "account", .label = "Account", .value = query.text("account")}) +
          input({.name = "address", .label = "Address", .value = query.text("address")}) +
          input({.name = "text", .label = "Text", .value = query.text("text")}) +
          input({.name = "since",
                 .label = "Since",
                 .value = query.text("since"),
                 .help = "2026-11-22, 2026-11-22T06:29, or 30m, 12h, 7d back; UTC"}) +
          input({.name = "until", .label = "Until", .value = query.text("until")}),
      "Filter");
}

}  // namespace

Html records(const View& view, std::string_view caption, const settings::Array& entries) {
  Table table(caption, {"Number", "Time", "What", "Who", "How", "From", "About"});
  for (const auto& entry : entries) {
    if (entry.dictionary() == nullptr) continue;
    const auto& record = *entry.dictionary();
    table.row({number(record), text_of(text_at(record, "Time")), what(record), who(view, record),
               how(record), text_of(text_at(record, "From")), about(record)});
  }
  return table.html();
}

net::Task<Shown> show_trail(View& view) {
  Command ask("LISTTRAIL");
  for (const auto& [keyword, field] :
       {std::pair{"KIND", "kind"}, std::pair{"RESULT", "result"}, std::pair{"ACCOUNT", "account"},
        std::pair{"ADDRESS", "address"}, std::pair{"TEXT", "text"}, std::pair{"SINCE", "since"},
        std::pair{"UNTIL", "until"}, std::pair{"AFTER", "after"}})
    add_asked(ask, view, keyword, field);
  const auto answer = co_await view.desk.command(ask.line());
  Shown page{.title = "Audit trail"};
  page.content = filters(view);
  if (!answer.done())
    page.content += "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  else
    page.content +=
        records(view, "Records, the newest first", array_at(answer.dictionary(), "Entries")) +
        more(view, "after", text_at(answer.dictionary(), "Next"));
  co_return page;
}

}  // namespace gatehouse::web::admin
