// The attributes and object classes this gate serves, with the definitions of RFC 4512, 4519, 2798
// and of the drafts that clients know. What a filter may compare is decided by the row here.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::ldap {

// How values are compared (RFC 4517, section 4.2).
enum class Rule {
  text,          // caseIgnoreMatch and caseIgnoreIA5Match, with substrings
  name,          // distinguishedNameMatch
  object_class,  // objectIdentifierMatch
  exact,         // booleanMatch, OIDs: nothing is folded
  none           // no equality rule
};

struct AttributeType {
  std::string_view name;
  std::string_view other_name;  // empty: none
  std::string_view oid;
  Rule rule;
  bool operational;
  std::string_view definition;  // what follows the names, of RFC 4512, section 4.1.2
};
// By a name in any case, or by OID. Null: unknown, or with options ("cn;lang-en").
[[nodiscard]] const AttributeType* attribute_named(std::string_view description);
[[nodiscard]] std::span<const AttributeType> attribute_types();

// The value as its rule compares it: case folded (of ASCII), spaces at the ends gone and doubled
// ones one (RFC 4518, section 2.6.1). A DN that is none is compared as it is.
[[nodiscard]] std::string comparable(Rule rule, std::string_view value);

// Values of the subschema's attributes.
[[nodiscard]] std::vector<std::string> attribute_definitions();
[[nodiscard]] std::vector<std::string> class_definitions();
[[nodiscard]] std::vector<std::string> rule_definitions();
[[nodiscard]] std::vector<std::string> syntax_definitions();

}  // namespace gatehouse::gates::ldap
