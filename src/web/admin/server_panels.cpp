#include "web/admin/server_panels.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "web/admin/domain_frame.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

bool may_change(const View& view, const Panel& panel, std::string_view key) {
  const auto* setting = settings::setting_named(key, panel.level);
  return setting == nullptr || setting->right.empty() || view.rights.has(setting->right);
}

// Those of a panel that whoever looks may not change.
Html only_told(const Panel& panel, const std::vector<std::string_view>& keys,
               const settings::Dictionary& values) {
  std::vector<std::pair<std::string_view, Html>> told;
  for (const auto key : keys) {
    const auto* setting = settings::setting_named(key, panel.level);
    if (setting == nullptr) continue;
    const auto* value = settings::find(values, key);
    const auto words = value == nullptr ? std::string(setting->fallback) : in_words(*value);
    told.emplace_back(setting->label, text_of(words.empty() ? "nothing" : words));
  }
  return group(std::string(panel.title) + ": changed by Master only", facts(told));
}

}  // namespace

net::Task<Answer> ask_server_settings(Desk& desk) {
  const Command ask("GETSERVERSETTINGS");
  co_return co_await desk.command(ask.line());
}

Html panel_fields(const View& view, std::span<const Panel> panels,
                  const settings::Dictionary& values) {
  const std::array layers{Layer{"the server", values}};
  Html fields;
  for (const auto& panel : panels) {
    std::vector<std::string_view> open;
    std::vector<std::string_view> closed;
    for (const auto key : panel.keys) (may_change(view, panel, key) ? open : closed).push_back(key);
    const Panel shown_panel{panel.title, panel.level, open};
    if (!open.empty()) fields += web::shown(shown_panel, layers, view.form);
    if (!closed.empty()) fields += only_told(panel, closed, values);
  }
  return fields;
}

Result<settings::Dictionary> read_panels(std::span<const Panel> panels, const Form& form) {
  settings::Dictionary all;
  for (const auto& panel : panels) {
    auto sent = read(panel, form);
    if (!sent) return sent;
    all.merge(*sent);
  }
  return all;
}

net::Task<Shown> show_panels(View& view, std::string_view title, std::span<const Panel> panels,
                             Html around) {
  const auto answer = co_await ask_server_settings(view.desk);
  if (!answer.done()) co_return refused(answer);
  auto fields = panel_fields(view, panels, answer.dictionary());
  if (view.page.proof == Proof::again) fields += again_field();
  Shown page{.title = std::string(title)};
  page.content = form_of(view, fields, "Save") + around;
  co_return page;
}

net::Task<Shown> update_server(View& view, settings::Dictionary changes) {
  Command change("UPDATESERVERSETTINGS");
  change.value(std::move(changes));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), Url(view.page.path));
}

net::Task<Shown> apply_panels(View& view, std::span<const Panel> panels) {
  auto sent = read_panels(panels, view.form);
  if (!sent) co_return co_await again(view, std::move(sent.error().detail));
  co_return co_await update_server(view, std::move(*sent));
}

}  // namespace gatehouse::web::admin
