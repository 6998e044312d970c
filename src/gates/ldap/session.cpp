#include "gates/ldap/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gates/ldap/controls.h"
#include "gates/shared/attend.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr unsigned most_broken_in_row = 10;
constexpr std::size_t longest_before_login = std::size_t{64} << 10U;  // bytes of a message
constexpr std::size_t longest_after_login = std::size_t{256} << 10U;

}  // namespace

std::span<const Session::Operation> Session::operations() {
  static constexpr std::array table{
      Operation{op_abandon, 0, false, &Session::abandon},
      Operation{op_add, op_add_answer, true, &Session::change},
      Operation{op_bind, op_bind_answer, false, &Session::bind},
      Operation{op_compare, op_compare_answer, true, &Session::compare},
      Operation{op_delete, op_delete_answer, true, &Session::change},
      Operation{op_extended, op_extended_answer, false, &Session::extend},
      Operation{op_modify, op_modify_answer, true, &Session::change},
      Operation{op_rename, op_rename_answer, true, &Session::change},
      Operation{op_search, op_search_done, false, &Session::search},
      Operation{op_unbind, 0, false, &Session::unbind}};
  return table;
}

Session::Session(net::Lines& lines, Visit visit, Surroundings& around)
    : lines_(lines), visit_(std::move(visit)), around_(around) {}

net::Task<void> Session::run() {
  while (true) {
    auto reply = co_await next();
    if (!reply) co_return;
    if (!reply->bytes.empty()) {
      const auto sent = co_await lines_.write(reply->bytes);
      if (!sent) co_return;
    }
    if (reply->close) co_return;
  }
}

// Before login the deadline is the one that was set at the start.
void Session::set_deadline() {
  if (session_) lines_.stream().set_time_limit(around_.limits.idle);
}

net::Task<std::optional<Reply>> Session::next() {
  set_deadline();
  auto bytes = co_await read_message(lines_, session_ ? longest_after_login : longest_before_login);
  lines_.wipe_input();
  if (!bytes) {
    const auto why = bytes.error().code;
    if (why != ErrorCode::malformed && why != ErrorCode::too_long) co_return std::nullopt;
    co_return disconnection(Code::protocol_error, bytes.error().detail);
  }
  const WipeAtEnd wiped(*bytes);
  auto reply = co_await dispatch(*bytes);
  broken_in_row_ = reply.failed ? broken_in_row_ + 1 : 0;
  if (broken_in_row_ >= most_broken_in_row) reply.close = true;
  co_return reply;
}

net::Task<Reply> Session::dispatch(std::string_view bytes) {
  const auto message = parse_message(bytes);
  if (!message) co_return disconnection(Code::protocol_error, message.error().detail);
  const auto operation = std::ranges::find(operations(), message->operation, &Operation::request);
  if (operation == operations().end())
    co_return disconnection(Code::protocol_error, "an unknown operation");
  co_return co_await perform(*operation, *message);
}

net::Task<Reply> Session::perform(const Operation& operation, const Message& message) {
  // RFC 4511, sections 4.3 and 4.11: these have no answer that could refuse them.
  if (operation.answer == 0) co_return co_await (this->*operation.handler)(message);
  if (has_unknown_critical(message.controls, operation.request))
    co_return result(message.id, operation.answer, Code::unavailable_critical_extension,
                     "This control is not known");
  if (!mechanism_.empty() && operation.request != op_bind) {
    if (auto closing = co_await forget_login(message.id)) co_return std::move(*closing);
    co_return result(message.id, operation.answer, Code::operations_error, "A bind was under way");
  }
  if (operation.wants_login && !session_)
    co_return result(message.id, operation.answer, Code::insufficient_access_rights,
                     "Log in first");
  co_return co_await (this->*operation.handler)(message);
}

bool Session::can_start_tls() const {
  return around_.tls != nullptr && lines_.stream().tls() == nullptr;
}

// What has been asked has been answered by now.
net::Task<Reply> Session::abandon(const Message& /*message*/) { co_return nothing_more(); }

net::Task<Reply> Session::unbind(const Message& /*message*/) { co_return hang_up(); }

net::Task<Reply> Session::change(const Message& message) {
  const auto operation = std::ranges::find(operations(), message.operation, &Operation::request);
  co_return result(message.id, operation->answer, Code::unwilling_to_perform,
                   "The directory is changed with the command line");
}

net::Task<void> serve_ldap(net::Stream stream, Port port, Surroundings& around) {
  const auto run = [&around](net::Stream& own, Visit& visit) -> net::Task<void> {
    net::Lines lines(own, around.limits.longest_line);
    Session session(lines, std::move(visit), around);
    co_await session.run();
  };
  const auto refused = [](const Error& why) {
    const bool is_barred = why.code == ErrorCode::not_allowed;
    return disconnection(Code::unavailable,
                         is_barred ? "No logins from your address" : "Try again later")
        .bytes;
  };
  return attend(std::move(stream), port, around, "LDAP", run, refused);
}

}  // namespace gatehouse::gates::ldap
