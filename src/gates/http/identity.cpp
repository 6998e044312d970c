#include "gates/http/identity.h"

#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/compare.h"
#include "gates/http/cookie.h"
#include "gates/http/target.h"

namespace gatehouse::gates::http {
namespace {

constexpr unsigned most_refusals = 4;  // of a connection

// Code of Enabled Services: the web interface of users.
constexpr std::string_view of_sessions = "WebMail";
// ... and what those may see who have not logged in.
constexpr std::string_view of_guests = "WebSite";

unsigned status_of(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
    case auth::DenialKind::unknown_mechanism:
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
    case auth::DenialKind::out_of_order:
      return 401;
    case auth::DenialKind::needs_privacy:
    case auth::DenialKind::not_allowed:
      return 403;
    case auth::DenialKind::unavailable:
      return 503;
  }
  std::unreachable();
}

std::string domain_part(std::string_view account) {
  const auto at = account.rfind('@');
  return std::string(at == account.npos ? account : account.substr(at + 1));
}

Response to_the_form(CookieOf which, bool forget) {
  auto response = see_other("/login");
  if (forget) response.fields.push_back(forget_session_cookie(which));
  return response;
}

}  // namespace

void Identity::forget() {
  pending_ = nullptr;
  session_.reset();
  visit_.reset();
  proof_ = Secret();
  of_connection_ = false;
}

net::Task<std::optional<Response>> Identity::enter(std::string service) {
  forget();
  auto visit = co_await Visit::start(around_.keeper, std::move(service), stream_);
  if (visit) {
    visit_.emplace(std::move(*visit));
    co_return std::nullopt;
  }
  if (visit.error().code == ErrorCode::not_allowed)
    co_return plain(403, "Logins from your address are not allowed");
  co_return plain(503, "Temporarily unavailable, try again later");
}

net::Task<std::optional<Response>> Identity::by_credentials(const Request& request,
                                                            std::string_view service) {
  if (service != service_) forget();
  service_ = service;
  const auto* header = request.field("authorization");
  if (header == nullptr) {
    if (session_ && of_connection_) co_return std::nullopt;
    forget();
    const auto* tls = stream_.tls();
    const bool has_certificate = tls != nullptr && !tls->client_certificate.empty();
    if (has_certificate && !certificate_failed_) co_return co_await by_certificate(request);
    co_return co_await demand(request);
  }
  const auto credentials = read_credentials(*header);
  if (!credentials) co_return co_await demand(request);
  const bool repeated = session_ && credentials->scheme->scheme == Scheme::basic &&
                        crypto::equal_in_constant_time(proof_.reveal(), *header);
  if (repeated) co_return std::nullopt;
  auto answer = co_await log_in(request, *credentials);
  if (!answer && credentials->scheme->scheme == Scheme::basic) proof_ = Secret(*header);
  co_return answer;
}

net::Task<std::optional<Response>> Identity::log_in(const Request& request,
                                                    Credentials credentials) {
  if (pending_ != credentials.scheme)
    if (auto closed = co_await enter(std::string(service_))) co_return closed;
  const auto& scheme = *credentials.scheme;
  auto reply = co_await answer_to(request, credentials);
  pending_ = nullptr;
  if (auto* session = std::get_if<auth::Session>(&reply)) {
    tally_.login(scheme.name, true);
    if (!session->last_words.empty())
      last_words_.push_back(
          {"WWW-Authenticate", std::string(scheme.name) + " " + to_base64(session->last_words)});
    session_ = std::move(*session);
    of_connection_ = scheme.of_connection;
    co_return std::nullopt;
  }
  if (const auto* challenge = std::get_if<auth::Challenge>(&reply)) {
    if (!scheme.of_connection) co_return co_await demand(request);  // the nonce was too old
    pending_ = &scheme;
    auto response = plain(401, "Go on");
    response.fields.push_back(
        {"WWW-Authenticate", std::string(scheme.name) + " " + to_base64(challenge->bytes)});
    co_return response;
  }
  tally_.login(scheme.name, false);
  auto denial = std::get<auth::Denial>(std::move(reply));
  co_return co_await refused(request, std::move(denial));
}

net::Task<auth::Reply> Identity::answer_to(const Request& request, Credentials credentials) {
  switch (credentials.scheme->scheme) {
    case Scheme::basic:
      co_return co_await basic(request, credentials.text);
    case Scheme::digest:
      co_return co_await digest(request, credentials.text);
    case Scheme::negotiate:
    case Scheme::ntlm:
      co_return co_await token(*credentials.scheme, credentials.text);
  }
  std::unreachable();
}

