#include "web/admin/monitor_parts.h"

#include "web/admin/domain_frame.h"

namespace gatehouse::web::admin {

void add_asked(Command& command, const View& view, std::string_view keyword,
               std::string_view field) {
  const auto text = view.query.text(field);
  if (!text.empty()) command.keyword(keyword).text(text);
}

Url with_filters(const View& view) {
  Url url(view.page.path);
  for (const auto& [name, value] : view.query.pairs())
    if (name != "saved") url.with(name, value.reveal());
  return url;
}

Html account_link(const View& view, std::string_view full_name) {
  const auto at = full_name.rfind('@');
  const bool may = may_enter(view.rights, Realm::users);
  if (at == std::string_view::npos || !may) return text_of(full_name);
  return link(account_url(account_settings_path, full_name.substr(at + 1), full_name.substr(0, at)),
              full_name);
}

}  // namespace gatehouse::web::admin
