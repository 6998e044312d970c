#include "gates/imap/command_input.h"

#include <utility>

namespace gatehouse::gates::imap {
namespace {

Received unreadable(std::string tag, std::string words) {
  return {std::unexpected(SyntaxError{std::move(tag), std::move(words)}), {}};
}

// Grown by hand: the string itself would leave its old bytes, perhaps a password, in freed memory.
void make_room(std::string& text, std::size_t more) {
  if (text.capacity() - text.size() >= more) return;
  std::string larger;
  larger.reserve(2 * text.size() + more);
  larger = text;
  wipe(text.data(), text.size());
  text.swap(larger);
}

Result<void> ignore(std::string_view /*bytes*/) { return {}; }

}  // namespace

net::Task<Result<Received>> CommandInput::next(InputLimits limits) {
  const auto line = co_await lines_.read_line();
  if (!line && line.error().code == ErrorCode::too_long)
    co_return unreadable("*", "The line is too long");
  if (!line) co_return std::unexpected(line.error());
  if (const auto mark = literal_at_end(*line)) {
    std::string text(*line);
    lines_.wipe_input();
    co_return co_await with_literals(std::move(text), *mark, limits);
  }
  Received received{parse_command(*line, limits.names), {}};
  if (!limits.takes_messages) lines_.wipe_input();  // before login any line may hold a secret
  co_return received;
}

net::Task<Result<Received>> CommandInput::with_literals(std::string text, LiteralMark mark,
                                                        InputLimits limits) {
  const WipeAtEnd wiped(text);
  for (std::size_t count = 1;; ++count) {
    if (limits.takes_messages) {
      if (auto append = parse_append(text, limits.names))
        co_return Received{std::move(*append), mark};
    }
    const bool fits = text.size() < limits.whole && mark.size <= limits.whole - text.size();
    if (!fits || count > limits.literals) co_return co_await refuse(tag_of(text), mark, limits);
    if (mark.waits) {
      const auto asked = co_await lines_.write("+ Go on\r\n");
      if (!asked) co_return std::unexpected(asked.error());
    }
    make_room(text, mark.size + lines_.longest() + 2);
    text += "\r\n";
    const auto sink = [&text](std::string_view bytes) {
      text += bytes;
      return Result<void>{};
    };
    const auto read = co_await lines_.read_counted(mark.size, sink);
    if (!read) co_return std::unexpected(read.error());
    const auto line = co_await lines_.read_line();
    if (!line && line.error().code == ErrorCode::too_long)
      co_return unreadable(tag_of(text), "The line is too long");
    if (!line) co_return std::unexpected(line.error());
    text += *line;
    const auto next_mark = literal_at_end(*line);
    if (!limits.takes_messages) lines_.wipe_input();
    if (!next_mark) co_return Received{parse_command(text, limits.names), {}};
    mark = *next_mark;
  }
}

net::Task<Result<Received>> CommandInput::refuse(std::string tag, LiteralMark mark,
                                                 InputLimits limits) {
  auto received = unreadable(std::move(tag), "The literal is too long, or one too many");
  if (mark.waits) co_return received;
  const auto dropped = co_await drop(mark, limits);
  if (!dropped && dropped.error().code != ErrorCode::not_allowed)
    co_return std::unexpected(dropped.error());
  received.out_of_step = !dropped.has_value();
  co_return received;
}

net::Task<Result<void>> CommandInput::drop(LiteralMark mark, InputLimits limits) {
  std::optional<LiteralMark> next = mark;
  while (next && !next->waits) {
    if (next->size > limits.dropped) co_return fail(ErrorCode::not_allowed, "literal too long");
    limits.dropped -= next->size;
    const net::Lines::Sink sink = ignore;
    const auto read = co_await lines_.read_counted(next->size, sink);
    if (!read) co_return read;
    const auto line = co_await lines_.read_line();
    if (!line && line.error().code != ErrorCode::too_long) co_return std::unexpected(line.error());
    next = line ? literal_at_end(*line) : std::nullopt;
  }
  co_return Result<void>{};
}

}  // namespace gatehouse::gates::imap