net::Task<auth::Reply> Identity::basic(const Request& request, std::string_view text) {
  auto pair = read_basic(text);
  if (!pair) {
    // The attempt is begun all the same, so that the keeper sees and counts it.
    auto reply = co_await visit_->begin("PLAIN", std::nullopt);
    if (!std::holds_alternative<auth::Challenge>(reply)) co_return reply;
    co_return co_await visit_->abort(auth::DenialKind::malformed);
  }
  const auto name = co_await qualified(*visit_, request, std::move(pair->name));
  auto message = auth::plain_message(name, pair->password.reveal());
  co_return co_await visit_->begin("PLAIN", std::move(message));
}

net::Task<auth::Reply> Identity::digest(const Request& request, std::string_view text) {
  const auto asked = co_await digest_request(request);
  Secret message(asked + std::string(text));
  co_return co_await visit_->begin("HTTP-DIGEST", std::move(message));
}

net::Task<auth::Reply> Identity::token(const SchemeRow& scheme, std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes && pending_ != nullptr) co_return co_await visit_->abort(auth::DenialKind::malformed);
  if (!bytes) bytes.emplace();
  Secret message(*bytes);
  if (pending_ != nullptr) co_return co_await visit_->feed(std::move(message));
  co_return co_await visit_->begin(std::string(scheme.mechanism), std::move(message));
}

net::Task<std::optional<Response>> Identity::by_certificate(const Request& request) {
  if (auto closed = co_await enter(std::string(service_))) co_return closed;
  Secret nobody_else;
  auto reply = co_await visit_->begin("EXTERNAL", std::move(nobody_else));
  auto* session = std::get_if<auth::Session>(&reply);
  tally_.login("Certificate", session != nullptr);
  if (session != nullptr) {
    session_ = std::move(*session);
    of_connection_ = true;
    co_return std::nullopt;
  }
  certificate_failed_ = true;
  co_return co_await demand(request);
}

net::Task<std::optional<Response>> Identity::by_cookie(const Request& request) {
  const CookieOf which{side_, stream_.tls() != nullptr};
  auto cookie = session_cookie(request, which);
  if (!cookie) {
    forget();
    co_return to_the_form(which, false);
  }
  if (auto closed = co_await enter(std::string(of_sessions))) co_return closed;
  Secret message(cookie->account + " " + std::string(cookie->id.reveal()));
  auto reply = co_await visit_->begin("SESSIONID", std::move(message));
  auto* session = std::get_if<auth::Session>(&reply);
  tally_.login("Session", session != nullptr);
  if (session != nullptr) {
    session_ = std::move(*session);
    co_return std::nullopt;
  }
  const auto* denial = std::get_if<auth::Denial>(&reply);
  forget();
  if (denial != nullptr && denial->kind == auth::DenialKind::unavailable)
    co_return plain(503, denial->words);
  auto response = to_the_form(which, true);
  response.close = ++refusals_ >= most_refusals;
  co_return response;
}

net::Task<auth::Reply> Identity::by_form(const Request& request, std::string name,
                                         Secret password) {
  if (auto closed = co_await enter(std::string(of_sessions))) {
    const bool no = closed->status == 403;
    co_return auth::Denial{no ? auth::DenialKind::not_allowed : auth::DenialKind::unavailable,
                           closed->body, no};
  }
  const auto full = co_await qualified(*visit_, request, std::move(name));
  auto message = auth::plain_message(full, password.reveal());
  auto reply = co_await visit_->begin("PLAIN", std::move(message));
  auto* session = std::get_if<auth::Session>(&reply);
  tally_.login("Form", session != nullptr);
  if (session != nullptr) {
    session_ = *session;
    co_return reply;
  }
  if (std::holds_alternative<auth::Challenge>(reply))
    reply = co_await visit_->abort(auth::DenialKind::malformed);
  if (auto* denial = std::get_if<auth::Denial>(&reply)) {
    ++refusals_;
    denial->close = denial->close || refusals_ >= most_refusals;
  }
  co_return reply;
}

