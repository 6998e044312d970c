// Entries of the tree as LDAP sees them, made from what the keeper says of the directory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "gates/ldap/schema.h"

namespace gatehouse::gates::ldap {

struct Attribute {
  const AttributeType* type;
  std::vector<std::string> values;  // not empty
};
struct Record {
  std::string dn;
  std::vector<Attribute> attributes;

  // Null: it has none.
  [[nodiscard]] const Attribute* find(const AttributeType* type) const;
  // Empty values are left out. `name` is one of the schema's.
  void add(std::string_view name, std::vector<std::string> values);
};

[[nodiscard]] Record record_of(const auth::Entry& entry);

// RFC 4512, section 5.1. `contexts`: names of the domains the visit may see.
[[nodiscard]] Record root_record(const auth::Offer& offer, bool can_start_tls,
                                 const std::vector<std::string>& contexts);
[[nodiscard]] Record schema_record();  // section 4.2

}  // namespace gatehouse::gates::ldap
