#include "auth/audit.h"

#include "audit/journal.h"
#include "auth/service_traits.h"
#include "base/log.h"
#include "base/text.h"

namespace gatehouse::auth {
namespace {

std::string in_quotes(std::string_view text) {
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

audit::Record record_of(const Peer& peer, Attempt attempt) {
  auto record = origin_of(peer);
  record.kind = audit::Kind::login;
  record.account = std::move(attempt.account);
  if (!attempt.acting.empty() && attempt.acting != record.account) {
    record.acting_as = std::move(record.account);
    record.account = std::move(attempt.acting);
  }
  record.name = std::move(attempt.typed);
  record.method = std::move(attempt.mechanism);
  record.source = std::move(attempt.source);
  record.result = attempt.outcome;
  record.detail = std::move(attempt.reason);
  record.rules = std::move(attempt.rules);
  return record;
}

// A session that is taken up for one request more: that it was opened was recorded.
bool goes_on(const Peer& peer, const Attempt& attempt) {
  return attempt.success && traits_of(peer.service).takes_up && attempt.mechanism == "SESSIONID";
}

}  // namespace

std::string audit_line(const Peer& peer, const Attempt& attempt) {
  std::string line;
  line.reserve(256);
  line.append("login=").append(in_quotes(attempt.outcome));
  line.append(" service=").append(escaped(peer.service, 16));
  line.append(" from=").append(peer.remote.text());
  line.append(" tls=").append(peer.tls ? "yes" : "no");
  line.append(" mechanism=").append(in_quotes(attempt.mechanism));
  line.append(" name=").append(in_quotes(attempt.typed));
  line.append(" account=").append(in_quotes(attempt.account));
  if (!attempt.acting.empty() && attempt.acting != attempt.account)
    line.append(" by=").append(in_quotes(attempt.acting));
  if (!attempt.source.empty()) line.append(" source=").append(attempt.source);
  if (!attempt.reason.empty()) line.append(" reason=").append(in_quotes(attempt.reason));
  return line;
}

audit::Record origin_of(const Peer& peer) {
  return {.service = peer.service,
          .from = peer.local_user ? "local, uid " + std::to_string(*peer.local_user)
                                  : peer.remote.text(),
          .tls = peer.tls ? "yes" : "no"};
}

audit::Record origin_of(const Peer& peer, const Session& session, audit::Id login) {
  auto record = origin_of(peer);
  record.account = session.acting;
  if (session.acting != session.account) record.acting_as = session.account;
  if (login != 0) record.session = std::to_string(login);
  return record;
}

audit::Id Audit::write(const Peer& peer, Attempt attempt) const {
  if (goes_on(peer, attempt)) return 0;
  auto line = audit_line(peer, attempt);
  const auto level = level_of(attempt);
  audit::Id id = 0;
  if (trail_ != nullptr) {
    id = trail_->note(record_of(peer, std::move(attempt)));
    line.append(" id=").append(std::to_string(id));
  }
  if (sink_)
    sink_(line);
  else
    log::write(level, escaped(peer.service, 16), line);
  return id;
}

void Audit::ended(const Peer& peer, const Session& session, audit::Id login) const {
  if (trail_ == nullptr || login == 0) return;
  auto record = origin_of(peer, session, login);
  record.kind = audit::Kind::end;
  static_cast<void>(trail_->note(std::move(record)));
}

}  // namespace gatehouse::auth
