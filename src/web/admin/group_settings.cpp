// One group: its members, its settings, its name.
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/group_pages.h"
#include "web/admin/handlers.h"
#include "web/admin/names.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

struct Flag {
  std::string_view key;
  std::string_view words;
};
constexpr std::array flags{Flag{"SetReplyTo", "Replies go to the group"},
                           Flag{"RemoveAuthor", "The author gets no copy"},
                           Flag{"RejectAuto", "Automatic messages are rejected"},
                           Flag{"RemoveToAndCc", "Other addressees are removed"}};

std::string group_of(const View& view) { return view.asked(group_field) + "@" + domain_of(view); }

// What the form does not show stays: SETGROUP replaces everything.
net::Task<Shown> set(View& view) {
  const auto held = co_await ask_about(view.desk, "GETGROUP", group_of(view));
  if (!held.done()) co_return co_await again(view, held.words);
  auto all = held.dictionary();
  all.insert_or_assign("RealName", settings::Value(trimmed(view.form.text("RealName"))));
  all.insert_or_assign("Members", words_in(view.form.text("Members")));
  for (const auto& flag : flags)
    all.insert_or_assign(std::string(flag.key), view.form.has(flag.key) ? "YES" : "NO");
  Command change("SETGROUP");
  change.text(group_of(view)).value(std::move(all));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer),
                              group_url(domain_of(view), view.asked(group_field)));
}

net::Task<Shown> rename(View& view) {
  const std::string name(trimmed(view.form.text("name")));
  Command change("RENAMEGROUP");
  change.text(group_of(view)).keyword("INTO").text(name + "@" + domain_of(view));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), group_url(domain_of(view), name));
}

net::Task<Shown> remove(View& view) {
  if (!view.form.has("sure"))
    co_return co_await again(view, "To delete the group, mark that it shall be deleted");
  auto answer = co_await ask_about(view.desk, "DELETEGROUP", group_of(view));
  co_return co_await answered(view, std::move(answer), domain_url(groups_path, domain_of(view)));
}

constexpr std::array acts{Act{"set", set}, Act{"rename", rename}, Act{"delete", remove}};

Html fields_of(const View& view, const settings::Dictionary& held) {
  const bool typed = view.form.text(act_name) == "set";
  const auto value = [&](std::string_view key) {
    return typed ? std::string(view.form.text(key)) : text_at(held, key);
  };
  const auto written =
      typed ? std::string(view.form.text("Members")) : lines_of(array_at(held, "Members"));
  const auto real_name = value("RealName");
  Html boxes;
  for (const auto& flag : flags)
    boxes += checkbox(flag.key, "YES", flag.words, value(flag.key) == "YES");
  return input({.name = "RealName", .label = "Real name", .value = real_name}) +
         input({.name = "Members",
                .label = "Members, one on each line",
                .value = written,
                .help = "Accounts, groups and addresses.",
                .type = "textarea"}) +
         group("Mail to the group", boxes);
}

}  // namespace

net::Task<Shown> show_group_settings(View& view) {
  const auto held = co_await ask_about(view.desk, "GETGROUP", group_of(view));
  if (!held.done()) co_return refused(held);
  const bool may = view.rights.has("CanCreateGroups");
  const auto fields = fields_of(view, held.dictionary());
  Shown page{.title = "Group " + group_of(view)};
  page.content = domain_tabs(view);
  if (!may) {
    page.content += only_shown(fields);
    co_return page;
  }
  page.content += form_of(view, hidden(act_name, "set") + fields, "Save");
  page.content += renaming(view, "group");
  const auto sure =
      hidden(act_name, "delete") + checkbox("sure", "yes", "Delete this group", false);
  page.content += section("Delete the group", form_of(view, sure, "Delete"));
  co_return page;
}

net::Task<Shown> apply_group_settings(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
