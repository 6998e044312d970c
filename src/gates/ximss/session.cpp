#include "gates/ximss/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gates/shared/attend.h"
#include "xml/document.h"

namespace gatehouse::gates::ximss {
namespace {

constexpr unsigned most_errors_in_row = 10;

}  // namespace

std::span<const Session::Request> Session::before_login() {
  static constexpr std::array table{
      Request{"listFeatures", &Session::list_features}, Request{"login", &Session::login},
      Request{"noop", &Session::noop}, Request{"starttls", &Session::start_tls}};
  return table;
}

Session::Session(net::Stream& stream, Visit& visit, Surroundings& around)
    : stream_(stream), messages_(stream, longest_message), visit_(visit), around_(around) {}

net::Task<void> Session::run() {
  while (co_await next()) continue;
  co_await end_session();
}

net::Task<bool> Session::next() {
  set_deadline();
  auto request = co_await read_request();
  if (!request && request.error().code == ErrorCode::closed) co_return false;
  Reply reply;
  std::string id;
  if (request && request->value("id").size() > longest_id) {
    reply = error("The id is too long");
  } else if (request) {
    id = request->value("id");
    reply = co_await dispatch(*request);
    xml::wipe(*request);
  } else {
    reply = error("This is not a message");
    reply.close = request.error().code == ErrorCode::too_long;
  }
  errors_in_row_ = reply.failure ? errors_in_row_ + 1 : 0;
  if (errors_in_row_ >= most_errors_in_row) reply.close = true;
  const bool closes = reply.close;
  auto sent = co_await send(text_of(std::move(reply), id));
  co_return sent && !closes;
}

// closed: whatever the reason, nobody is there any more.
net::Task<Result<xml::Element>> Session::read_request() {
  const auto text = co_await messages_.read();
  if (!text && text.error().code == ErrorCode::too_long) co_return std::unexpected(text.error());
  if (!text) co_return fail(ErrorCode::closed, text.error().detail);
  auto request = xml::read_document(*text);
  // Its limits are not the message's: the next one may be read.
  if (!request) co_return fail(ErrorCode::malformed, request.error().detail);
  co_return std::move(*request);
}

net::Task<Reply> Session::dispatch(const xml::Element& request) {
  if (request.is("bye", "")) co_return co_await bye(request);
  if (!dialogue_) co_return co_await dispatch_before_login(request);
  const auto early = std::ranges::find(before_login(), request.name, &Request::name);
  if (early != before_login().end() && request.name != "noop" && request.space.empty())
    co_return error("You are logged in already");
  co_return co_await dialogue_->take(request);
}

net::Task<Reply> Session::dispatch_before_login(const xml::Element& request) {
  const auto row = std::ranges::find(before_login(), request.name, &Request::name);
  if (row == before_login().end() || !request.space.empty()) co_return log_in_first();
  co_return co_await (this->*row->handler)(request);
}

net::Task<Result<void>> Session::send(std::string text) {
  if (text.empty()) co_return Result<void>{};
  set_deadline();
  co_return co_await stream_.write(text);
}

net::Task<void> Session::end_session() {
  if (session_id_.empty()) co_return;
  (void)co_await visit_.close_session(std::move(session_id_));
}

// Before login the deadline is the one that was set at the start.
void Session::set_deadline() {
  if (dialogue_) stream_.set_time_limit(around_.limits.idle);
}

bool Session::can_start_tls() const { return around_.tls != nullptr && stream_.tls() == nullptr; }

net::Task<Reply> Session::noop(const xml::Element& /*request*/) { co_return done(); }

net::Task<Reply> Session::bye(const xml::Element& /*request*/) {
  auto reply = done();
  reply.close = true;
  co_return reply;
}

net::Task<void> serve_ximss(net::Stream stream, Port port, Surroundings& around) {
  const auto run = [&around](net::Stream& own, Visit& visit) -> net::Task<void> {
    Session session(own, visit, around);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why); };
  return attend(std::move(stream), port, around, "XIMSS", run, refused);
}

}  // namespace gatehouse::gates::ximss
