// What is logged of one program: by its own log level, and never more lines of its own making than
// a log can bear. For one thread.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"

namespace gatehouse::helper {

inline constexpr unsigned most_quotes = 20;  // lines of the program in a second; more are counted

class Journal {
 public:
  Journal(std::string tag, int level) : tag_(std::move(tag)), level_(level) {}

  [[nodiscard]] bool wants(log::Level level) const { return static_cast<int>(level) <= level_; }
  // About the program, in our words.
  void say(log::Level level, std::string_view words) const;
  // What the program wrote itself; escaped, at level low. `what`: "remark", "standard error".
  void quote(std::string_view what, std::string_view text, Moment now);

 private:
  std::string tag_;
  int level_;
  Moment second_start_{};
  unsigned quotes_ = 0;
  std::size_t unsaid_ = 0;
};

}  // namespace gatehouse::helper
