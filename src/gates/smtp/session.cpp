#include "gates/smtp/session.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "gates/shared/attend.h"
#include "gates/smtp/grammar.h"

namespace gatehouse::gates::smtp {
namespace {

constexpr Duration idle_limit = std::chrono::minutes{5};  // RFC 5321, section 4.5.3.2.7
constexpr unsigned most_errors = 20;
constexpr unsigned most_commands_without_mail = 500;

}  // namespace

std::span<const Session::Verb> Session::verbs() {
  static constexpr std::array table{Verb{"AUTH", Takes::something, &Session::auth},
                                    Verb{"DATA", Takes::nothing, &Session::data},
                                    Verb{"EHLO", Takes::something, &Session::ehlo},
                                    Verb{"EXPN", Takes::anything, &Session::expn},
                                    Verb{"HELO", Takes::something, &Session::helo},
                                    Verb{"HELP", Takes::anything, &Session::help},
                                    Verb{"MAIL", Takes::something, &Session::mail},
                                    Verb{"NOOP", Takes::anything, &Session::noop},
                                    Verb{"QUIT", Takes::nothing, &Session::quit},
                                    Verb{"RCPT", Takes::something, &Session::rcpt},
                                    Verb{"RSET", Takes::nothing, &Session::rset},
                                    Verb{"STARTTLS", Takes::nothing, &Session::starttls},
                                    Verb{"VRFY", Takes::something, &Session::vrfy}};
  return table;
}

Session::Session(net::Lines& lines, Visit& visit, Surroundings& around, bool submission)
    : lines_(lines), visit_(visit), around_(around), submission_(submission) {}

net::Task<void> Session::run() {
  const std::string greeting = "220 " + visit_.offer().host + " ESMTP ready\r\n";
  auto sent = co_await lines_.write(greeting);
  while (sent) {
    set_deadline();
    auto reply = co_await next();
    if (!reply.text.empty()) sent = co_await lines_.write(reply.text);
    if (reply.close) co_return;
  }
}

net::Task<Reply> Session::next() {
  auto line = co_await lines_.read_line();
  Reply answer;
  if (line) {
    answer = co_await dispatch(*line);
  } else if (line.error().code == ErrorCode::too_long) {
    answer = reply("500 5.5.2 The line is too long");
  } else if (line.error().code == ErrorCode::timed_out) {
    co_return closing("421 4.4.2 You were silent for too long");
  } else {
    co_return hang_up();
  }
  if (!answer.ok) ++errors_;
  if (answer.close || (errors_ < most_errors && ++since_mail_ < most_commands_without_mail))
    co_return answer;
  answer.text += "421 4.7.0 Too many errors\r\n";
  answer.close = true;
  co_return answer;
}

net::Task<Reply> Session::dispatch(std::string_view line) {
  const auto command = parse_command(line);
  if (!command) co_return reply("500 5.5.2 Syntax error");
  const auto named = [&](const Verb& verb) {
    return same_but_case(verb.keyword, command->keyword);
  };
  const auto verb = std::ranges::find_if(verbs(), named);
  if (verb == verbs().end()) co_return reply("500 5.5.1 Unknown command");
  if (verb->takes == Takes::something && command->argument.empty())
    co_return reply("501 5.5.4 An argument is missing");
  if (verb->takes == Takes::nothing && !command->argument.empty())
    co_return reply("501 5.5.4 This command takes no argument");
  co_return co_await (this->*verb->handler)(command->argument);
}

// On the submission ports the time before login is limited as a whole, from the start.
void Session::set_deadline() {
  if (session_ || !submission_) lines_.stream().set_time_limit(idle_limit);
}

bool Session::can_start_tls() const {
  return around_.tls != nullptr && lines_.stream().tls() == nullptr;
}

std::optional<Reply> Session::greeted_as(std::string_view name, bool extended) {
  if (!is_client_name(name)) return reply("501 5.5.4 That is not a host name");
  client_name_ = name;
  extended_ = extended;
  transaction_.reset();  // RFC 5321, section 4.1.4
  return std::nullopt;
}

net::Task<Reply> Session::ehlo(std::string_view argument) {
  if (auto refused = greeted_as(argument, true)) co_return std::move(*refused);
  co_return smtp::ehlo(visit_.offer(), {.longest_message = around_.limits.longest_message,
                                        .start_tls = can_start_tls() && !session_,
                                        .login = !session_});
}

net::Task<Reply> Session::helo(std::string_view argument) {
  if (auto refused = greeted_as(argument, false)) co_return std::move(*refused);
  co_return reply("250 " + visit_.offer().host);
}

net::Task<Reply> Session::expn(std::string_view /*argument*/) {
  co_return reply("502 5.7.0 Lists are not shown");
}

net::Task<Reply> Session::help(std::string_view /*argument*/) {
  co_return reply("214 2.0.0 See RFC 5321");
}

net::Task<Reply> Session::noop(std::string_view /*argument*/) { co_return reply("250 2.0.0 Done"); }

net::Task<Reply> Session::quit(std::string_view /*argument*/) {
  co_return closing("221 2.0.0 Goodbye");
}

net::Task<Reply> Session::rset(std::string_view /*argument*/) {
  transaction_.reset();
  co_return reply("250 2.0.0 Forgotten");
}

// RFC 5321, section 7.3: who has an account is not told here.
net::Task<Reply> Session::vrfy(std::string_view /*argument*/) {
  co_return reply("252 2.0.0 Send some mail and see");
}

net::Task<void> serve_smtp(net::Stream stream, Port port, Surroundings& around) {
  const auto run = [&around, port](net::Stream& own, Visit& visit) -> net::Task<void> {
    constexpr std::uint16_t relay_port = 25;
    net::Lines lines(own, around.limits.longest_line);
    Session session(lines, visit, around, port.number != relay_port);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why).text; };
  return attend(std::move(stream), port, around, "SMTP", run, refused);
}

}  // namespace gatehouse::gates::smtp
