#include "gates/ldap/record.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "gates/ldap/controls.h"
#include "gates/ldap/extensions.h"
#include "gates/ldap/names.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr std::string_view schema_dn = "cn=Subschema";
constexpr std::string_view all_operational = "1.3.6.1.4.1.4203.1.5.1";  // RFC 3673

const std::vector<std::string>& fact(const auth::Entry& entry, std::string_view name) {
  static const std::vector<std::string> none;
  for (const auto& [key, values] : entry.facts)
    if (key == name) return values;
  return none;
}

std::string full_name(std::string_view name, std::string_view domain) {
  std::string whole(name);
  if (!whole.contains('@')) whole.append("@").append(domain);
  return whole;
}

std::vector<std::string> full_names(const std::vector<std::string>& names,
                                    std::string_view domain) {
  std::vector<std::string> whole;
  for (const auto& name : names) whole.push_back(full_name(name, domain));
  return whole;
}

std::string dn_of(std::string_view type, std::string_view address) {
  const auto at = address.rfind('@');
  return write_dn({{std::string(type), std::string(address.substr(0, at))},
                   {"cn", std::string(address.substr(at + 1))}});
}

std::vector<std::string> dns_of(std::string_view type, const std::vector<std::string>& names,
                                std::string_view domain) {
  std::vector<std::string> dns;
  for (const auto& name : names) dns.push_back(dn_of(type, full_name(name, domain)));
  return dns;
}

void add_operational(Record& record, std::string_view structural_class, bool has_children) {
  record.add("structuralObjectClass", {std::string(structural_class)});
  record.add("hasSubordinates", {has_children ? "TRUE" : "FALSE"});
  record.add("entryDN", {record.dn});
  record.add("subschemaSubentry", {std::string(schema_dn)});
}

Record domain_record(const auth::Entry& entry) {
  Record record{write_dn({{"cn", entry.domain}}), {}};
  record.add("objectClass", {"top", "namedObject", "domainRelatedObject"});
  record.add("cn", {entry.domain});
  auto names = fact(entry, "Aliases");
  names.insert(names.begin(), entry.domain);
  record.add("associatedDomain", std::move(names));
  add_operational(record, "namedObject", true);
  return record;
}

std::vector<std::string> addresses_of(const auth::Entry& entry) {
  auto addresses = full_names(fact(entry, "Aliases"), entry.domain);
  addresses.insert(addresses.begin(), full_name(entry.name, entry.domain));
  return addresses;
}

std::string real_name(const auth::Entry& entry) {
  const auto& said = fact(entry, "RealName");
  return said.empty() || trimmed(said.front()).empty() ? entry.name
                                                       : std::string(trimmed(said.front()));
}

// RFC 2307, section 4.
void add_unix_user(Record& record, const auth::Entry& entry) {
  record.add("uidNumber", fact(entry, "UnixUserID"));
  record.add("gidNumber", fact(entry, "UnixGroupID"));
  record.add("homeDirectory", fact(entry, "UnixHome"));
}

Record account_record(const auth::Entry& entry) {
  Record record{dn_of("uid", full_name(entry.name, entry.domain)), {}};
  const auto name = real_name(entry);
  const auto last_space = name.rfind(' ');
  const bool is_unix_user = !fact(entry, "UnixUserID").empty();
  record.add("objectClass", {"top", "person", "organizationalPerson", "inetOrgPerson",
                             "inetLocalMailRecipient", is_unix_user ? "posixAccount" : ""});
  record.add("uid", {entry.name});
  record.add("cn", {name});
  record.add("sn", {last_space == name.npos ? name : name.substr(last_space + 1)});
  if (last_space != name.npos) record.add("givenName", {name.substr(0, last_space)});
  record.add("displayName", {name});
  record.add("mail", {full_name(entry.name, entry.domain)});
  record.add("mailLocalAddress", addresses_of(entry));
  record.add("memberOf", dns_of("cn", fact(entry, "Groups"), entry.domain));
  if (is_unix_user) add_unix_user(record, entry);
  add_operational(record, "inetOrgPerson", false);
  return record;
}

Record group_record(const auth::Entry& entry) {
  Record record{dn_of("cn", full_name(entry.name, entry.domain)), {}};
  record.add("objectClass", {"top", "groupOfNames", "mailGroup", "inetLocalMailRecipient"});
  const auto name = real_name(entry);
  record.add("cn", {entry.name, name == entry.name ? std::string() : name});
  record.add("mail", {full_name(entry.name, entry.domain)});
  record.add("mailLocalAddress", addresses_of(entry));
  const auto& members = fact(entry, "Members");
  record.add("member", dns_of("uid", members, entry.domain));
  record.add("mgrpRFC822MailMember", full_names(members, entry.domain));
  add_operational(record, "groupOfNames", false);
  return record;
}

Record forwarder_record(const auth::Entry& entry) {
  Record record{dn_of("cn", full_name(entry.name, entry.domain)), {}};
  record.add("objectClass", {"top", "namedObject", "inetLocalMailRecipient"});
  record.add("cn", {entry.name});
  record.add("mailLocalAddress", addresses_of(entry));
  add_operational(record, "namedObject", false);
  return record;
}

}  // namespace

const Attribute* Record::find(const AttributeType* type) const {
  const auto found = std::ranges::find(attributes, type, &Attribute::type);
  return found == attributes.end() ? nullptr : &*found;
}

void Record::add(std::string_view name, std::vector<std::string> values) {
  std::erase_if(values, &std::string::empty);
  const auto* type = attribute_named(name);
  if (type != nullptr && !values.empty()) attributes.push_back({type, std::move(values)});
}

Record record_of(const auth::Entry& entry) {
  switch (entry.kind) {
    case auth::EntryKind::domain:
      return domain_record(entry);
    case auth::EntryKind::account:
      return account_record(entry);
    case auth::EntryKind::group:
      return group_record(entry);
    case auth::EntryKind::forwarder:
      break;
  }
  return forwarder_record(entry);
}

Record root_record(const auth::Offer& offer, bool can_start_tls,
                   const std::vector<std::string>& contexts) {
  Record record;
  record.add("objectClass", {"top"});
  std::vector<std::string> dns;
  for (const auto& domain : contexts) dns.push_back(write_dn({{"cn", domain}}));
  record.add("namingContexts", std::move(dns));
  record.add("subschemaSubentry", {std::string(schema_dn)});
  record.add("supportedLDAPVersion", {"3"});
  record.add("supportedSASLMechanisms", offer.mechanisms);
  record.add("supportedExtension", extension_oids(can_start_tls));
  record.add("supportedControl", control_oids());
  record.add("supportedFeatures", {std::string(all_operational)});
  record.add("vendorName", {"Gatehouse"});
  return record;
}

Record schema_record() {
  Record record{std::string(schema_dn), {}};
  record.add("objectClass", {"top", "subentry", "subschema"});
  record.add("cn", {"Subschema"});
  record.add("attributeTypes", attribute_definitions());
  record.add("objectClasses", class_definitions());
  record.add("matchingRules", rule_definitions());
  record.add("ldapSyntaxes", syntax_definitions());
  add_operational(record, "subentry", false);
  return record;
}

}  // namespace gatehouse::gates::ldap
