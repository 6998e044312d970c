#include "auth/audit.h"

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::auth {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : escaped(text)) {
    if (c == '"')
      out += "\\x22";
    else
      out += c;
  }
  return out += '"';
}

log::Level level_of(const Attempt& attempt) {
  if (!attempt.success) return log::Level::failure;
  return attempt.wanted ? log::Level::major : log::Level::low;
}

}  // namespace

std::string audit_line(const Peer& peer, const Attempt& attempt) {
  std::string line;
  line.reserve(256);
  line.append("login=").append(quoted(attempt.outcome));
  line.append(" service=").append(escaped(peer.service, 16));
  line.append(" from=").append(peer.remote.text());
  line.append(" tls=").append(peer.tls ? "yes" : "no");
  line.append(" mechanism=").append(quoted(attempt.mechanism));
  line.append(" name=").append(quoted(attempt.typed));
  line.append(" account=").append(quoted(attempt.account));
  if (!attempt.source.empty()) line.append(" source=").append(attempt.source);
  if (!attempt.reason.empty()) line.append(" reason=").append(quoted(attempt.reason));
  return line;
}

void Audit::write(const Peer& peer, const Attempt& attempt) const {
  const auto line = audit_line(peer, attempt);
  if (sink_) return sink_(line);
  log::write(level_of(attempt), escaped(peer.service, 16), line);
}

}  // namespace gatehouse::auth
