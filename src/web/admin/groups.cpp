#include <algorithm>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/group_pages.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::ptrdiff_t page_size = 100;

}  // namespace

net::Task<Shown> show_groups(View& view) {
  const auto domain = domain_of(view);
  const auto answer = co_await ask_about(view.desk, "LISTGROUPS", domain);
  if (!answer.done()) co_return refused(answer);
  std::vector<std::string> names;
  for (const auto& name : answer.array())
    if (name.string() != nullptr) names.push_back(*name.string());
  std::ranges::sort(names);
  auto name = std::ranges::upper_bound(names, view.query.text("after"));
  const auto end = name + std::min(page_size, names.end() - name);
  const auto next = end == names.end() ? std::string() : *std::prev(end);
  Table table("Groups", {"Group"});
  for (; name != end; ++name) table.row({link(group_url(domain, *name), *name)});
  Shown page{.title = "Groups of " + domain};
  page.content = domain_tabs(view) + table.html() + more(view, "after", next);
  if (view.rights.has("CanCreateGroups")) {
    const auto field = input(
        {.name = "name", .label = "Group name", .value = view.form.text("name"), .required = true});
    page.content += section("Create a group", form_of(view, field, "Create"));
  }
  co_return page;
}

net::Task<Shown> create_group(View& view) {
  const auto domain = domain_of(view);
  const std::string name(trimmed(view.form.text("name")));
  auto answer = co_await ask_about(view.desk, "CREATEGROUP", name + "@" + domain);
  co_return co_await answered(view, std::move(answer), group_url(domain, name));
}

}  // namespace gatehouse::web::admin
