#include "gates/pwd/session.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/pwd/grammar.h"
#include "gates/shared/attend.h"
#include "gates/shared/sasl_relay.h"

namespace gatehouse::gates::pwd {
namespace {

constexpr unsigned most_errors_in_row = 10;
constexpr std::size_t longest_control_line = std::size_t{1} << 20U;

}  // namespace

std::span<const Session::Verb> Session::verbs() {
  static constexpr std::array table{Verb{"APOP", When::before_login, &Session::apop},
                                    Verb{"AUTH", When::before_login, &Session::auth},
                                    Verb{"INLINE", When::always, &Session::inlined},
                                    Verb{"NEWPASS", When::after_login, &Session::newpass},
                                    Verb{"PASS", When::before_login, &Session::pass},
                                    Verb{"QUIT", When::always, &Session::quit},
                                    Verb{"STLS", When::before_login, &Session::stls},
                                    Verb{"USER", When::before_login, &Session::user}};
  return table;
}

Session::Session(net::Lines& lines, Visit& visit, Surroundings& around)
    : lines_(lines), visit_(visit), around_(around) {}

net::Task<void> Session::run() {
  co_await welcome_owner();
  const auto hello = greeting(visit_.offer());
  auto sent = co_await lines_.write(hello);
  while (sent) {
    auto reply = co_await next();
    if (!reply) co_return;
    if (logged_in_) lines_.stream().set_time_limit(around_.limits.idle);
    if (!reply->text.empty()) sent = co_await lines_.write(reply->text);
    if (reply->close) co_return;
  }
}

// The socket file lets nobody else connect, and the keeper asks who it was.
net::Task<void> Session::welcome_owner() {
  if (!lines_.stream().local_user()) co_return;
  auto reply = co_await visit_.begin("EXTERNAL", Secret());
  (void)co_await concluded(std::move(reply));
}

// Before login the deadline is the one that was set at the start.
net::Task<std::optional<Reply>> Session::next() {
  if (logged_in_) lines_.stream().set_time_limit(around_.limits.idle);
  auto line = co_await lines_.read_line();
  if (!line && line.error().code != ErrorCode::too_long) co_return std::nullopt;
  Reply reply;
  if (line) {
    reply = co_await dispatch(*line);
  } else {
    reply = answer(501, "the line is too long");
  }
  errors_in_row_ = reply.ok || logged_in_ ? 0 : errors_in_row_ + 1;
  if (errors_in_row_ >= most_errors_in_row) reply.close = true;
  co_return reply;
}

net::Task<Reply> Session::dispatch(std::string_view line) {
  const auto command = parse_command(line);
  const auto named = [&](const Verb& verb) { return same_but_case(verb.keyword, command.keyword); };
  const auto verb = std::ranges::find_if(verbs(), named);
  const auto when = verb == verbs().end() ? When::after_login : verb->when;
  if (when == When::before_login && logged_in_) co_return answer(501, "you are logged in already");
  if (when == When::after_login && !logged_in_) co_return answer(501, "please log in first");
  if (verb == verbs().end()) co_return co_await control(line);
  co_return co_await (this->*verb->handler)(command.argument);
}

net::Task<Reply> Session::control(std::string_view line) {
  Secret whole(line);
  lines_.wipe_input();
  auto reply = co_await visit_.command(std::move(whole));
  co_return outcome(reply, inline_data_);
}

net::Task<Reply> Session::user(std::string_view argument) {
  const auto name = trimmed(argument);
  if (name.empty()) co_return answer(501, "USER takes a name");
  user_ = name;
  const auto refused = co_await visit_.clear_text_refused();
  if (refused) co_return refusal(*refused);
  co_return answer(300, "please send the PASS");
}

net::Task<Reply> Session::pass(std::string_view argument) {
  if (user_.empty()) co_return answer(501, "please send the USER first");
  auto message = auth::plain_message(user_, argument);
  lines_.wipe_input();
  user_.clear();
  auto reply = co_await visit_.begin("PLAIN", std::move(message));
  co_return co_await concluded(std::move(reply));
}

net::Task<Reply> Session::apop(std::string_view argument) {
  if (!is_apop(argument)) co_return answer(501, "APOP takes a name and a digest");
  auto reply = co_await visit_.begin("APOP", Secret(argument));
  co_return co_await concluded(std::move(reply));
}

net::Task<Reply> Session::auth(std::string_view argument) {
  const auto parsed = parse_auth(argument);
  if (!parsed) co_return answer(501, "AUTH takes a method and perhaps a response");
  if (parsed->in_clear) co_return co_await auth_in_clear(*parsed);
  SaslStart start{std::string(parsed->mechanism), {}};
  if (parsed->initial) start.initial.emplace(*parsed->initial);
  lines_.wipe_input();
  user_.clear();
  auto outcome = co_await relay_sasl(visit_, lines_, "300 ", std::move(start));
  if (!outcome) co_return hang_up();
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) co_return refusal(*denial);
  co_return logged_in();
}

net::Task<Reply> Session::auth_in_clear(AuthArgument argument) {
  std::string mechanism(argument.mechanism);
  Secret message(*argument.initial);
  lines_.wipe_input();
  user_.clear();
  auto reply = co_await visit_.begin(std::move(mechanism), std::move(message));
  co_return co_await concluded(std::move(reply));
}

net::Task<Reply> Session::newpass(std::string_view argument) {
  std::string line = password_change(argument);
  const WipeAtEnd wiped(line);
  Secret command(line);
  lines_.wipe_input();
  auto reply = co_await visit_.command(std::move(command));
  co_return outcome(reply, inline_data_);
}

net::Task<Reply> Session::inlined(std::string_view /*argument*/) {
  inline_data_ = true;
  co_return answer(200, "OK");
}

net::Task<Reply> Session::stls(std::string_view /*argument*/) {
  if (around_.tls == nullptr || lines_.stream().tls() != nullptr)
    co_return answer(501, "TLS cannot be started here");
  user_.clear();
  inline_data_ = false;
  const auto sent = co_await lines_.write("200 please start TLS\r\n");
  if (!sent) co_return hang_up();
  const auto secured = co_await visit_.start_tls(lines_, around_.tls);
  co_return secured ? nothing_more() : hang_up();
}

net::Task<Reply> Session::quit(std::string_view /*argument*/) {
  auto goodbye = answer(200, "Gatehouse PWD connection closed");
  goodbye.close = true;
  co_return goodbye;
}

// These exchanges are of one message: a challenge here ends them.
net::Task<Reply> Session::concluded(auth::Reply reply) {
  if (std::holds_alternative<auth::Challenge>(reply))
    reply = co_await visit_.abort(auth::DenialKind::malformed);
  if (std::holds_alternative<auth::Session>(reply)) co_return logged_in();
  const auto* denial = std::get_if<auth::Denial>(&reply);
  co_return denial != nullptr ? refusal(*denial) : hang_up();
}

Reply Session::logged_in() {
  logged_in_ = true;
  lines_.set_longest(longest_control_line);
  return answer(200, "login OK");
}

net::Task<void> serve_pwd(net::Stream stream, Port port, Surroundings& around) {
  const auto run = [&around](net::Stream& own, Visit& visit) -> net::Task<void> {
    net::Lines lines(own, around.limits.longest_line);
    Session session(lines, visit, around);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why).text; };
  return attend(std::move(stream), port, around, "PWD", run, refused);
}

}  // namespace gatehouse::gates::pwd
