#include "helper/journal.h"

#include "base/text.h"

namespace gatehouse::helper {

void Journal::say(log::Level level, std::string_view words) const {
  if (wants(level)) log::write(level, tag_, words);
}

void Journal::quote(std::string_view what, std::string_view text, Moment now) {
  if (!wants(log::Level::low)) return;
  if (now - second_start_ >= std::chrono::seconds{1}) {
    if (unsaid_ > 0) say(log::Level::low, std::to_string(unsaid_) + " more lines are left out");
    second_start_ = now;
    quotes_ = 0;
    unsaid_ = 0;
  }
  if (++quotes_ > most_quotes) {
    ++unsaid_;
    return;
  }
  say(log::Level::low, std::string(what) + ": " + escaped(text));
}

}  // namespace gatehouse::helper
