// Which attributes of its entries a search wants (RFC 4511, section 4.5.1.8; RFC 3673).
#pragma once

#include <string_view>
#include <vector>

#include "gates/ldap/schema.h"

namespace gatehouse::gates::ldap {

class Selection {
 public:
  explicit Selection(const std::vector<std::string_view>& attributes);
  [[nodiscard]] bool has(const AttributeType& type) const;

 private:
  bool user_;
  bool operational_ = false;
  std::vector<const AttributeType*> named_;
};

}  // namespace gatehouse::gates::ldap
