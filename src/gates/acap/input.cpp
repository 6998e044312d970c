#include "gates/acap/input.h"

#include <utility>

#include "base/secret.h"

namespace gatehouse::gates::acap {
namespace {

// Grown by hand: the string itself would leave its old bytes, perhaps a password, in freed memory.
void append(std::string& text, std::string_view more) {
  if (text.capacity() - text.size() < more.size()) {
    std::string larger;
    larger.reserve(2 * (text.size() + more.size()));
    larger = text;
    gatehouse::wipe(text.data(), text.size());
    text.swap(larger);
  }
  text += more;
}

}  // namespace

net::Task<Result<std::string>> read_text(net::Lines& lines, InputLimits limits) {
  std::string text;
  for (std::size_t count = 0;; ++count) {
    const auto line = co_await lines.read_line();
    if (!line) co_return std::unexpected(line.error());
    append(text, *line);
    const auto mark = literal_at_end(*line);
    lines.wipe_input();
    if (!mark) co_return text;
    const bool fits = text.size() < limits.whole && mark->size <= limits.whole - text.size();
    if (!fits || count >= limits.literals) {
      gatehouse::wipe(text.data(), text.size());
      co_return fail(ErrorCode::too_long, "the literals are too long, or too many");
    }
    if (mark->waits) {
      const auto asked = co_await lines.write("+ \"Go on\"\r\n");
      if (!asked) co_return std::unexpected(asked.error());
    }
    append(text, "\r\n");
    const net::Lines::Sink sink = [&text](std::string_view bytes) {
      append(text, bytes);
      return Result<void>{};
    };
    const auto read = co_await lines.read_counted(mark->size, sink);
    if (!read) co_return std::unexpected(read.error());
  }
}

}  // namespace gatehouse::gates::acap
