#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/secret.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/new_settings.h"
#include "control/presence.h"
#include "control/proof.h"
#include "control/reach.h"
#include "control/session_desk.h"
#include "control/verbs/families.h"
#include "settings/schema.h"

namespace gatehouse::control::acts {

namespace {

using directory::AccountView;
using settings::Dictionary;
using settings::Value;

constexpr std::string_view transport = "HTTP";

// Server settings of GETSESSIONSETTINGS.
constexpr std::array session_keys{
    std::string_view{"SessionFixedIP"}, std::string_view{"SessionIdleTime"},
    std::string_view{"SessionLifeTime"}, std::string_view{"SessionsInAll"},
    std::string_view{"SessionsPerAccount"}};

std::string_view protocol_of(SessionKind kind) {
  switch (kind) {
    case SessionKind::web_user:
      return "WebUser";
    case SessionKind::ximss:
      return "XIMSS";
  }
  return {};
}

Result<SessionDesk*> desk_of(const Call& call) {
  if (call.site.sessions == nullptr) return fail(ErrorCode::unavailable, "there are no sessions");
  return call.site.sessions;
}

std::unexpected<Error> no_session() { return fail(ErrorCode::not_allowed, "no such session"); }

// 10.0.0.5, ::1 or #I[10.0.0.5].
Result<IpAddress> take_address(Arguments& arguments) {
  auto value = arguments.value("an IP address");
  if (!value) return passed_on(value);
  if (const auto* written = std::get_if<settings::Address>(&value->held())) return written->address;
  const auto* text = value->string();
  const auto address = text == nullptr ? std::nullopt : IpAddress::parse(*text);
  if (!address) return fail(ErrorCode::malformed, "this is not an IP address");
  return *address;
}

Result<std::optional<IpAddress>> take_address_after(Arguments& arguments,
                                                    std::string_view keyword) {
  if (!arguments.keyword(keyword)) return std::nullopt;
  auto address = take_address(arguments);
  if (!address) return passed_on(address);
  return *address;
}

// Whoever has the ID of a session acts as its account, and nobody ends what those above him do.
Result<AccountView> take_session_account(Call& call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return account;
  const auto may = not_above_caller(call, *(*account)->domain, (*account)->name);
  if (!may) return std::unexpected(may.error());
  return account;
}

// What of an ID opens nothing.
std::string number_of(std::string_view id) { return std::string(id.substr(0, id.find('-'))); }

Result<Outcome> create(Call& call, const Verb& verb, SessionKind kind) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  auto account = take_session_account(call, verb);
  if (!account) return passed_on(account);
  auto& rest = call.arguments;
  if (auto keyword = rest.expect_keyword("ADDRESS"); !keyword) return passed_on(keyword);
  auto address = take_address(rest);
  if (!address) return passed_on(address);
  auto proxied = take_address_after(rest, "FOR");
  if (!proxied) return passed_on(proxied);
  if (kind == SessionKind::web_user) {
    // How pages look is not kept here.
    if (!rest.keyword("WML")) (void)rest.keyword("IMode");
    if (rest.keyword("SKIN"))
      if (auto skin = rest.word("a skin"); !skin) return passed_on(skin);
  }
  if (auto end = rest.end(); !end) return passed_on(end);
  auto id = (*desk)->create(*account, {.kind = kind, .address = *address, .proxied = *proxied});
  if (!id && id.error().code == ErrorCode::locked) id.error().code = ErrorCode::not_allowed;
  if (!id) return passed_on(id);
  note_changes(call, {}, {{"Session", number_of(*id)}});
  return answer(Value(std::move(*id)));
}

struct Filter {
  std::optional<IpAddress> address{};
  std::optional<IpAddress> proxied{};
  std::optional<std::string> protocol{};
  std::optional<std::string> transport{};
  std::optional<std::string> client{};
};

Result<std::optional<std::string>> take_word_after(Arguments& arguments, std::string_view keyword) {
  if (!arguments.keyword(keyword)) return std::nullopt;
  auto word = arguments.word("a word");
  if (!word) return passed_on(word);
  return std::move(*word);
}

Result<Filter> take_filter(Arguments& arguments) {
  Filter filter;
  auto address = take_address_after(arguments, "ADDRESS");
  if (!address) return passed_on(address);
  filter.address = *address;
  if (filter.address) {
    auto proxied = take_address_after(arguments, "FOR");
    if (!proxied) return passed_on(proxied);
    filter.proxied = *proxied;
  }
  for (const auto& [keyword, wanted] :
       {std::pair{"PROTOCOL", &Filter::protocol}, std::pair{"TRANSPORT", &Filter::transport},
        std::pair{"CLIENT", &Filter::client}}) {
    auto word = take_word_after(arguments, keyword);
    if (!word) return passed_on(word);
    filter.*wanted = std::move(*word);
  }
  if (auto end = arguments.end(); !end) return passed_on(end);
  return filter;
}

// What client a session has is not known: it tells nobody its name.
bool passes(const OpenSession& session, const Filter& filter) {
  const bool from_there = !filter.address || !session.fixed_address ||
                          (session.address == *filter.address && session.proxied == filter.proxied);
  return from_there && !filter.client &&
         (!filter.protocol || same_but_case(*filter.protocol, protocol_of(session.kind))) &&
         (!filter.transport || same_but_case(*filter.transport, transport));
}

Result<std::vector<OpenSession>> matching(Call& call, const Verb& verb) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  auto account = take_session_account(call, verb);
  if (!account) return passed_on(account);
  auto filter = take_filter(call.arguments);
  if (!filter) return passed_on(filter);
  auto sessions = (*desk)->of(**account);
  std::erase_if(sessions, [&](const auto& session) { return !passes(session, *filter); });
  return sessions;
}

