// Judges the lines of DATA as they come: where the message ends, what of it is kept, whether it is
// acceptable. Pure.
//
// Only CRLF "." CRLF ends a message. A message with a bare CR or LF, or with a NUL, is read to that
// end and then refused whole: servers that repair such lines let others smuggle mail past them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::gates::smtp {

class Incoming {
 public:
  enum class Flaw { bare_line_end, line_too_long, message_too_big, loop, not_written };

  explicit Incoming(std::uint64_t longest) : longest_(longest) {}

  // The line to keep, without its dot and its CRLF; nullopt: nothing of it is kept, because it was
  // the end or because the message is flawed already.
  [[nodiscard]] std::optional<std::string_view> take(std::string_view line, bool ended_bare);
  void take_too_long(bool ended_bare);  // a line over the limit was dropped
  void add(Flaw flaw);                  // only the first one counts

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::optional<Flaw> flaw() const { return flaw_; }

 private:
  void look_at_header(std::string_view line);

  std::uint64_t longest_;
  std::uint64_t size_ = 0;
  unsigned received_lines_ = 0;
  bool in_header_ = true;
  bool after_bare_ = false;
  bool ended_ = false;
  std::optional<Flaw> flaw_;
};

}  // namespace gatehouse::gates::smtp