net::Task<void> Identity::end_session(std::string account, Secret id) {
  auto visit = co_await Visit::start(around_.keeper, std::string(of_sessions), stream_);
  if (!visit) co_return;
  Secret message(account + " " + std::string(id.reveal()));
  const auto reply = co_await visit->begin("SESSIONID", std::move(message));
  if (!std::holds_alternative<auth::Session>(reply)) co_return;
  static_cast<void>(co_await visit->close_session(std::move(id)));
}

net::Task<std::string> Identity::domain_at(const Request& request) {
  auto visit = co_await Visit::start(around_.keeper, std::string(of_guests), stream_, request.host);
  if (!visit) co_return std::string();
  auto domain = co_await domain_of(*visit, request.host);
  co_return domain.empty() ? visit->offer().host : domain;
}

net::Task<auth::Allowed<auth::Owner>> Identity::site_of(const Request& request, std::string name) {
  auto visit = co_await Visit::start(around_.keeper, std::string(of_guests), stream_, request.host);
  if (!visit)
    co_return std::unexpected(
        auth::Refused{ErrorCode::unavailable, "Temporarily unavailable, try again later"});
  auto full = co_await qualified(*visit, request, std::move(name));
  co_return co_await visit->owner(std::move(full));
}

// The domain that `LoginPage@host` is routed to; empty: the one of the address that was reached.
net::Task<std::string> Identity::domain_of(Visit& visit, std::string host) {
  if (!is_name(host)) co_return std::string();
  const auto route = co_await visit.route("LoginPage@" + host);
  if (const auto* mailbox = std::get_if<auth::LocalMailbox>(&route))
    co_return domain_part(mailbox->account);
  const auto* nowhere = std::get_if<auth::NoRoute>(&route);
  const bool ours = std::holds_alternative<auth::Discard>(route) ||
                    (nowhere != nullptr && nowhere->why == auth::NoRoute::Why::unknown);
  co_return ours ? host : std::string();
}

net::Task<std::string> Identity::qualified(Visit& visit, const Request& request, std::string name) {
  if (name.find_first_of("@%") != name.npos) co_return name;
  const auto domain = co_await domain_of(visit, request.host);
  co_return domain.empty() ? name : name + "@" + domain;
}

net::Task<std::string> Identity::digest_request(const Request& request) {
  auto realm = co_await domain_of(*visit_, request.host);
  if (realm.empty()) realm = visit_->offer().host;
  co_return "realm " + realm + "\nmethod " + std::string(name_of(request.method)) + "\nuri " +
      request.target + "\n\n";
}

net::Task<Response> Identity::refused(const Request& request, auth::Denial denial) {
  const auto status = status_of(denial.kind);
  const bool last = denial.close || ++refusals_ >= most_refusals;
  auto response = plain(status, denial.words);
  if (status == 401) response = co_await demand(request);
  response.body = denial.words + "\r\n";
  response.close = last;
  forget();
  co_return response;
}

net::Task<Response> Identity::demand(const Request& request) {
  if (auto closed = co_await enter(std::string(service_))) co_return std::move(*closed);
  auto response = plain(401, "Please log in");
  response.fields = co_await ways_to_log_in(request);
  if (response.fields.empty())
    response = plain(403, "There is no way to log in on this connection; TLS may be needed");
  forget();
  co_return response;
}

net::Task<std::vector<Field>> Identity::ways_to_log_in(const Request& request) {
  std::vector<Field> ways;
  const auto offered = visit_->offer().mechanisms;
  for (const auto& mechanism : offered) {
    const auto* scheme = scheme_of_mechanism(mechanism);
    if (scheme == nullptr) continue;
    const std::string name(scheme->name);
    if (scheme->of_connection) ways.push_back({"WWW-Authenticate", name});
    if (scheme->scheme == Scheme::basic) {
      auto realm = co_await domain_of(*visit_, request.host);
      if (realm.empty()) realm = visit_->offer().host;
      ways.push_back(
          {"WWW-Authenticate", name + " realm=" + quoted_string(realm) + ", charset=\"UTF-8\""});
    }
    if (scheme->scheme != Scheme::digest) continue;
    const auto lines = co_await digest_request(request);
    Secret asked(lines);
    auto reply = co_await visit_->begin("HTTP-DIGEST", std::move(asked));
    const auto* challenge = std::get_if<auth::Challenge>(&reply);
    if (challenge == nullptr) continue;
    for (const auto line : split(challenge->bytes, '\n'))
      if (!line.empty()) ways.push_back({"WWW-Authenticate", name + " " + std::string(line)});
  }
  co_return ways;
}

}  // namespace gatehouse::gates::http
