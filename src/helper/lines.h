// The lines of the helper protocol (the guide's Helper Applications): every request and its answer
// carry a number, answers come in any order, and lines that start with `*` are remarks. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.h"

namespace gatehouse::helper {

// Cuts bytes into lines that end with LF or CR LF. What it held is wiped.
class LineCutter {
 public:
  explicit LineCutter(std::size_t longest);  // bytes without the end of line
  ~LineCutter();
  LineCutter(const LineCutter&) = delete;
  LineCutter& operator=(const LineCutter&) = delete;

  // Gives every line that is now whole to `take`, without its end. False: the next line is longer
  // than allowed; nothing may be added after that.
  [[nodiscard]] bool add(std::string_view bytes, const std::function<void(std::string_view)>& take);

 private:
  const std::size_t longest_;
  std::string begun_;  // of the line that has not ended
};

struct Remark {
  std::string_view text;
};
struct Numbered {
  std::uint64_t number;
  std::string_view text;  // after one space; may be empty
};
struct Stray {};  // neither
using AnswerLine = std::variant<Remark, Numbered, Stray>;

[[nodiscard]] AnswerLine parse_line(std::string_view line);

// At least five digits.
[[nodiscard]] std::string number_text(std::uint64_t number);
[[nodiscard]] std::string interface_offer(int version);
// The version the other side names in its answer, 0 for a lower one; nullopt: it names none.
[[nodiscard]] std::optional<int> parse_interface(std::string_view answer);

// The first word if it is one every helper may say, else "?": what may be logged of an answer that
// could hold a password.
[[nodiscard]] std::string_view loggable_word(std::string_view answer);

// No CR, LF or NUL: it cannot become two lines.
[[nodiscard]] bool fits_one_line(std::string_view text);

}  // namespace gatehouse::helper
