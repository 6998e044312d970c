// Where a request wants to go (RFC 9112, section 3.2; RFC 3986). A path is decoded once, and what
// others might read as another path is refused rather than repaired.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::gates::http {

struct Authority {
  std::string host;  // lower case, without a dot at the end; an IPv6 address in its brackets
  std::string text;  // with the port that was sent
};
// A host or an address, maybe a colon and a port. nullopt: anything else, also no host.
[[nodiscard]] std::optional<Authority> read_authority(std::string_view text);
// Whether the host is the name of a machine or a domain, not an address.
[[nodiscard]] bool is_name(std::string_view host);

struct Target {
  std::string path;   // begins with a slash; UTF-8 without control characters
  std::string query;  // as it was sent
  std::optional<Authority> authority{};
};
// `/path?query`, or the same behind http://host. malformed: it is neither, or wrongly encoded.
// not_found: nothing of ours has such a path: an empty segment, dots at the end of one, a
// semicolon, a backslash, an encoded slash or percent sign.
[[nodiscard]] Result<Target> read_target(std::string_view text);

}  // namespace gatehouse::gates::http
