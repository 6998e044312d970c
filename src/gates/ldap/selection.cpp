#include "gates/ldap/selection.h"

#include <algorithm>

namespace gatehouse::gates::ldap {

// What is not known, "1.1" with it, selects nothing.
Selection::Selection(const std::vector<std::string_view>& attributes) : user_(attributes.empty()) {
  for (const auto wanted : attributes) {
    if (wanted == "*") user_ = true;
    if (wanted == "+") operational_ = true;
    if (const auto* type = attribute_named(wanted)) named_.push_back(type);
  }
}

bool Selection::has(const AttributeType& type) const {
  if (type.operational ? operational_ : user_) return true;
  return std::ranges::find(named_, &type) != named_.end();
}

}  // namespace gatehouse::gates::ldap
