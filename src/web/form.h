// Forms (application/x-www-form-urlencoded), of bodies and of queries. Whatever they hold may be a
// password.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace gatehouse::web {

class Form {
 public:
  static constexpr std::size_t most_fields = 1000;

  // nullopt: it is not so encoded, or there are too many fields.
  [[nodiscard]] static std::optional<Form> parse(std::string_view text);

  // The first of this name; null: there is none.
  [[nodiscard]] const Secret* find(std::string_view name) const;
  [[nodiscard]] std::string_view text(std::string_view name) const;  // empty: there is none
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;  // in their order
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] const std::vector<std::pair<std::string, Secret>>& pairs() const { return fields_; }

 private:
  std::vector<std::pair<std::string, Secret>> fields_;
};

}  // namespace gatehouse::web