// Of a session with this ID. Without DOMAIN the right is asked for all domains.
Result<OpenSession> take_rest_of_session(Call& call, const Verb& verb, std::string_view id) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  directory::DomainView within;
  if (call.arguments.keyword("DOMAIN")) {
    auto domain = take_domain(call, verb);
    if (!domain) return passed_on(domain);
    within = std::move(*domain);
  } else if (!is_server_administrator(call)) {
    return fail(ErrorCode::not_allowed, "access denied: the right User is needed for this");
  }
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto session = (*desk)->find(id);
  if (!session) return no_session();
  const auto& account = *session->account;
  if (within && account.domain->id != within->id) return no_session();
  const auto may = not_above_caller(call, *account.domain, account.name);
  if (!may) return std::unexpected(may.error());
  note_target(call, account.full_name());
  return std::move(*session);
}

Result<OpenSession> take_session(Call& call, const Verb& verb) {
  auto id = call.arguments.word("a session ID");
  if (!id) return passed_on(id);
  return take_rest_of_session(call, verb, *id);
}

// The caller's own; nullopt: it is not. Whoever has only the ID of a session cannot take it along.
Result<std::optional<OpenSession>> take_rest_of_own_session(Call& call, std::string_view id) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  auto session = (*desk)->find(id);
  if (!session || !is_own(call, *session->account)) return std::nullopt;
  if (call.caller.by_session || call.caller.by_tag)
    return fail(ErrorCode::not_allowed, "access denied: a password is needed for this");
  if (call.arguments.keyword("DOMAIN"))
    if (auto domain = call.arguments.word("a domain name"); !domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  note_target(call, session->account->full_name());
  return session;
}

Result<Secret> take_code_after_password(Arguments& arguments) {
  if (!arguments.keyword("PASSWORD")) return Secret();
  auto word = arguments.word("a code");
  if (!word) return passed_on(word);
  const WipeAtEnd wiped(*word);
  return Secret(*word);
}

// Nothing more is compared for a session that had too many wrong ones: it is gone.
Result<void> shows_the_code(const Call& call, const OpenSession& session, const Secret& code) {
  if (code.empty() && call.caller.rights.for_server("Master")) return {};
  if (code.empty())
    return fail(ErrorCode::not_allowed, "access denied: the right Master is needed for this");
  const auto right = is_code_of(call, *session.account, code.reveal());
  if (!right) return std::unexpected(right.error());
  if (*right) return {};
  if (!call.site.sessions->wrong_code(session.id)) return no_session();
  return fail(ErrorCode::wrong_password, "another code");
}

Value address_value(const IpAddress& address) { return settings::Address{.address = address}; }

Dictionary shown(const OpenSession& session) {
  const auto idle = std::chrono::duration_cast<std::chrono::seconds>(session.idle);
  Dictionary data{
      {"accountName", session.account->full_name()},
      {"address", address_value(session.address)},
      {"created", settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(session.created)}},
      {"fixedIP", session.fixed_address ? "YES" : "NO"},
      {"idle", settings::Number{idle.count()}},
      {"protocol", std::string(protocol_of(session.kind))},
      {"transport", std::string(transport)}};
  if (session.proxied) data.emplace("origAddress", address_value(*session.proxied));
  if (session.code_wanted) data.emplace("codeWanted", "YES");
  return data;
}

Result<Outcome> end_session_numbered(const Call& call, const directory::Account& account,
                                     std::string_view number) {
  for (const auto& session : call.site.sessions->of(account)) {
    if (number_of(session.id) != number) continue;
    note_changes(call, {{"Session", std::string(number)}}, {});
    call.site.sessions->end(session.id);
    return done();
  }
  return no_session();
}

}  // namespace

Result<Outcome> create_web_user_session(Call call, const Verb& verb) {
  return create(call, verb, SessionKind::web_user);
}

Result<Outcome> create_ximss_session(Call call, const Verb& verb) {
  return create(call, verb, SessionKind::ximss);
}

