#include "settings/value.h"

#include "base/text.h"

namespace gatehouse::settings {

std::optional<std::int64_t> Value::whole() const {
  if (const auto* exact = number()) return exact->value;
  if (const auto* text = string()) return to_number<std::int64_t>(*text);
  return std::nullopt;
}

std::optional<Dictionary> Value::take_dictionary() && {
  auto* dictionary = std::get_if<Dictionary>(&held_);
  if (dictionary == nullptr) return std::nullopt;
  return std::move(*dictionary);
}

const Value* find(const Dictionary& dictionary, std::string_view key) {
  const auto found = dictionary.find(key);
  return found == dictionary.end() ? nullptr : &found->second;
}

}  // namespace gatehouse::settings
