#include "web/admin/monitor_parts.h"

#include <array>

#include "web/admin/domain_frame.h"

namespace gatehouse::web::admin {

std::string address_at(const settings::Dictionary& dictionary, std::string_view key) {
  const auto* value = settings::find(dictionary, key);
  if (value == nullptr) return {};
  const auto* written = std::get_if<settings::Address>(&value->held());
  return written == nullptr ? text_at(dictionary, key) : written->address.text();
}

std::int64_t whole_at(const settings::Dictionary& dictionary, std::string_view key) {
  const auto* value = settings::find(dictionary, key);
  return value == nullptr ? 0 : value->whole().value_or(0);
}

const settings::Array& array_at(const settings::Dictionary& dictionary, std::string_view key) {
  static const settings::Array none;
  const auto* value = settings::find(dictionary, key);
  return value == nullptr || value->array() == nullptr ? none : *value->array();
}

std::string period_words(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array units{Unit{86400, "d"}, Unit{3600, "h"}, Unit{60, "min"}, Unit{1, "s"}};
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    if (seconds < units[i].seconds) continue;
    const auto rest = seconds % units[i].seconds / units[i + 1].seconds;
    auto words = std::to_string(seconds / units[i].seconds) + " " + std::string(units[i].name);
    if (rest > 0) words += " " + std::to_string(rest) + " " + std::string(units[i + 1].name);
    return words;
  }
  return std::to_string(seconds) + " s";
}

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