Result<Outcome> find_account_session(Call call, const Verb& verb) {
  auto sessions = matching(call, verb);
  if (!sessions) return passed_on(sessions);
  if (sessions->empty()) return no_session();
  return answer(Value(sessions->back().id));
}

Result<Outcome> list_account_sessions(Call call, const Verb& verb) {
  auto sessions = matching(call, verb);
  if (!sessions) return passed_on(sessions);
  settings::Array ids;
  for (const auto& session : *sessions) ids.emplace_back(session.id);
  return answer(std::move(ids));
}

Result<Outcome> session_data(Call call, const Verb& verb) {
  auto session = take_session(call, verb);
  if (!session) return passed_on(session);
  call.site.sessions->touch(session->id);
  return answer(shown(*session));
}

Result<Outcome> bless_session(Call call, const Verb& verb) {
  auto id = call.arguments.word("a session ID");
  if (!id) return passed_on(id);
  auto code = take_code_after_password(call.arguments);
  if (!code) return passed_on(code);
  auto session = take_rest_of_session(call, verb, *id);
  if (!session) return passed_on(session);
  if (!session->code_wanted) return fail(ErrorCode::not_allowed, "this session wants no code");
  if (auto shown = shows_the_code(call, *session, *code); !shown) return passed_on(shown);
  if (!call.site.sessions->bless(session->id)) return no_session();
  note_changes(call, {}, {{"Session", number_of(session->id)}, {"Blessed", "YES"}});
  return done();
}

Result<Outcome> kill_session(Call call, const Verb& verb) {
  auto session = take_session(call, verb);
  if (!session) return passed_on(session);
  note_changes(call, {{"Session", number_of(session->id)}}, {});
  call.site.sessions->end(session->id);
  return done();
}

Result<Outcome> kill_account_sessions(Call call, const Verb& verb) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  auto account = take_session_account(call, verb);
  if (!account) return passed_on(account);
  if (is_own(call, **account) && call.caller.by_tag && !call.caller.by_session)
    return fail(ErrorCode::not_allowed, "access denied: the password of a device ends no sessions");
  auto number = take_word_after(call.arguments, "NUMBER");
  if (!number) return passed_on(number);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (*number) return end_session_numbered(call, **account, **number);
  (*desk)->end_all_of(**account, call.caller.login);
  return done();
}

Result<Outcome> list_session_numbers(Call call, const Verb& verb) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array all;
  for (const auto& session : (*desk)->of(**account)) {
    auto facts = shown(session);
    facts.emplace("number", number_of(session.id));
    all.emplace_back(std::move(facts));
  }
  return answer(std::move(all));
}

Result<Outcome> unbind_session(Call call, const Verb& verb) {
  auto id = call.arguments.word("a session ID");
  if (!id) return passed_on(id);
  auto own = take_rest_of_own_session(call, *id);
  if (!own) return passed_on(own);
  if (!*own) {
    if (call.caller.half) return no_session();
    auto session = take_rest_of_session(call, verb, *id);
    if (!session) return passed_on(session);
  }
  note_changes(call, {}, {{"Session", number_of(*id)}, {"FixedIP", "NO"}});
  call.site.sessions->unbind(*id);
  return done();
}

Result<Outcome> list_logins(Call call, const Verb& verb) {
  auto desk = desk_of(call);
  if (!desk) return passed_on(desk);
  const bool may_ask = is_server_administrator(call) || allowed_everywhere(call, verb);
  const bool everywhere = call.arguments.empty() && may_ask;
  directory::DomainView domain;
  if (!everywhere) {
    auto reached = take_domain(call, verb);
    if (!reached) return passed_on(reached);
    domain = std::move(*reached);
  }
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array logins;
  for (const auto& presence : (*desk)->present())
    if (!domain || presence.domain_id == domain->id) logins.emplace_back(to_dictionary(presence));
  return answer(std::move(logins));
}

Result<Outcome> session_settings(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto server = call.site.directory.defaults();
  Dictionary chosen;
  for (const auto key : session_keys)
    if (const auto* value = settings::find(server->server, key)) chosen.emplace(key, *value);
  return answer(std::move(chosen));
}

Result<Outcome> set_session_settings(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto sent = call.arguments.dictionary("settings");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  for (const auto& [key, value] : *sent)
    if (std::ranges::find(session_keys, key) == session_keys.end())
      return fail(ErrorCode::malformed, key + ": not a setting of sessions");
  auto accepted_settings = accepted_without_password(*sent, settings::Level::server, every_key());
  if (!accepted_settings) return passed_on(accepted_settings);
  const std::scoped_lock alone(call.site.changing);
  const auto before = call.site.directory.defaults()->server;
  auto all = before;
  for (const auto key : session_keys) all.erase(std::string(key));
  all = after_update(all, accepted_settings->changes);
  note_changes(call, before, all);
  return done_if(call.site.directory.set_server_settings(std::move(all)));
}

}  // namespace gatehouse::control::acts
