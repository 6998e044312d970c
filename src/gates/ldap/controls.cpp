#include "gates/ldap/controls.h"

#include <algorithm>
#include <array>

namespace gatehouse::gates::ldap {
namespace {

constexpr std::string_view paged_results = "1.2.840.113556.1.4.319";
constexpr std::string_view manage_dsa_it =
    "2.16.840.1.113730.3.4.2";  // RFC 3296: no referrals here
constexpr std::size_t longest_cookie = 4096;

struct Known {
  std::string_view oid;
  Tag only_for;  // 0: any operation
};
constexpr std::array table{Known{paged_results, op_search}, Known{manage_dsa_it, 0}};

bool is_known(std::string_view oid, Tag operation) {
  const auto* row = std::ranges::find(table, oid, &Known::oid);
  return row != table.end() && (row->only_for == 0 || row->only_for == operation);
}

}  // namespace

std::vector<std::string> control_oids() {
  std::vector<std::string> oids;
  for (const auto& row : table) oids.emplace_back(row.oid);
  return oids;
}

bool has_unknown_critical(const std::vector<Control>& controls, Tag operation) {
  return std::ranges::any_of(controls, [&](const Control& control) {
    return control.critical && !is_known(control.oid, operation);
  });
}

Paging paging_of(const std::vector<Control>& controls) {
  const auto found = std::ranges::find(controls, paged_results, &Control::oid);
  if (found == controls.end()) return {};
  Elements outer(found->value.value_or(std::string_view()));
  const auto content = outer.take(tag_sequence);
  if (!content || !outer.at_end()) return {.is_broken = true};
  Elements elements(*content);
  const auto size = elements.take_number(tag_integer);
  const auto cookie = elements.take(tag_octets);
  if (!size || *size < 0 || !cookie || cookie->size() > longest_cookie || !elements.at_end())
    return {.is_broken = true};
  return {.page = PageRequest{*size, *cookie}};
}

std::string page_control(std::string_view cookie) {
  Writer value;
  value.open();
  value.number(0);  // RFC 2696, section 2: how many there are is not known
  value.octets(cookie);
  value.close();
  Writer control;
  control.open(constructed_context(0));
  control.open();
  control.octets(paged_results);
  control.octets(value.bytes());
  control.close();
  control.close();
  return control.bytes();
}

}  // namespace gatehouse::gates::ldap
