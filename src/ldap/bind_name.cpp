#include "ldap/bind_name.h"

#include <ldap.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "base/text.h"

namespace gatehouse::ldap {
namespace {

constexpr std::size_t longest_name = 255;

std::unexpected<Error> malformed(std::string why) {
  return fail(ErrorCode::malformed, std::move(why));
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("._-'&").contains(c);
}

bool is_text(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, is_control);
}

struct Names {
  std::string_view account;
  std::string_view domain;
};

std::string put_into(std::string_view pattern, const Names& names) {
  std::string filled;
  while (!pattern.empty()) {
    const bool is_domain = pattern.starts_with("^0");
    if (is_domain)
      filled += names.domain;
    else if (pattern.front() == '*')
      filled += names.account;
    else
      filled += pattern.front();
    pattern.remove_prefix(is_domain ? 2 : 1);
  }
  return filled;
}

struct FreeDn {
  void operator()(LDAPRDN* dn) const { ldap_dnfree(dn); }
};
using Dn = std::unique_ptr<LDAPRDN, FreeDn>;

// Null when it is not one, or is empty.
Dn parsed_dn(const std::string& text) {
  LDAPDN dn = nullptr;
  if (ldap_str2dn(text.c_str(), &dn, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return nullptr;
  return Dn(dn);
}

// But for those that are written in hexadecimal, whose bytes are no text.
template <class Act>
void for_each_value(const Dn& dn, Act act) {
  for (LDAPRDN* rdn = dn.get(); *rdn != nullptr; ++rdn)
    for (LDAPAVA** part = *rdn; *part != nullptr; ++part)
      if (((*part)->la_flags & LDAP_AVA_BINARY) == 0) act((*part)->la_value);
}

std::string text_of(const Dn& dn) {
  berval text{};
  if (ldap_dn2bv(dn.get(), &text, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return {};
  const std::unique_ptr<char, decltype(&ldap_memfree)> owned(
      text.bv_val, [](void* memory) { ldap_memfree(memory); });
  return {text.bv_val, text.bv_len};
}

Result<std::string> filled_dn(const std::string& pattern, const Names& names) {
  const auto dn = parsed_dn(pattern);
  if (!dn) return malformed("not a DN");
  // The library frees the values it made, so ours are only lent to it.
  std::deque<std::string> ours;
  std::deque<berval> theirs;
  for_each_value(dn, [&](berval& value) {
    theirs.push_back(value);
    auto& text = ours.emplace_back(put_into({value.bv_val, value.bv_len}, names));
    value = {.bv_len = text.size(), .bv_val = text.data()};
  });
  auto text = text_of(dn);
  for_each_value(dn, [&](berval& value) {
    value = theirs.front();
    theirs.pop_front();
  });
  if (text.empty()) return malformed("the DN cannot be written");
  return text;
}

Result<void> check_plain(std::string_view text) {
  const char separator = text.contains('\\') ? '\\' : '@';
  const auto parts = split(text, separator);
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty())
    return malformed("neither a DN, nor user@domain, nor DOMAIN\\user");
  for (const auto part : parts)
    for (const char c : part)
      if (!is_plain(c) && c != '*' && c != '^') return malformed("an odd character in the name");
  return {};
}

Result<void> check_name(std::string_view name, bool in_dn) {
  if (name.empty()) return malformed("an empty name");
  if (name.size() > longest_name) return malformed("a name that is too long");
  if (!is_text(name)) return malformed("a name with control characters");
  if (!in_dn && !std::ranges::all_of(name, is_plain)) return malformed("an odd name");
  return {};
}

}  // namespace

Result<NameTemplate> NameTemplate::parse(std::string_view text) {
  if (text.empty()) return malformed("no name to bind with");
  if (!is_text(text)) return malformed("control characters in the name");
  if (text.contains('=')) {
    const auto dn = parsed_dn(std::string(text));
    bool is_good = dn != nullptr;
    if (dn)
      for_each_value(dn, [&](const berval& value) {
        is_good = is_good && value.bv_len > 0 && is_text({value.bv_val, value.bv_len});
      });
    if (!is_good) return malformed("not a DN");
    return NameTemplate(Form::dn, text);
  }
  if (auto checked = check_plain(text); !checked) return std::unexpected(checked.error());
  return NameTemplate(Form::plain, text);
}

Result<std::string> NameTemplate::filled(std::string_view account, std::string_view domain) const {
  const bool in_dn = form_ == Form::dn;
  if (text_.contains('*'))
    if (auto checked = check_name(account, in_dn); !checked)
      return std::unexpected(checked.error());
  if (text_.contains("^0"))
    if (auto checked = check_name(domain, in_dn); !checked) return std::unexpected(checked.error());
  const Names names{account, domain};
  return in_dn ? filled_dn(text_, names) : put_into(text_, names);
}

}  // namespace gatehouse::ldap
