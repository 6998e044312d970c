// /XIMSSLogin/: a login by parameters or by Basic opens a session whose ID becomes part of the
// addresses of its requests; before it a client may ask what this server offers.
#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/clock.h"
#include "base/text.h"
#include "gates/http/credentials.h"
#include "gates/http/pages.h"
#include "gates/http/pages/ximss.h"
#include "gates/shared/command_line.h"
#include "gates/ximss/dialogue.h"
#include "gates/ximss/http_sessions.h"
#include "web/desk.h"

namespace gatehouse::gates::http::pages {
namespace {

// Clients put base64 into an address as it is, where a plus sign means a space.
std::string base64_of(std::string_view text) {
  std::string base64(text);
  std::ranges::replace(base64, ' ', '+');
  return base64;
}

using ximss::Reply;

// How a client that wants no XML is told that there was no login.
unsigned status_of(const auth::Denial& denial) {
  const bool later = denial.kind == auth::DenialKind::unavailable;
  return later ? 503 : denial.kind == auth::DenialKind::malformed ? 400 : 403;
}

struct Refusal {
  unsigned status;
  Reply reply;
};

Refusal refusal(const auth::Denial& denial) { return {status_of(denial), ximss::refusal(denial)}; }
Refusal malformed(std::string_view words) { return {400, ximss::error(words)}; }

Response answer_to(Refusal refusal, const XimssParameters& parameters, bool by_basic) {
  auto response = ximss_answer(ximss_text(std::move(refusal.reply)));
  response.close = true;
  if (parameters.is_set("errorAsXML")) return response;
  response.status = refusal.status;
  if (by_basic && refusal.status == 403) {
    response.status = 401;
    response.fields.push_back({"WWW-Authenticate", "Basic realm=\"XIMSS\", charset=\"UTF-8\""});
  }
  return response;
}

// A mechanism of the keeper's, and its one message.
struct Attempt {
  std::string mechanism;
  Secret message;
};

std::optional<NameAndPassword> basic_of(const Request& request) {
  const auto* header = request.field("authorization");
  const auto credentials = header == nullptr ? std::nullopt : read_credentials(*header);
  if (!credentials || credentials->scheme->scheme != Scheme::basic) return std::nullopt;
  return read_basic(credentials->text);
}

std::expected<Attempt, Refusal> attempt_of(const Call& call, const XimssParameters& parameters) {
  const std::string name(parameters.text("userName"));
  if (parameters.has("sessionid"))
    return Attempt{"SESSIONID", Secret(name + " " + std::string(parameters.text("sessionid")))};
  if (parameters.has("authData")) {
    const auto digest = from_base64(base64_of(parameters.text("authData")));
    const auto nonce = base64_of(parameters.text("nonce"));
    if (!digest || nonce.empty())
      return std::unexpected(malformed("The nonce and the digest cannot be understood"));
    return Attempt{"REQUEST-CRAM-MD5", Secret(nonce + " " + name + " " + *digest)};
  }
  if (parameters.has("password"))
    return Attempt{"PLAIN", auth::plain_message(name, parameters.text("password"))};
  if (const auto basic = basic_of(call.request))
    return Attempt{"PLAIN", auth::plain_message(basic->name, basic->password.reveal())};
  return std::unexpected(malformed("A name and a password are needed"));
}

net::Task<std::expected<auth::Session, Refusal>> log_in(Visit& visit, Attempt attempt) {
  auto reply = co_await visit.begin(std::move(attempt.mechanism), std::move(attempt.message));
  if (std::holds_alternative<auth::Challenge>(reply))  // the nonce was too old
    reply = co_await visit.abort(auth::DenialKind::aborted);
  if (auto* denial = std::get_if<auth::Denial>(&reply)) co_return std::unexpected(refusal(*denial));
  if (auto* session = std::get_if<auth::Session>(&reply)) co_return std::move(*session);
  co_return std::unexpected(Refusal{503, ximss::error("Try again later")});
}

// Nobody can be asked in between: the code comes with the login.
net::Task<std::optional<Reply>> give_code(Visit& visit, std::string_view code) {
  if (code.empty()) co_return ximss::error("A code of the second factor is needed");
  Secret said(code);
  const auto blessed = co_await visit.bless(std::move(said));
  if (blessed) co_return std::nullopt;
  co_return ximss::refusal(blessed.error());
}

// One of another address may not be used from here: for this gate it is gone, and the keeper ends
// it when it was not used for long.
net::Task<void> end_others(Call& call, const std::string& account, std::string_view id) {
  auto others = call.door.ximss.take_others(account, id, call.stream.remote().address);
  for (auto& other : others) {
    auto visit = co_await Visit::start(call.around.keeper, std::string(ximss_service), call.stream);
    if (!visit) co_return;
    Secret message(account + " " + std::string(other.reveal()));
    const auto reply = co_await visit->begin("SESSIONID", std::move(message));
    if (!std::holds_alternative<auth::Session>(reply)) continue;
    static_cast<void>(co_await visit->close_session(std::move(other)));
  }
}

using Again = ximss::HttpSessions::Again;

// nullopt: the session that the client came with is not known here yet, or it came with none.
std::optional<Again> known_here(Call& call, const XimssParameters& parameters) {
  if (!parameters.has("sessionid")) return std::nullopt;
  return call.door.ximss.again(parameters.text("sessionid"), call.stream.remote().address,
                               SystemClock().moment());
}

// A session that the client came with goes on; else a new one is opened.
net::Task<auth::Allowed<Secret>> session_for(Visit& visit, const XimssParameters& parameters) {
  if (parameters.has("sessionid")) co_return Secret(parameters.text("sessionid"));
  co_return co_await visit.open_session(auth::SessionKind::ximss);
}

// Where it may not be done the session stays where it was made.
net::Task<void> unbind(Visit& visit, const Secret& id) {
  Secret line("UNBINDSESSION " + in_quotes(id.reveal()));
  static_cast<void>(co_await visit.command(std::move(line)));
}

// What ended elsewhere is kept here with its answers until somebody asks for it: of an account that
// opens many, not many more than it may have.
net::Task<void> forget_ended(Call& call, Visit& visit, const std::string& account,
                             const Secret& fresh) {
  constexpr std::size_t many = 10;
  const auto newest = ximss::number_of(fresh.reveal());
  const auto count = call.door.ximss.count_of(account);
  if (!newest || count == 0 || count % many != 0) co_return;
  Secret line("LISTSESSIONNUMBERS *");
  const auto answer = web::answer_of(co_await visit.command(std::move(line)));
  if (!answer.done()) co_return;
  std::set<std::uint64_t> known;
  for (const auto& each : answer.array()) {
    const auto* facts = each.dictionary();
    const auto* number = facts == nullptr ? nullptr : settings::find(*facts, "number");
    const auto value = number == nullptr ? std::nullopt : number->whole();
    if (value) known.insert(static_cast<std::uint64_t>(*value));
  }
  call.door.ximss.keep_only(account, known, *newest);
}

// On what a client of the session has to show from now on; see HttpSessions::add().
net::Task<std::optional<std::string>> agreed(Call& call, const XimssParameters& parameters,
                                             Visit& visit, std::string account, const Secret& id) {
  ximss::HttpSessions::Terms terms{.account = std::move(account),
                                   .address = call.stream.remote().address};
  terms.fixed = !parameters.is_set("DisableIPWatch");
  if (!terms.fixed) co_await unbind(visit, id);
  terms.cookie = parameters.is_set("EnableUseCookie") && !parameters.is_set("DisableUseCookie");
  co_await forget_ended(call, visit, terms.account, id);
  co_return call.door.ximss.add(id, std::move(terms), SystemClock().moment());
}

net::Task<std::expected<Response, Refusal>> open(Call& call, const XimssParameters& parameters) {
  auto attempt = attempt_of(call, parameters);
  if (!attempt) co_return std::unexpected(std::move(attempt.error()));
  auto visit = co_await Visit::start(call.around.keeper, std::string(ximss_service), call.stream,
                                     call.request.host);
  if (!visit && visit.error().code == ErrorCode::not_allowed)
    co_return std::unexpected(Refusal{403, ximss::error("No logins from your address")});
  if (!visit) co_return std::unexpected(Refusal{503, ximss::error("Try again later")});
  auto session = co_await log_in(*visit, std::move(*attempt));
  if (!session) co_return std::unexpected(std::move(session.error()));
  if (session->code_wanted)
    if (auto wrong = co_await give_code(*visit, parameters.text("code")))
      co_return std::unexpected(Refusal{403, std::move(*wrong)});
  const auto again = known_here(call, parameters);
  if (again == Again::not_from_there)
    co_return std::unexpected(Refusal{403, ximss::error("There is no such session")});
  const auto id = co_await session_for(*visit, parameters);
  if (!id) co_return std::unexpected(Refusal{403, ximss::refusal(id.error())});
  if (parameters.is_set("killOld")) co_await end_others(call, session->account, id->reveal());
  auto cookie = std::optional<std::string>("");
  if (!again) cookie = co_await agreed(call, parameters, *visit, session->account, *id);
  if (!cookie) co_return std::unexpected(Refusal{503, ximss::error("Too many sessions")});
  const auto message = co_await ximss::session_message(*visit, *session, id->reveal());
  auto response = ximss_answer(xml::to_xml(message));
  if (!cookie->empty())
    response.fields.push_back(set_ximss_cookie(id->reveal(), *cookie, call.tls));
  co_return response;
}

net::Task<Response> features(Call& call, std::string id) {
  auto visit = co_await Visit::start(call.around.keeper, std::string(ximss_service), call.stream,
                                     call.request.host);
  if (!visit) co_return ximss_answer(ximss_text(ximss::error("No logins from your address"), id));
  auto offer = visit->offer();
  std::erase_if(offer.mechanisms, [](const auto& name) { return name != "CRAM-MD5"; });
  auto message = ximss::features(offer, false);
  if (!offer.mechanisms.empty()) {
    auto nonce = co_await visit->begin("REQUEST-CRAM-MD5", Secret());
    if (const auto* challenge = std::get_if<auth::Challenge>(&nonce))
      message.add(xml::Element{"nonce"}.add_text(challenge->bytes));
  }
  co_return ximss_answer(ximss_text(ximss::with(std::move(message)), id));
}

// listFeatures, by itself or beside others; there is nothing else to ask for.
net::Task<Response> before_login(Call& call) {
  auto requests = read_ximss(call.request);
  if (!requests) co_return ximss_answer(ximss_text(ximss::error("This is not a message")));
  const auto* asked = requests->child("listFeatures", "");
  if (asked != nullptr) co_return co_await features(call, std::string(asked->value("id")));
  const auto* other = requests->first();
  const auto id = other == nullptr ? std::string() : std::string(other->value("id"));
  xml::wipe(*requests);
  co_return ximss_answer(ximss_text(ximss::log_in_first(), id));
}

}  // namespace

net::Task<Response> ximss_login(Call& call) {
  if (!is_ximss_form(call.request) && call.request.body.size() > 0)
    co_return co_await before_login(call);
  const auto parameters = XimssParameters::of(call.request);
  if (!parameters) co_return plain(400, "The parameters cannot be understood");
  auto opened = co_await open(call, *parameters);
  call.door.tally.login("XIMSS", opened.has_value());
  if (opened) co_return std::move(*opened);
  const bool by_basic = !parameters->has("userName");
  co_return answer_to(std::move(opened.error()), *parameters, by_basic);
}

}  // namespace gatehouse::gates::http::pages
