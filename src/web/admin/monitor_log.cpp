#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

Html filters(const View& view) {
  const auto& query = view.query;
  const std::vector<Option> levels{{"", "All"},
                                   {"1", "Failures"},
                                   {"2", "Major, and above"},
                                   {"3", "Problems, and above"},
                                   {"4", "Low, and above"}};
  return search_of(
      view,
      select({.name = "level", .label = "Level", .value = query.text("level")}, levels) +
          input({.name = "tag",
                 .label = "Part",
                 .value = query.text("tag"),
                 .help = "IMAP, TLS, CLI, ..."}) +
          input({.name = "text", .label = "Text", .value = query.text("text")}) +
          input({.name = "since",
                 .label = "Since",
                 .value = query.text("since"),
                 .help = "2026-11-22 or 2026-11-22T06:29, the server's own time"}) +
          input({.name = "until", .label = "Until", .value = query.text("until")}),
      "Filter");
}

Html lines(const settings::Array& entries) {
  Table table("Lines, the newest first", {"Time", "Level", "Part", "Words"});
  for (const auto& entry : entries) {
    if (entry.dictionary() == nullptr) continue;
    const auto& line = *entry.dictionary();
    table.row({text_of(text_at(line, "Time")), text_of(text_at(line, "Level")),
               text_of(text_at(line, "Tag")),
               "<code>" + text_of(text_at(line, "Words")) + "</code>"});
  }
  return table.html();
}

}  // namespace

net::Task<Shown> show_log(View& view) {
  Command ask("READLOG");
  for (const auto& [keyword, field] :
       {std::pair{"LEVEL", "level"}, std::pair{"TAG", "tag"}, std::pair{"TEXT", "text"},
        std::pair{"SINCE", "since"}, std::pair{"UNTIL", "until"}, std::pair{"AFTER", "after"}})
    add_asked(ask, view, keyword, field);
  const auto answer = co_await view.desk.command(ask.line());
  Shown page{.title = "Log"};
  page.content = filters(view);
  if (!answer.done())
    page.content += "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  else
    page.content += lines(array_at(answer.dictionary(), "Entries")) +
                    more(view, "after", text_at(answer.dictionary(), "Next"));
  co_return page;
}

}  // namespace gatehouse::web::admin
