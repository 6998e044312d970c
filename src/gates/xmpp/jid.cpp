#include "gates/xmpp/jid.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::size_t longest_part = 1023;  // RFC 7622, section 3.1: bytes

bool is_part(std::string_view text) {
  if (text.empty() || text.size() > longest_part || !is_utf8(text)) return false;
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

// RFC 7622, section 3.3.1.
bool is_local(std::string_view text) {
  return is_part(text) && text.find_first_of("\"&'/:<>@ ") == std::string_view::npos;
}

bool is_domain(std::string_view text) {
  const bool has_empty_label = text.starts_with('.') || text.ends_with('.') || text.contains("..");
  return is_part(text) && !has_empty_label &&
         text.find_first_of("\"&'/<>@ ") == std::string_view::npos;
}

}  // namespace

bool is_resource(std::string_view text) { return is_part(text); }

std::optional<Jid> Jid::parse(std::string_view text) {
  Jid jid;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    jid.resource = text.substr(slash + 1);
    if (!is_resource(jid.resource)) return std::nullopt;
    text = text.substr(0, slash);
  }
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    jid.local = lower_case(text.substr(0, at));
    if (!is_local(jid.local)) return std::nullopt;
    text.remove_prefix(at + 1);
  }
  if (text.ends_with('.')) text.remove_suffix(1);
  if (!is_domain(text)) return std::nullopt;
  jid.domain = lower_case(text);
  return jid;
}

std::string Jid::bare() const { return local.empty() ? domain : local + "@" + domain; }

std::string Jid::full() const { return resource.empty() ? bare() : bare() + "/" + resource; }

std::string_view bare_part(std::string_view full) { return full.substr(0, full.find('/')); }

std::string_view domain_part(std::string_view bare) {
  const auto at = bare.find('@');
  return at == std::string_view::npos ? bare : bare.substr(at + 1);
}

}  // namespace gatehouse::gates::xmpp
