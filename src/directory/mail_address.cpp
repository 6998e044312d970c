#include "directory/mail_address.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::directory {
namespace {

constexpr std::size_t longest_local_part = 64;  // RFC 5321, section 4.5.3.1.1
constexpr std::size_t longest_address = 254;

// RFC 5321, section 4.1.2: the string inside the quotes, without its backslashes.
std::optional<std::string> unquoted(std::string_view text) {
  if (!text.starts_with('"'))
    return is_plain_local_part(text) ? std::optional(std::string(text)) : std::nullopt;
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(out) : std::nullopt;
    if (text[i] == '\\') ++i;
    if (i < text.size()) out += text[i];
  }
  return std::nullopt;
}

bool printable(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; }

}  // namespace

bool is_plain_local_part(std::string_view text) {
  return !text.empty() && text.find_first_of(" @<>()[],;:\\\"") == text.npos;
}

Result<MailAddress> parse_mail_address(std::string_view text) {
  const auto malformed = fail(ErrorCode::malformed, "mail address: not user@domain");
  if (text.size() > longest_address || !is_utf8(text) || !std::ranges::all_of(text, printable))
    return malformed;
  const auto at = text.ends_with('"') ? text.npos : text.rfind('@');
  const auto local_part = text.substr(0, at);
  auto name = unquoted(local_part);
  if (!name || name->empty() || local_part.size() > longest_local_part) return malformed;
  if (at == text.npos) return MailAddress{*std::move(name), {}};
  if (at + 1 == text.size()) return malformed;
  return MailAddress{*std::move(name), text.substr(at + 1)};
}

std::optional<IpAddress> address_literal(std::string_view domain) {
  if (!domain.starts_with('[') || !domain.ends_with(']')) return std::nullopt;
  auto inner = domain.substr(1, domain.size() - 2);
  if (same_but_case(inner.substr(0, 5), "IPv6:")) inner.remove_prefix(5);
  return IpAddress::parse(inner);
}

}  // namespace gatehouse::directory
