#include "web/page.h"

#include <algorithm>
#include <utility>

namespace gatehouse::web {

Shown saved(const Url& address) { return {.go_to = Url(address).with("saved", "1").text()}; }

Shown refused(const Answer& answer) {
  const bool unknown = answer.code == 512 || answer.code == 513;
  return {.status = unknown ? 404U : 403U,
          .title = unknown ? "Not found" : "Refused",
          .content = "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n"};
}

net::Task<Shown> again(View& view, std::string problem) {
  view.problem = std::move(problem);
  auto shown = co_await view.page.show(view);
  if (shown.status == 200) shown.status = 422;
  co_return shown;
}

const Page* find_page(std::span<const Page> table, std::string_view path) {
  const auto row = std::ranges::find(table, path, &Page::path);
  return row == table.end() ? nullptr : &*row;
}

}  // namespace gatehouse::web
