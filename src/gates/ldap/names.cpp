#include "gates/ldap/names.h"

#include <ldap.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "base/text.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr std::size_t longest_dn = 4096;

// RFC 4512, section 2.5: a type may be written as its OID.
struct Spelling {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array spellings{
    Spelling{"0.9.2342.19200300.100.1.1", "uid"},
    Spelling{"0.9.2342.19200300.100.1.25", "dc"},
    Spelling{"0.9.2342.19200300.100.1.3", "mail"},
    Spelling{"2.5.4.3", "cn"},
    Spelling{"commonname", "cn"},
    Spelling{"domaincomponent", "dc"},
    Spelling{"rfc822mailbox", "mail"},
    Spelling{"userid", "uid"},
};

std::string type_of(std::string_view written) {
  const auto lower = lower_case(written);
  const auto* row = std::ranges::find(spellings, lower, &Spelling::written);
  return row == spellings.end() ? lower : std::string(row->meant);
}

bool is_text(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
  return is_utf8(text) && std::ranges::none_of(text, is_control);
}

std::string_view view(const berval& value) { return {value.bv_val, value.bv_len}; }
berval lent(std::string& text) { return {.bv_len = text.size(), .bv_val = text.data()}; }

struct FreeDn {
  void operator()(LDAPRDN* dn) const { ldap_dnfree(dn); }
};

std::optional<NamePart> part_of(LDAPRDN rdn) {
  const LDAPAVA& first = *rdn[0];
  if ((first.la_flags & LDAP_AVA_BINARY) != 0 || first.la_value.bv_len == 0) return std::nullopt;
  if (!is_text(view(first.la_value))) return std::nullopt;
  return NamePart{type_of(view(first.la_attr)), std::string(view(first.la_value)),
                  rdn[1] != nullptr};
}

bool names_an_entry(const NamePart& part) {
  return !part.is_joined && (part.type == "uid" || part.type == "cn");
}

// What stands above the entry: one cn, or dc parts that are joined with dots.
std::string domain_above(const Dn& dn) {
  std::string domain;
  for (const auto& part : std::span(dn).subspan(1)) {
    if (part.type == "cn" && domain.empty()) return part.value;
    if (part.type != "dc") continue;
    domain += (domain.empty() ? "" : ".") + part.value;
  }
  return domain;
}

}  // namespace

std::optional<Dn> parse_dn(std::string_view text) {
  if (text.size() > longest_dn || !is_text(text)) return std::nullopt;
  Dn parts;
  if (text.empty()) return parts;
  const std::string ended(text);  // the library looks for the NUL, whatever length it is given
  LDAPDN raw = nullptr;
  if (ldap_str2dn(ended.c_str(), &raw, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return std::nullopt;
  const std::unique_ptr<LDAPRDN, FreeDn> dn(raw);
  if (!dn) return parts;
  for (LDAPRDN* rdn = dn.get(); *rdn != nullptr; ++rdn) {
    auto part = part_of(*rdn);
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
  }
  return parts;
}

std::string write_dn(const Dn& dn) {
  Dn parts = dn;
  std::vector<LDAPAVA> values(parts.size());
  std::vector<std::array<LDAPAVA*, 2>> names(parts.size());
  std::vector<LDAPRDN> whole;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    values[i] = {.la_attr = lent(parts[i].type),
                 .la_value = lent(parts[i].value),
                 .la_flags = LDAP_AVA_STRING,
                 .la_private = nullptr};
    names[i] = {&values[i], nullptr};
    whole.push_back(names[i].data());
  }
  whole.push_back(nullptr);
  berval text{};
  if (parts.empty() || ldap_dn2bv(whole.data(), &text, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS)
    return {};
  const std::unique_ptr<char, decltype(&ldap_memfree)> owned(
      text.bv_val, [](void* memory) { ldap_memfree(memory); });
  return std::string(view(text));
}

std::optional<std::string> plain_dn(std::string_view text) {
  const auto dn = parse_dn(text);
  if (!dn) return std::nullopt;
  std::string plain;
  for (const auto& part : *dn) {
    if (part.is_joined) return std::nullopt;
    plain.append(part.type).append("=").append(lower_case(part.value)).append("\n");
  }
  return plain;
}

std::optional<std::string> login_name(std::string_view bind_name) {
  if (!is_text(bind_name)) return std::nullopt;
  if (!bind_name.contains('=')) return std::string(bind_name);
  const auto dn = parse_dn(bind_name);
  if (!dn || dn->empty() || dn->front().is_joined) return std::nullopt;
  const auto& first = dn->front();
  if (first.type != "uid" && first.type != "cn" && first.type != "mail") return std::nullopt;
  if (first.type == "mail" || first.value.contains('@')) return first.value;
  const auto domain = domain_above(*dn);
  return domain.empty() ? first.value : first.value + "@" + domain;
}

std::optional<Place> place_of(const Dn& dn) {
  if (dn.empty()) return Place{Place::Kind::root};
  if (dn.back().type != "cn" || dn.back().is_joined) return std::nullopt;
  const auto& top = dn.back().value;
  if (dn.size() == 1 && same_but_case(top, "subschema")) return Place{Place::Kind::schema};
  if (dn.size() == 1) return Place{Place::Kind::domain, top};
  if (dn.size() > 2 || !names_an_entry(dn.front())) return std::nullopt;
  return Place{Place::Kind::entry, top, dn.front().value};
}

}  // namespace gatehouse::gates::ldap
