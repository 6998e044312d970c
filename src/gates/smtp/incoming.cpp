#include "gates/smtp/incoming.h"

#include <utility>

#include "base/text.h"

namespace gatehouse::gates::smtp {
namespace {

constexpr unsigned most_received_lines = 50;  // RFC 5321, section 6.3: a loop, no doubt

}  // namespace

std::optional<std::string_view> Incoming::take(std::string_view line, bool ended_bare) {
  const bool after_bare = std::exchange(after_bare_, ended_bare);
  if (line == "." && !ended_bare && !after_bare) {
    ended_ = true;
    return std::nullopt;
  }
  if (ended_bare || line.find_first_of(std::string_view("\r\0", 2)) != line.npos)
    add(Flaw::bare_line_end);
  if (line.starts_with('.')) line.remove_prefix(1);  // RFC 5321, section 4.5.2
  size_ += line.size() + 2;
  if (size_ > longest_) add(Flaw::message_too_big);
  look_at_header(line);
  if (flaw_) return std::nullopt;
  return line;
}

void Incoming::take_too_long(bool ended_bare) {
  after_bare_ = ended_bare;
  add(Flaw::line_too_long);
}

void Incoming::add(Flaw flaw) {
  if (!flaw_) flaw_ = flaw;
}

void Incoming::look_at_header(std::string_view line) {
  constexpr std::string_view received = "Received:";
  if (line.empty()) in_header_ = false;
  if (!in_header_ || !same_but_case(line.substr(0, received.size()), received)) return;
  if (++received_lines_ > most_received_lines) add(Flaw::loop);
}

}  // namespace gatehouse::gates::smtp
