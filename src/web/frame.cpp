#include "web/frame.h"

#include <array>

#include "web/parts.h"

namespace gatehouse::web {
namespace {

constexpr std::array realms{Realm::settings, Realm::users, Realm::monitors, Realm::directory,
                            Realm::master};

Html head(std::string_view title) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         text_of(title) + " - Gatehouse</title>\n<link rel=\"stylesheet\" href=\"" +
         text_of(style_path) + "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"" +
         text_of(icon_path) +
         "\">\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n";
}

Html item(std::string_view path, std::string_view words, bool current) {
  const Html mark = current ? Html(" aria-current=\"page\"") : Html();
  return "<li><a href=\"" + text_of(path) + "\"" + mark + ">" + text_of(words) + "</a></li>\n";
}

// The first page of a realm is the way into it.
const Page* entrance(std::span<const Page> table, Realm realm) {
  for (const auto& page : table)
    if (page.realm == realm && !page.title.empty()) return &page;
  return nullptr;
}

Html realm_list(const View& view, std::span<const Page> table) {
  Html items;
  for (const auto realm : realms) {
    const auto* first = entrance(table, realm);
    if (first == nullptr || !may_enter(view.rights, realm)) continue;
    items += item(first->path, name_of(realm), realm == view.page.realm);
  }
  if (items.markup().empty()) return {};
  return "<nav aria-label=\"Realms\" class=\"realms\">\n<ul>\n" + items + "</ul>\n</nav>\n";
}

Html page_list(const View& view, std::span<const Page> table) {
  Html items;
  for (const auto& page : table)
    if (page.realm == view.page.realm && !page.title.empty())
      items += item(page.path, page.title, &page == &view.page);
  return "<nav aria-label=\"Pages\" class=\"pages\">\n<ul>\n" + items + "</ul>\n</nav>\n";
}

Html who(const View& view) {
  return "<form method=\"post\" action=\"/logout\" class=\"who\">\n<span>" + text_of(view.account) +
         "</span>\n" + token_field(view) + "<button class=\"quiet\">Log out</button>\n</form>\n";
}

Html notices(const View& view) {
  Html made;
  if (!view.problem.empty())
    made += "<p role=\"alert\" class=\"problem\">" + text_of(view.problem) + "</p>\n";
  else if (view.query.has("saved"))
    made += "<p role=\"status\" class=\"done\">The change is made.</p>\n";
  return made;
}

Html main_part(std::string_view title, const Html& content) {
  return "<main id=\"main\" tabindex=\"-1\">\n<h1>" + text_of(title) + "</h1>\n" + content +
         "</main>\n</body>\n</html>\n";
}

}  // namespace

std::string framed(const View& view, std::span<const Page> table, const Shown& shown) {
  const auto whole = head(shown.title) + "<header>\n<a class=\"name\" href=\"/\">Gatehouse</a>\n" +
                     realm_list(view, table) + who(view) + "</header>\n" + page_list(view, table) +
                     main_part(shown.title, notices(view) + shown.content);
  return whole.markup();
}

std::string framed(std::string_view title, const Html& content) {
  const auto whole = head(title) +
                     "<header>\n<a class=\"name\" href=\"/\">Gatehouse</a>\n</header>\n" +
                     main_part(title, content);
  return whole.markup();
}

}  // namespace gatehouse::web
