#include "auth/session_desk.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "audit/journal.h"
#include "credentials/second_factor.h"

namespace gatehouse::auth {
namespace {

// Code of Enabled Services, and what the session is called where connections are listed.
std::string_view service_of(control::SessionKind kind) {
  switch (kind) {
    case control::SessionKind::web_user:
      return "WebMail";
    case control::SessionKind::ximss:
      return "XIMSS";
  }
  return {};
}

bool is_of(const control::OpenSession& session, const directory::Account& account) {
  return session.account->name == account.name && session.account->domain->id == account.domain->id;
}

}  // namespace

Result<std::string> SessionDesk::create_for(const directory::AccountView& now,
                                            const directory::AccountView& at_login,
                                            const control::NewSession& wish) {
  const std::string service(service_of(wish.kind));
  const auto policy = policies_.of(now->domain);
  if (!AccountRules(now.get(), *policy).enabled(service))
    return fail(ErrorCode::not_allowed, service + " is not enabled for the account");
  auto made = sessions_.create(now, wish, rules());
  if (!made) return std::unexpected(std::move(made.error()));
  LoginFacts facts{.account = now->full_name(),
                   .domain_id = now->domain->id,
                   .acting = now->full_name(),
                   .service = service,
                   .mechanism = {},
                   .source = "session",
                   .tag = {},
                   .session = made->hash,
                   .client = wish.proxied.value_or(wish.address),
                   .tls = false,
                   .since = clock_.now()};
  Footing footing{.account = at_login,
                  .services = {service},
                  .client = wish.address,
                  .tag = {},
                  .proof = proof_of(*at_login, {}),
                  .factor = credentials::factor_proof(at_login->settings)};
  audit::Record about{.kind = audit::Kind::notice,
                      .target = facts.account,
                      .service = service,
                      .from = facts.client.text(),
                      .detail = "session " + made->id.substr(0, made->id.find('-'))};
  const auto note = [trail = trail_, about = std::move(about)](std::string_view what) {
    if (trail == nullptr) return;
    auto record = about;
    record.detail.append(" ").append(what);
    static_cast<void>(trail->note(std::move(record)));
  };
  note("made");
  std::ignore = logins_.add(std::move(facts), std::move(footing), [this, note, hash = made->hash] {
    if (!sessions_.remove(hash)) return;
    note("ended");
    logins_.end_opened_by(hash);
  });
  return std::move(made->id);
}

std::vector<control::OpenSession> SessionDesk::of(const directory::Account& account) {
  return sessions_.of(account, rules());
}

std::optional<control::OpenSession> SessionDesk::find(std::string_view id) {
  return sessions_.find(id, rules());
}

void SessionDesk::end(std::string_view id) {
  const auto opener = sessions_.opener_of(Sessions::hash_of(id));
  close(id);
  if (opener != 0) std::ignore = logins_.end(opener);
}

void SessionDesk::close(std::string_view id) { logins_.end_opened_by(Sessions::hash_of(id)); }

std::size_t SessionDesk::end_all_of(const directory::Account& account, std::uint64_t own) {
  return logins_.end_all_of(account, own);
}

std::vector<control::Presence> SessionDesk::present() {
  std::vector<control::Presence> all;
  for (auto& facts : logins_.list())
    all.push_back({.number = facts.number,
                   .account = std::move(facts.account),
                   .domain_id = std::move(facts.domain_id),
                   .acting = std::move(facts.acting),
                   .service = std::move(facts.service),
                   .mechanism = std::move(facts.mechanism),
                   .source = std::move(facts.source),
                   .tag = std::move(facts.tag),
                   .client = facts.client,
                   .tls = facts.tls,
                   .since = facts.since});
  std::ranges::sort(all, [](const auto& one, const auto& other) {
    return std::tie(one.account, one.since) < std::tie(other.account, other.since);
  });
  return all;
}

bool SessionDesk::wrong_code(std::string_view id) {
  const auto hash = Sessions::hash_of(id);
  if (sessions_.wrong_code(hash)) return true;
  logins_.end_opened_by(hash);
  return false;
}

std::optional<SessionDesk::Owned> SessionDesk::owned(
    const directory::Account& account, std::string_view id,
    const std::optional<IpAddress>& from_afar, const std::optional<control::SessionKind>& kind) {
  const auto session = sessions_.find(id, rules());
  if (!session || !is_of(*session, account)) return std::nullopt;
  if (kind && session->kind != *kind) return std::nullopt;
  const auto& client = session->proxied ? *session->proxied : session->address;
  if (from_afar && session->fixed_address && client != *from_afar) return std::nullopt;
  sessions_.touch(id);
  return Owned{Sessions::hash_of(id), session->code_wanted};
}

void SessionDesk::sweep() {
  for (const auto& hash : sessions_.run_out(rules())) logins_.end_opened_by(hash);
}

}  // namespace gatehouse::auth
