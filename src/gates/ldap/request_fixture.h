// LDAP requests as a client writes them, for tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gates/ldap/ber.h"
#include "gates/ldap/message.h"

namespace gatehouse::gates::ldap {

// --- filters

inline std::string in_tag(Tag tag, std::string_view content) {
  Writer writer;
  writer.open(tag);
  writer.raw(content);
  writer.close();
  return writer.bytes();
}
inline std::string octets(std::string_view text, Tag tag = tag_octets) {
  Writer writer;
  writer.octets(text, tag);
  return writer.bytes();
}
inline std::string equals(std::string_view attribute, std::string_view value, unsigned kind = 3) {
  return in_tag(constructed_context(kind), octets(attribute) + octets(value));
}
inline std::string is_present(std::string_view attribute) { return octets(attribute, context(7)); }
inline std::string joined(unsigned kind, const std::vector<std::string>& parts) {
  std::string content;
  for (const auto& part : parts) content += part;
  return in_tag(constructed_context(kind), content);
}
inline std::string all_of(const std::vector<std::string>& parts) { return joined(0, parts); }
inline std::string any_of(const std::vector<std::string>& parts) { return joined(1, parts); }
inline std::string none_of(std::string_view part) { return in_tag(constructed_context(2), part); }
// Of "joe*": an empty first or last piece says nothing.
inline std::string has_pieces(std::string_view attribute, const std::vector<std::string>& pieces) {
  std::string list;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const unsigned kind = i == 0 ? 0 : i + 1 == pieces.size() ? 2 : 1;
    if (!pieces[i].empty()) list += octets(pieces[i], context(kind));
  }
  return in_tag(constructed_context(4), octets(attribute) + in_tag(tag_sequence, list));
}

// --- requests

inline std::string request(std::int32_t id, std::string_view operation,
                           std::string_view controls = "") {
  Writer writer;
  writer.open();
  writer.number(id);
  writer.raw(operation);
  if (!controls.empty()) writer.raw(in_tag(constructed_context(0), controls));
  writer.close();
  return writer.bytes();
}
inline std::string number(std::int32_t value, Tag tag = tag_integer) {
  Writer writer;
  writer.number(value, tag);
  return writer.bytes();
}
inline std::string simple_bind(std::string_view name, std::string_view password,
                               std::int32_t version = 3) {
  return in_tag(op_bind, number(version) + octets(name) + octets(password, context(0)));
}
inline std::string sasl_bind(std::string_view mechanism,
                             std::optional<std::string_view> credentials = {}) {
  auto sasl = octets(mechanism);
  if (credentials) sasl += octets(*credentials);
  return in_tag(op_bind, number(3) + octets("") + in_tag(constructed_context(3), sasl));
}
struct Wanted {
  std::string base;
  std::int32_t scope = 2;
  std::string filter = is_present("objectClass");
  std::vector<std::string> attributes{};
  std::int32_t most = 0;
  bool types_only = false;
};
inline std::string search_for(const Wanted& wanted) {
  Writer writer;
  writer.open(op_search);
  writer.octets(wanted.base);
  writer.number(wanted.scope, tag_enumerated);
  writer.number(0, tag_enumerated);
  writer.number(wanted.most);
  writer.number(0);
  writer.boolean(wanted.types_only);
  writer.raw(wanted.filter);
  writer.open();
  for (const auto& attribute : wanted.attributes) writer.octets(attribute);
  writer.close();
  writer.close();
  return writer.bytes();
}
inline std::string compare_with(std::string_view dn, std::string_view attribute,
                                std::string_view value) {
  return in_tag(op_compare, octets(dn) + in_tag(tag_sequence, octets(attribute) + octets(value)));
}
inline std::string extended_request(std::string_view oid,
                                    std::optional<std::string_view> value = {}) {
  auto content = octets(oid, context(0));
  if (value) content += octets(*value, context(1));
  return in_tag(op_extended, content);
}
inline std::string control(std::string_view oid, bool critical, std::string_view value = "") {
  Writer writer;
  writer.open();
  writer.octets(oid);
  writer.boolean(critical);
  if (!value.empty()) writer.octets(value);
  writer.close();
  return writer.bytes();
}
inline std::string page_of(std::int32_t size, std::string_view cookie = "") {
  return control("1.2.840.113556.1.4.319", true,
                 in_tag(tag_sequence, number(size) + octets(cookie)));
}

}  // namespace gatehouse::gates::ldap
