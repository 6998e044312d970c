#include "gates/pop3/session.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/log.h"
#include "base/text.h"
#include "gates/pop3/grammar.h"
#include "gates/shared/attend.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::pop3 {
namespace {

constexpr unsigned most_errors_in_row = 10;
constexpr Duration idle_limit = std::chrono::minutes{10};  // RFC 1939, section 3: at least these
constexpr std::size_t piece = std::size_t{64} << 10U;      // of a long answer, per deadline

}  // namespace

std::span<const Session::Verb> Session::verbs() {
  static constexpr std::array table{
      Verb{"APOP", When::before_login, Takes::something, &Session::apop},
      Verb{"AUTH", When::before_login, Takes::anything, &Session::auth},
      Verb{"CAPA", When::always, Takes::nothing, &Session::capa},
      Verb{"DELE", When::after_login, Takes::something, &Session::dele},
      Verb{"LIST", When::after_login, Takes::anything, &Session::list},
      Verb{"NOOP", When::after_login, Takes::nothing, &Session::noop},
      Verb{"PASS", When::before_login, Takes::anything, &Session::pass},
      Verb{"QUIT", When::always, Takes::nothing, &Session::quit},
      Verb{"RETR", When::after_login, Takes::something, &Session::retr},
      Verb{"RSET", When::after_login, Takes::nothing, &Session::rset},
      Verb{"STAT", When::after_login, Takes::nothing, &Session::stat},
      Verb{"STLS", When::before_login, Takes::nothing, &Session::stls},
      Verb{"TOP", When::after_login, Takes::something, &Session::top},
      Verb{"UIDL", When::after_login, Takes::anything, &Session::uidl},
      Verb{"USER", When::before_login, Takes::something, &Session::user}};
  return table;
}

Session::Session(net::Lines& lines, Visit& visit, Surroundings& around)
    : lines_(lines), visit_(visit), around_(around) {}

net::Task<void> Session::run() {
  const std::string hello = greeting(visit_.offer());
  auto sent = co_await send(hello);
  while (sent) {
    auto reply = co_await next();
    if (!reply) co_return;
    sent = co_await send(reply->text);
    if (reply->close) co_return;
  }
}

net::Task<std::optional<Reply>> Session::next() {
  set_deadline();
  auto line = co_await lines_.read_line();
  if (!line && line.error().code != ErrorCode::too_long) co_return std::nullopt;
  Reply reply;
  if (line) {
    reply = co_await dispatch(*line);
  } else {
    reply = error("The line is too long");
  }
  errors_in_row_ = reply.ok ? 0 : errors_in_row_ + 1;
  if (errors_in_row_ >= most_errors_in_row) reply.close = true;
  co_return reply;
}

net::Task<Reply> Session::dispatch(std::string_view line) {
  const auto command = parse_command(line);
  if (!command) co_return error("Syntax error");
  const auto named = [&](const Verb& verb) {
    return same_but_case(verb.keyword, command->keyword);
  };
  const auto verb = std::ranges::find_if(verbs(), named);
  if (verb == verbs().end()) co_return error("Unknown command");
  if (verb->when == When::before_login && session_) co_return error("You are logged in already");
  if (verb->when == When::after_login && !session_) co_return error("Log in first");
  if (verb->takes == Takes::something && command->argument.empty())
    co_return error("An argument is missing");
  if (verb->takes == Takes::nothing && !command->argument.empty())
    co_return error("This command takes no argument");
  co_return co_await (this->*verb->handler)(command->argument);
}

net::Task<Result<void>> Session::send(std::string_view text) {
  Result<void> sent;
  while (sent && !text.empty()) {
    set_deadline();
    sent = co_await lines_.write(text.substr(0, piece));
    text.remove_prefix(std::min(piece, text.size()));
  }
  co_return sent;
}

// Before login the deadline is the one that was set at the start.
void Session::set_deadline() {
  if (session_) lines_.stream().set_time_limit(idle_limit);
}

bool Session::can_start_tls() const {
  return around_.tls != nullptr && lines_.stream().tls() == nullptr;
}

net::Task<Reply> Session::capa(std::string_view /*argument*/) {
  co_return capabilities(visit_.offer(), can_start_tls());
}

net::Task<Reply> Session::noop(std::string_view /*argument*/) { co_return ok("Nothing done"); }

net::Task<Reply> Session::quit(std::string_view /*argument*/) {
  Reply reply = ok("Goodbye");
  if (maildrop_) {
    const auto work = [this] { return maildrop_->remove_marked(); };
    const auto removed = co_await on_disk(around_.disk, work);
    // RFC 1939, section 6: the session ends all the same.
    if (!removed) {
      log::write(log::Level::problem, "POP", session_->account + ": " + removed.error().detail);
      reply = error("[SYS/TEMP] Some deleted messages were not removed");
    }
  }
  reply.close = true;
  co_return reply;
}

net::Task<void> serve_pop3(net::Stream stream, Port port, Surroundings& around) {
  const auto run = [&around](net::Stream& own, Visit& visit) -> net::Task<void> {
    net::Lines lines(own, around.limits.longest_line);
    Session session(lines, visit, around);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why).text; };
  return attend(std::move(stream), port, around, "POP", run, refused);
}

}  // namespace gatehouse::gates::pop3
