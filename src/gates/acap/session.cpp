#include "gates/acap/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "gates/acap/input.h"
#include "gates/shared/attend.h"

namespace gatehouse::gates::acap {
namespace {

constexpr unsigned most_errors_in_row = 10;
constexpr InputLimits limits_before_login{std::size_t{64} << 10U, 8};
constexpr InputLimits limits_after_login{std::size_t{1} << 20U, 1000};
constexpr std::size_t piece = std::size_t{64} << 10U;  // of a long answer, per deadline

}  // namespace

std::span<const Session::Verb> Session::verbs() {
  static constexpr std::array table{
      Verb{"AUTHENTICATE", When::before_login, &Session::authenticate},
      Verb{"DELETEACL", When::after_login, &Session::delete_acl},
      Verb{"DELETEDSINCE", When::after_login, &Session::deleted_since},
      Verb{"FREECONTEXT", When::after_login, &Session::free_context},
      Verb{"GETQUOTA", When::after_login, &Session::quota},
      Verb{"LANG", When::always, &Session::lang},
      Verb{"LISTRIGHTS", When::after_login, &Session::list_rights},
      Verb{"LOGOUT", When::always, &Session::logout},
      Verb{"MYRIGHTS", When::after_login, &Session::my_rights},
      Verb{"NOOP", When::always, &Session::noop},
      Verb{"SEARCH", When::after_login, &Session::search},
      Verb{"SETACL", When::after_login, &Session::set_acl},
      Verb{"STARTTLS", When::before_login, &Session::start_tls},
      Verb{"STORE", When::after_login, &Session::store},
      Verb{"UPDATECONTEXT", When::after_login, &Session::update_context}};
  return table;
}

Session::Session(net::Lines& lines, Visit& visit, Surroundings& around, Hub& hub)
    : lines_(lines), visit_(visit), around_(around), hub_(hub), seat_(hub, lines.stream()) {}

net::Task<void> Session::run() {
  const auto hello = greeting(visit_.offer(), can_start_tls());
  const auto sent = co_await send(hello);
  if (!sent) co_return;
  while (co_await next()) continue;
}

net::Task<bool> Session::next() {
  set_deadline();
  const auto waited = co_await wait();
  if (!waited) co_return false;
  auto text = co_await read_text(lines_, session_ ? limits_after_login : limits_before_login);
  if (!text && text.error().code != ErrorCode::too_long) co_return false;
  const auto completion = co_await answer(std::move(text));
  const auto last_words = text_of(completion, tag_);
  const auto sent = co_await send(last_words);
  co_return sent && !completion.close;
}

// Until there is a command; changes of contexts are told meanwhile.
net::Task<Result<void>> Session::wait() {
  while (session_ && !contexts_.empty() && !lines_.has_input()) {
    const auto readable = co_await lines_.stream().readable_or_woken();
    if (!readable) co_return std::unexpected(readable.error());
    if (*readable) co_return Result<void>{};
    auto told = co_await tell_changes();
    if (!told) co_return told;
  }
  co_return Result<void>{};
}

net::Task<Completion> Session::answer(Result<std::string> text) {
  tag_ = "*";
  if (!text) {
    auto completion = bad("The command is too long");
    completion.close = true;  // what follows cannot be understood
    co_return completion;
  }
  const WipeAtEnd wiped(*text);
  auto command = parse_command(*text);
  tag_ = command ? command->tag : command.error().tag;
  auto completion = command ? co_await dispatch(*command) : bad(command.error().words);
  if (command) std::ranges::for_each(command->arguments, [](Term& term) { wipe(term); });
  errors_in_row_ = completion.kind == Completion::Kind::ok ? 0 : errors_in_row_ + 1;
  if (errors_in_row_ >= most_errors_in_row && !session_) completion.close = true;
  co_return completion;
}

net::Task<Completion> Session::dispatch(const Command& command) {
  const auto verb = std::ranges::find_if(
      verbs(), [&](const Verb& one) { return same_but_case(one.keyword, command.verb); });
  if (verb == verbs().end()) co_return bad("There is no such command");
  if (verb->when == When::before_login && session_) co_return bad("You are logged in already");
  if (verb->when == When::after_login && !session_) co_return bad("Log in first");
  co_return co_await (this->*verb->handler)(command.arguments);
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
  if (session_) lines_.stream().set_time_limit(around_.limits.idle);
}

bool Session::can_start_tls() const {
  return around_.tls != nullptr && lines_.stream().tls() == nullptr;
}

net::Task<Completion> Session::noop(const Arguments& arguments) {
  if (!arguments.empty()) co_return bad("NOOP takes nothing");
  const auto told = co_await tell_changes();
  co_return told ? ok("Nothing done") : hang_up();
}

// RFC 2244, section 6.2.2: there is one language, and what it can be compared by.
net::Task<Completion> Session::lang(const Arguments& arguments) {
  if (!std::ranges::all_of(arguments, &Term::is_string)) co_return bad("LANG takes languages");
  const auto wished = std::ranges::find_if(arguments, [](const Term& term) {
    return same_but_case(term.text, "en") || same_but_case(term.text, "i-default");
  });
  if (wished == arguments.end() && !arguments.empty())
    co_return no({}, "There are words in English only");
  const auto line = tag_ + " LANG \"" +
                    (arguments.empty() ? "i-default" : lower_case(wished->text)) +
                    "\" \"i;octet\" \"i;ascii-casemap\" \"i;ascii-numeric\"\r\n";
  const auto sent = co_await send(line);
  co_return sent ? ok("That is the only one") : hang_up();
}

net::Task<Completion> Session::logout(const Arguments& arguments) {
  if (!arguments.empty()) co_return bad("LOGOUT takes nothing");
  const auto sent = co_await send("* BYE \"Goodbye\"\r\n");
  if (!sent) co_return hang_up();
  auto completion = ok("Goodbye");
  completion.close = true;
  co_return completion;
}

net::Task<void> serve_acap(net::Stream stream, Port port, Surroundings& around, Hub& hub) {
  const auto run = [&around, &hub](net::Stream& own, Visit& visit) -> net::Task<void> {
    net::Lines lines(own, around.limits.longest_line);
    Session session(lines, visit, around, hub);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why); };
  return attend(std::move(stream), port, around, "ACAP", run, refused);
}

}  // namespace gatehouse::gates::acap
