#include "gates/http/target.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/address.h"
#include "base/text.h"
#include "web/percent.h"

namespace gatehouse::gates::http {
using web::percent_decoded;
namespace {

constexpr std::size_t longest_host = 255;

bool is_graphic(char c) { return c > ' ' && c < '\x7f'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

bool is_host_name(std::string_view host) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  for (const auto label : split(host, '.'))
    if (label.empty() || label.size() > 63 || !std::ranges::all_of(label, fits)) return false;
  return host.size() <= longest_host;
}

bool is_bracketed_address(std::string_view host) {
  if (!host.starts_with('[') || !host.ends_with(']')) return false;
  const auto inside = host.substr(1, host.size() - 2);
  return inside.contains(':') && IpAddress::parse(inside).has_value();
}

// Of `host:port`; the port is taken from `text`. False: there is a colon and no port behind it.
bool take_port(std::string_view& text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos || text.ends_with(']')) return true;
  const auto port = to_number<std::uint16_t>(text.substr(colon + 1));
  text.remove_suffix(text.size() - colon);
  return port.has_value();
}

bool names_nothing(std::string_view segment) {
  return segment.empty() || segment.ends_with('.') || segment.contains(';') ||
         segment.contains('\\') || segment.contains('/') || segment.contains('%');
}

Result<std::string> read_path(std::string_view text) {
  if (!text.starts_with('/')) return fail(ErrorCode::malformed, "the path has no slash in front");
  text.remove_prefix(1);
  std::string path;
  bool known = true;
  auto segments = split(text, '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto segment = percent_decoded(segments[i]);
    if (!segment || !is_utf8(*segment) || std::ranges::any_of(*segment, is_control))
      return fail(ErrorCode::malformed, "the path is wrongly encoded");
    const bool last = i + 1 == segments.size();
    if (names_nothing(*segment) && !(last && segment->empty())) known = false;
    path += "/" + *segment;
  }
  if (!known) return fail(ErrorCode::not_found, "there are no such paths");
  return path;
}

}  // namespace

std::optional<Authority> read_authority(std::string_view text) {
  if (text.size() > longest_host + 6) return std::nullopt;
  Authority authority{.host = {}, .text = lower_case(text)};
  std::string_view host = authority.text;
  if (!take_port(host)) return std::nullopt;
  if (host.ends_with('.')) host.remove_suffix(1);
  if (!is_host_name(host) && !is_bracketed_address(host)) return std::nullopt;
  authority.host = host;
  return authority;
}

bool is_name(std::string_view host) {
  return !host.empty() && !host.starts_with('[') && !IpAddress::parse(host);
}

Result<Target> read_target(std::string_view text) {
  if (!std::ranges::all_of(text, is_graphic) || text.contains('#'))
    return fail(ErrorCode::malformed, "a character that has no place in a target");
  Target target;
  constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};
  for (const auto scheme : schemes) {
    if (!same_but_case(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    const auto end = std::min(text.find_first_of("/?"), text.size());
    target.authority = read_authority(text.substr(0, end));
    if (!target.authority) return fail(ErrorCode::malformed, "no host in the target");
    text.remove_prefix(end);
    break;
  }
  const auto question = std::min(text.find('?'), text.size());
  if (question < text.size()) target.query = text.substr(question + 1);
  text = text.substr(0, question);
  auto path = read_path(text.empty() && target.authority ? "/" : text);
  if (!path) return std::unexpected(std::move(path.error()));
  target.path = std::move(*path);
  return target;
}

}  // namespace gatehouse::gates::http
