#include "gates/ldap/schema.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/ldap/names.h"

namespace gatehouse::gates::ldap {
namespace {

// Ends of definitions that several attributes share.
constexpr std::string_view words =
    "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch "
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15";
constexpr std::string_view one_word =
    "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch "
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE";
constexpr std::string_view address =
    "EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch "
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.26";
constexpr std::string_view names =
    "EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12";
constexpr std::string_view served_names =
    "EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 "
    "NO-USER-MODIFICATION USAGE dSAOperation";
constexpr std::string_view own_name =
    "EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 SINGLE-VALUE "
    "NO-USER-MODIFICATION USAGE directoryOperation";
constexpr std::string_view classes =
    "EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38";
constexpr std::string_view own_class =
    "EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 SINGLE-VALUE "
    "NO-USER-MODIFICATION USAGE directoryOperation";
constexpr std::string_view yes_or_no =
    "EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE "
    "NO-USER-MODIFICATION USAGE directoryOperation";
constexpr std::string_view oids = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 USAGE dSAOperation";
constexpr std::string_view numbers = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 USAGE dSAOperation";
constexpr std::string_view mechanisms = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 USAGE dSAOperation";
constexpr std::string_view vendor =
    "EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE "
    "NO-USER-MODIFICATION USAGE dSAOperation";
constexpr std::string_view of_types =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.3 USAGE directoryOperation";
constexpr std::string_view of_classes =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.37 USAGE directoryOperation";
constexpr std::string_view of_rules =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.30 USAGE directoryOperation";
constexpr std::string_view of_rule_uses =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.31 USAGE directoryOperation";
constexpr std::string_view of_contents =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.16 USAGE directoryOperation";
constexpr std::string_view of_structures =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.17 USAGE directoryOperation";
constexpr std::string_view of_forms =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.35 USAGE directoryOperation";
constexpr std::string_view time_of =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE "
    "NO-USER-MODIFICATION USAGE directoryOperation";
constexpr std::string_view unix_number =
    "EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE";
constexpr std::string_view of_syntaxes =
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.54 USAGE directoryOperation";

// Some have no values here; clients that read the schema ask for them by name all the same.
constexpr std::array types{
    AttributeType{"altServer", "", "1.3.6.1.4.1.1466.101.120.6", Rule::none, true,
                  "SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 USAGE dSAOperation"},
    AttributeType{"associatedDomain", "", "0.9.2342.19200300.100.1.37", Rule::text, false, address},
    AttributeType{"attributeTypes", "", "2.5.21.5", Rule::none, true, of_types},
    AttributeType{"cn", "commonName", "2.5.4.3", Rule::text, false, words},
    AttributeType{"createTimestamp", "", "2.5.18.1", Rule::none, true, time_of},
    AttributeType{"dITContentRules", "", "2.5.21.2", Rule::none, true, of_contents},
    AttributeType{"dITStructureRules", "", "2.5.21.1", Rule::none, true, of_structures},
    AttributeType{"displayName", "", "2.16.840.1.113730.3.1.241", Rule::text, false, one_word},
    AttributeType{"entryDN", "", "1.3.6.1.1.20", Rule::name, true, own_name},
    AttributeType{"gidNumber", "", "1.3.6.1.1.1.1.1", Rule::exact, false, unix_number},
    AttributeType{"givenName", "gn", "2.5.4.42", Rule::text, false, words},
    AttributeType{"hasSubordinates", "", "2.5.18.9", Rule::exact, true, yes_or_no},
    AttributeType{"homeDirectory", "", "1.3.6.1.1.1.1.3", Rule::exact, false,
                  "EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE"},
    AttributeType{"ldapSyntaxes", "", "1.3.6.1.4.1.1466.101.120.16", Rule::none, true, of_syntaxes},
    AttributeType{"mail", "rfc822Mailbox", "0.9.2342.19200300.100.1.3", Rule::text, false, address},
    AttributeType{"mailLocalAddress", "", "2.16.840.1.113730.3.1.13", Rule::text, false, address},
    AttributeType{"matchingRuleUse", "", "2.5.21.8", Rule::none, true, of_rule_uses},
    AttributeType{"matchingRules", "", "2.5.21.4", Rule::none, true, of_rules},
    AttributeType{"member", "", "2.5.4.31", Rule::name, false, names},
    AttributeType{"memberOf", "", "1.2.840.113556.1.2.102", Rule::name, true, served_names},
    AttributeType{"mgrpRFC822MailMember", "rfc822MailMember", "2.16.840.1.113730.3.1.30",
                  Rule::text, false, address},
    AttributeType{"modifyTimestamp", "", "2.5.18.2", Rule::none, true, time_of},
    AttributeType{"nameForms", "", "2.5.21.7", Rule::none, true, of_forms},
    AttributeType{"namingContexts", "", "1.3.6.1.4.1.1466.101.120.5", Rule::none, true,
                  "SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 USAGE dSAOperation"},
    AttributeType{"objectClass", "", "2.5.4.0", Rule::object_class, false, classes},
    AttributeType{"objectClasses", "", "2.5.21.6", Rule::none, true, of_classes},
    AttributeType{"sn", "surname", "2.5.4.4", Rule::text, false, words},
    AttributeType{"structuralObjectClass", "", "2.5.21.9", Rule::object_class, true, own_class},
    AttributeType{"subschemaSubentry", "", "2.5.18.10", Rule::name, true, own_name},
    AttributeType{"supportedControl", "", "1.3.6.1.4.1.1466.101.120.13", Rule::none, true, oids},
    AttributeType{"supportedExtension", "", "1.3.6.1.4.1.1466.101.120.7", Rule::none, true, oids},
    AttributeType{"supportedFeatures", "", "1.3.6.1.4.1.4203.1.3.5", Rule::exact, true,
                  "EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 "
                  "USAGE dSAOperation"},
    AttributeType{"supportedLDAPVersion", "", "1.3.6.1.4.1.1466.101.120.15", Rule::none, true,
                  numbers},
    AttributeType{"supportedSASLMechanisms", "", "1.3.6.1.4.1.1466.101.120.14", Rule::none, true,
                  mechanisms},
    AttributeType{"uid", "userid", "0.9.2342.19200300.100.1.1", Rule::text, false, words},
    AttributeType{"uidNumber", "", "1.3.6.1.1.1.1.0", Rule::exact, false, unix_number},
    AttributeType{"vendorName", "", "1.3.6.1.1.4", Rule::exact, true, vendor},
    AttributeType{"vendorVersion", "", "1.3.6.1.1.5", Rule::exact, true, vendor},
};

struct ObjectClass {
  std::string_view name;
  std::string_view oid;
  std::string_view definition;
};
constexpr std::array object_classes{
    ObjectClass{"domainRelatedObject", "0.9.2342.19200300.100.4.17",
                "SUP top AUXILIARY MUST associatedDomain"},
    ObjectClass{"groupOfNames", "2.5.6.9", "SUP top STRUCTURAL MUST cn MAY member"},
    ObjectClass{"inetLocalMailRecipient", "2.16.840.1.113730.3.2.147",
                "SUP top AUXILIARY MAY mailLocalAddress"},
    ObjectClass{"inetOrgPerson", "2.16.840.1.113730.3.2.2",
                "SUP organizationalPerson STRUCTURAL MAY ( displayName $ givenName $ mail $ uid )"},
    ObjectClass{"mailGroup", "2.16.840.1.113730.3.2.4",
                "SUP top AUXILIARY MAY ( mail $ mgrpRFC822MailMember )"},
    ObjectClass{"namedObject", "1.3.6.1.4.1.5322.13.1.1", "SUP top STRUCTURAL MAY cn"},
    ObjectClass{"organizationalPerson", "2.5.6.7", "SUP person STRUCTURAL"},
    ObjectClass{"person", "2.5.6.6", "SUP top STRUCTURAL MUST ( sn $ cn )"},
    ObjectClass{"posixAccount", "1.3.6.1.1.1.2.0",
                "SUP top AUXILIARY MUST ( cn $ uid $ uidNumber $ gidNumber $ homeDirectory )"},
    ObjectClass{"subentry", "2.5.17.0", "SUP top STRUCTURAL MUST cn"},
    ObjectClass{"subschema", "2.5.20.1",
                "AUXILIARY MAY ( attributeTypes $ ldapSyntaxes $ matchingRules $ objectClasses )"},
    ObjectClass{"top", "2.5.6.0", "ABSTRACT MUST objectClass"},
};

struct Definition {
  std::string_view oid;
  std::string_view text;
};
constexpr std::array rules{
    Definition{"1.3.6.1.4.1.1466.109.114.1",
               "NAME 'caseExactIA5Match' SYNTAX 1.3.6.1.4.1.1466.115.121.1.26"},
    Definition{"1.3.6.1.4.1.1466.109.114.2",
               "NAME 'caseIgnoreIA5Match' SYNTAX 1.3.6.1.4.1.1466.115.121.1.26"},
    Definition{"1.3.6.1.4.1.1466.109.114.3",
               "NAME 'caseIgnoreIA5SubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.58"},
    Definition{"2.5.13.0", "NAME 'objectIdentifierMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.38"},
    Definition{"2.5.13.1", "NAME 'distinguishedNameMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.12"},
    Definition{"2.5.13.13", "NAME 'booleanMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7"},
    Definition{"2.5.13.14", "NAME 'integerMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27"},
    Definition{"2.5.13.2", "NAME 'caseIgnoreMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15"},
    Definition{"2.5.13.4", "NAME 'caseIgnoreSubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.58"},
    Definition{"2.5.13.5", "NAME 'caseExactMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15"},
};
constexpr std::array syntaxes{
    Definition{"1.3.6.1.4.1.1466.115.121.1.12", "DESC 'DN'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.15", "DESC 'Directory String'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.16", "DESC 'DIT Content Rule Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.17", "DESC 'DIT Structure Rule Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.24", "DESC 'Generalized Time'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.26", "DESC 'IA5 String'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.27", "DESC 'INTEGER'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.3", "DESC 'Attribute Type Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.30", "DESC 'Matching Rule Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.31", "DESC 'Matching Rule Use Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.35", "DESC 'Name Form Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.37", "DESC 'Object Class Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.38", "DESC 'OID'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.54", "DESC 'LDAP Syntax Description'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.58", "DESC 'Substring Assertion'"},
    Definition{"1.3.6.1.4.1.1466.115.121.1.7", "DESC 'Boolean'"},
};

std::string folded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += to_lower(c);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string class_name(std::string_view written) {
  const auto* row = std::ranges::find(object_classes, written, &ObjectClass::oid);
  return lower_case(row == object_classes.end() ? written : row->name);
}

std::string in_parentheses(std::string_view oid, std::string_view rest) {
  return "( " + std::string(oid) + " " + std::string(rest) + " )";
}

std::string named(std::string_view name, std::string_view other, std::string_view rest) {
  std::string text = "NAME ";
  if (other.empty())
    text.append("'").append(name).append("' ");
  else
    text.append("( '").append(name).append("' '").append(other).append("' ) ");
  return text.append(rest);
}

std::vector<std::string> written(std::span<const Definition> rows) {
  std::vector<std::string> texts;
  for (const auto& row : rows) texts.push_back(in_parentheses(row.oid, row.text));
  return texts;
}

}  // namespace

std::span<const AttributeType> attribute_types() { return types; }

const AttributeType* attribute_named(std::string_view description) {
  const auto is_meant = [&](const AttributeType& type) {
    return same_but_case(type.name, description) || type.oid == description ||
           (!type.other_name.empty() && same_but_case(type.other_name, description));
  };
  const auto* row = std::ranges::find_if(types, is_meant);
  return row == types.end() ? nullptr : row;
}

std::string comparable(Rule rule, std::string_view value) {
  switch (rule) {
    case Rule::text:
      return folded(value);
    case Rule::name:
      return plain_dn(value).value_or(std::string(value));
    case Rule::object_class:
      return class_name(value);
    case Rule::exact:
    case Rule::none:
      break;
  }
  return std::string(value);
}

std::vector<std::string> attribute_definitions() {
  std::vector<std::string> texts;
  for (const auto& type : types)
    texts.push_back(in_parentheses(type.oid, named(type.name, type.other_name, type.definition)));
  return texts;
}

std::vector<std::string> class_definitions() {
  std::vector<std::string> texts;
  for (const auto& one : object_classes)
    texts.push_back(in_parentheses(one.oid, named(one.name, "", one.definition)));
  return texts;
}

std::vector<std::string> rule_definitions() { return written(rules); }
std::vector<std::string> syntax_definitions() { return written(syntaxes); }

}  // namespace gatehouse::gates::ldap
