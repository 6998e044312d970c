// The mailbox commands of POP3.

#include "base/log.h"
#include "gates/pop3/grammar.h"
#include "gates/pop3/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::pop3 {
namespace {

std::string size_line(const Maildrop& /*maildrop*/, const Drop& drop) {
  return std::to_string(drop.number) + " " + std::to_string(drop.size);
}

std::string id_line(const Maildrop& maildrop, const Drop& drop) {
  return std::to_string(drop.number) + " " + maildrop.unique_id(drop);
}

struct Total {
  std::size_t count = 0;
  std::uint64_t size = 0;
};

Total total_of(const Maildrop& maildrop) {
  Total total;
  for (const auto& drop : maildrop.drops()) {
    if (drop.marked) continue;
    ++total.count;
    total.size += drop.size;
  }
  return total;
}

std::string in_words(const Total& total) {
  return std::to_string(total.count) + " messages (" + std::to_string(total.size) + " octets)";
}

}  // namespace

net::Task<Result<void>> Session::open_maildrop() {
  if (maildrop_) co_return Result<void>{};
  const auto folder = around_.base / session_->location;
  const auto work = [&folder] { return Maildrop::open(folder); };
  auto opened = co_await on_disk(around_.disk, work);
  if (!opened) {
    log::write(log::Level::problem, "POP", session_->account + ": " + opened.error().detail);
    // A missing mailbox is a fault of ours here, not a missing message.
    co_return fail(
        opened.error().code == ErrorCode::damaged ? ErrorCode::damaged : ErrorCode::unavailable,
        opened.error().detail);
  }
  maildrop_ = std::move(*opened);
  co_return Result<void>{};
}

net::Task<Result<Drop*>> Session::drop_at(std::optional<std::uint32_t> number) {
  const auto opened = co_await open_maildrop();
  if (!opened) co_return std::unexpected(opened.error());
  auto* drop = number ? maildrop_->find(*number) : nullptr;
  if (drop == nullptr) co_return fail(ErrorCode::not_found, "no such message number");
  co_return drop;
}

net::Task<Result<std::string>> Session::content_at(std::optional<std::uint32_t> number) {
  const auto drop = co_await drop_at(number);
  if (!drop) co_return std::unexpected(drop.error());
  const auto work = [this, &drop] { return maildrop_->content(**drop); };
  co_return co_await on_disk(around_.disk, work);
}

net::Task<Reply> Session::stat(std::string_view /*argument*/) {
  const auto opened = co_await open_maildrop();
  if (!opened) co_return mailbox_failure(opened.error());
  const auto total = total_of(*maildrop_);
  co_return ok(std::to_string(total.count) + " " + std::to_string(total.size));
}

net::Task<Reply> Session::list(std::string_view argument) {
  co_return co_await listing(argument, size_line);
}

net::Task<Reply> Session::uidl(std::string_view argument) {
  co_return co_await listing(argument, id_line);
}

net::Task<Reply> Session::listing(std::string_view argument, Line line) {
  if (!argument.empty()) {
    const auto drop = co_await drop_at(parse_number(argument));
    co_return drop ? ok(line(*maildrop_, **drop)) : mailbox_failure(drop.error());
  }
  const auto opened = co_await open_maildrop();
  if (!opened) co_return mailbox_failure(opened.error());
  std::string lines;
  for (const auto& drop : maildrop_->drops())
    if (!drop.marked) lines += line(*maildrop_, drop) + "\r\n";
  co_return ok_with(in_words(total_of(*maildrop_)), lines);
}

net::Task<Reply> Session::retr(std::string_view argument) {
  const auto content = co_await content_at(parse_number(argument));
  if (!content) co_return mailbox_failure(content.error());
  co_return ok_with(std::to_string(content->size()) + " octets", *content);
}

net::Task<Reply> Session::top(std::string_view argument) {
  const auto parsed = parse_top(argument);
  if (!parsed) co_return error("TOP takes a message number and a number of lines");
  const auto content = co_await content_at(parsed->number);
  if (!content) co_return mailbox_failure(content.error());
  co_return ok_with("Top of the message follows", top_of(*content, parsed->lines));
}

net::Task<Reply> Session::dele(std::string_view argument) {
  const auto drop = co_await drop_at(parse_number(argument));
  if (!drop) co_return mailbox_failure(drop.error());
  (*drop)->marked = true;
  co_return ok("Message will be removed at QUIT");
}

net::Task<Reply> Session::rset(std::string_view /*argument*/) {
  if (!maildrop_) co_return ok("Nothing was marked");
  maildrop_->unmark_all();
  co_return ok(in_words(total_of(*maildrop_)));
}

}  // namespace gatehouse::gates::pop3
