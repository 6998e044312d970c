#include "web/admin/server_panels.h"

#include <utility>

#include "web/parts.h"

namespace gatehouse::web::admin {

net::Task<Shown> show_panels(View& view, std::string_view title, std::span<const Panel> panels,
                             Html around) {
  const Command ask("GETSERVERSETTINGS");
  const auto answer = co_await view.desk.command(ask.line());
  if (!answer.done()) co_return refused(answer);
  const std::array layers{Layer{"the server", answer.dictionary()}};
  Html fields;
  for (const auto& panel : panels) fields += web::shown(panel, layers, view.form);
  Shown page{.title = std::string(title)};
  page.content = form_of(view, fields, "Save") + around;
  co_return page;
}

net::Task<Shown> apply_panels(View& view, std::span<const Panel> panels) {
  settings::Dictionary all;
  for (const auto& panel : panels) {
    auto sent = read(panel, view.form);
    if (!sent) co_return co_await again(view, std::move(sent.error().detail));
    all.merge(*sent);
  }
  Command change("UPDATESERVERSETTINGS");
  change.value(std::move(all));
  const auto answer = co_await view.desk.command(change.line());
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return saved(Url(view.page.path));
}

}  // namespace gatehouse::web::admin
