#include "web/form.h"

#include <algorithm>

#include "base/text.h"
#include "web/percent.h"

namespace gatehouse::web {
namespace {

std::optional<Secret> decoded(std::string_view text) {
  std::string plain(text);
  const WipeAtEnd wiped_plain(plain);
  std::ranges::replace(plain, '+', ' ');
  auto bytes = percent_decoded(plain);
  if (!bytes) return std::nullopt;
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

}  // namespace

std::optional<Form> Form::parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    auto pair = take_until(text, '&');
    if (pair.empty()) continue;
    const auto name = decoded(take_until(pair, '='));
    auto value = decoded(pair);
    if (!name || !value || form.fields_.size() == most_fields) return std::nullopt;
    form.fields_.emplace_back(name->reveal(), std::move(*value));
  }
  return form;
}

const Secret* Form::find(std::string_view name) const {
  const auto found =
      std::ranges::find(fields_, name, [](const auto& field) { return field.first; });
  return found == fields_.end() ? nullptr : &found->second;
}

std::string_view Form::text(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::string_view() : value->reveal();
}

std::vector<std::string_view> Form::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : fields_)
    if (key == name) values.push_back(value.reveal());
  return values;
}

}  // namespace gatehouse::web
