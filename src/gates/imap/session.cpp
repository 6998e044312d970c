#include "gates/imap/session.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "base/log.h"
#include "base/text.h"
#include "gates/imap/capabilities.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/shared/attend.h"

namespace gatehouse::gates::imap {
namespace {

// RFC 2971, section 3.3: ID may have 30 fields of 30 bytes with values of 1024.
constexpr std::size_t longest_line = std::size_t{40} << 10U;
constexpr std::size_t large = std::size_t{64} << 10U;
constexpr InputLimits before_login{.whole = std::size_t{64} << 10U,
                                   .literals = 16,
                                   .dropped = std::uint64_t{64} << 10U,
                                   .takes_messages = false};
constexpr std::size_t longest_command = std::size_t{1} << 20U;
constexpr std::size_t most_literals = 1000;
constexpr unsigned most_errors_before_login = 10;
constexpr unsigned most_errors_in_row = 100;

// RFC 3501, sections 6.4.4, 6.4.5, 6.4.6 and 7.4.1: numbers stay during these.
bool keeps_numbers(const Command& command) {
  return command.keyword == "FETCH" || command.keyword == "SEARCH" || command.keyword == "STORE" ||
         command.keyword == "SORT" || command.keyword == "THREAD";
}

}  // namespace

Session::Session(net::Lines& lines, Visit& visit, Surroundings& around, mailbox::Watch& watch)
    : lines_(lines), visit_(visit), around_(around), watch_(watch), input_(lines) {}

net::Task<void> Session::run() {
  say("* OK [CAPABILITY " + capabilities() + "] " + visit_.offer().host + " IMAP ready\r\n");
  const auto greeted = co_await send();
  if (!greeted) co_return;
  for (;;) {
    const bool goes_on = co_await serve_next();
    if (!goes_on) co_return;
  }
}

net::Task<bool> Session::serve_next() {
  restart_idle_time();
  auto received = co_await input_.next(limits());
  if (!received) {
    co_await say_farewell(received.error());
    co_return false;
  }
  const std::string tag =
      received->command ? received->command->tag : received->command.error().tag;
  auto completion = co_await obey(*received);
  count_errors(completion);
  if (completion.kind == Completion::Kind::hang_up) co_return false;
  say(tagged_line(tag, completion));
  if (completion.close && completion.kind != Completion::Kind::ok)
    say(bye_line("This connection is over"));
  const auto sent = co_await send();
  if (!sent || completion.close) co_return false;
  if (completion.kind != Completion::Kind::start_tls) co_return true;
  const auto secured = co_await visit_.start_tls(lines_, around_.tls);
  co_return secured.has_value();
}

net::Task<Completion> Session::obey(Received& received) {
  if (!received.command) {
    Completion answer = bad(received.command.error().words);
    answer.close = received.out_of_step;
    co_return answer;
  }
  auto& command = *received.command;
  message_ = received.message;
  tag_ = command.tag;
  if (auto refused = out_of_state(command)) {
    if (message_) {
      const auto dropped = co_await drop_message();
      if (!dropped) refused->close = true;
    }
    co_return std::move(*refused);
  }
  const bool may_read = co_await may_still_read();
  if (!may_read) {
    Completion answer = no("NONEXISTENT", "The selected mailbox is not there any more");
    answer.close = true;
    co_return answer;
  }
  const bool had_mailbox = selected_ != nullptr;
  auto completion = co_await obey(command);
  if (!had_mailbox || selected_ == nullptr || completion.close) co_return completion;
  const auto told = co_await say_news(!keeps_numbers(command));
  if (!told && told.error().code == ErrorCode::not_found) {
    say(bye_line("The selected mailbox was deleted"));
    completion.close = true;
  }
  co_return completion;
}

net::Task<Completion> Session::obey(Command& command) {
  return std::visit([this](auto& request) { return perform(*this, request); }, command.request);
}

std::optional<Completion> Session::out_of_state(const Command& command) const {
  switch (command.needs) {
    case Needs::nothing:
      return std::nullopt;
    case Needs::no_login:
      if (login_) return bad("You are logged in already", "CLIENTBUG");
      return std::nullopt;
    case Needs::login:
      if (!login_) return bad("Log in first");
      return std::nullopt;
    case Needs::selected:
      if (!login_) return bad("Log in first");
      if (selected_ == nullptr) return bad("Select a mailbox first");
      return std::nullopt;
  }
  return bad("Not now");
}

void Session::count_errors(Completion& completion) {
  if (completion.kind == Completion::Kind::bad) {
    ++errors_;
  } else if (login_) {
    errors_ = 0;
  }
  if (errors_ >= (login_ ? most_errors_in_row : most_errors_before_login)) completion.close = true;
}

net::Task<void> Session::say_farewell(const Error& reason) {
  if (reason.code != ErrorCode::timed_out) co_return;
  lines_.stream().set_time_limit(std::chrono::seconds{2});
  const std::string line = bye_line(login_ ? "Autologout: idle for too long" : "Log in sooner");
  (void)co_await lines_.write(line);
}

InputLimits Session::limits() const {
  if (!login_) return before_login;
  return {longest_command, most_literals, around_.limits.longest_message, true, names()};
}

void Session::restart_idle_time() {
  if (login_) lines_.stream().set_time_limit(around_.limits.idle);
}

bool Session::can_start_tls() const {
  return around_.tls != nullptr && lines_.stream().tls() == nullptr && !login_;
}

std::string Session::capabilities() const {
  const auto phase = login_ ? Phase::after_login : Phase::before_login;
  return imap::capabilities(phase, visit_.offer(), can_start_tls());
}

auth::Owner Session::owner() const {
  return {.account = login_->account, .location = login_->location, .own = true};
}

mailbox::Mailboxes Session::mailboxes() const {
  return mailbox::Mailboxes(around_.base / login_->location);
}

mailbox::Mailboxes Session::mailboxes_of(const Place& place) const {
  return mailbox::Mailboxes(around_.base / place.location);
}

net::Task<bool> Session::may_still_read() {
  if (selected_ == nullptr || selected_->place().own) co_return true;
  const std::string account = selected_->place().account;
  const std::vector<std::string> names{selected_->place().name};
  auto rights = co_await visit_.rights(account, auth::ObjectKind::mailbox, names);
  if (!rights || !has_all(rights->front(), needed(Act::read).here)) co_return false;
  selected_->may_do(std::move(rights->front()));
  co_return true;
}

net::Task<Result<void>> Session::send() {
  restart_idle_time();
  const std::string text = std::exchange(waiting_, {});
  co_return co_await lines_.write(text);
}

net::Task<Result<void>> Session::send_when_large() {
  if (waiting_.size() < large) co_return Result<void>{};
  co_return co_await send();
}

net::Task<Result<void>> Session::say_news(bool may_expunge) {
  const auto look = [this, may_expunge]() -> Result<std::string> {
    if (!selected_->has_news()) return std::string();
    if (auto refreshed = selected_->folder().refresh(); !refreshed)
      return std::unexpected(refreshed.error());
    return selected_->news(may_expunge, enabled_);
  };
  auto news = co_await on_disk(look);
  // With another UIDVALIDITY it is another mailbox.
  if (!news && news.error().code == ErrorCode::conflict)
    co_return fail(ErrorCode::not_found, std::move(news.error().detail));
  if (!news) co_return std::unexpected(std::move(news.error()));
  say(*news);
  co_return Result<void>{};
}

// RFC 7162, section 3.1: the first such command says where the client stands.
void Session::use_condstore() {
  if (enabled_.condstore) return;
  enabled_.condstore = true;
  if (selected_ != nullptr) say(selected_->highest_line());
}

net::Task<Result<void>> Session::drop_message() {
  const auto mark = std::exchange(message_, std::nullopt);
  if (!mark || mark->waits) co_return Result<void>{};
  co_return co_await input_.drop(*mark, limits());
}

net::Task<void> serve_imap(net::Stream stream, Port port, Surroundings& around,
                           mailbox::Watch& watch) {
  const auto run = [&around, &watch](net::Stream& own, Visit& visit) -> net::Task<void> {
    net::Lines lines(own, std::max(around.limits.longest_line, longest_line));
    Session session(lines, visit, around, watch);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why); };
  return attend(std::move(stream), port, around, "IMAP", run, refused);
}

}  // namespace gatehouse::gates::imap
