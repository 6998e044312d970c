#include "gates/imap/list_pattern.h"

#include <vector>

namespace gatehouse::gates::imap {

bool matches(std::string_view pattern, std::string_view name) {
  std::vector<char> reached(name.size() + 1, 0);  // [i]: the pattern so far can match i characters
  reached[0] = 1;
  for (const char p : pattern) {
    if (p == '*' || p == '%') {
      for (std::size_t i = 0; i < name.size(); ++i) {
        if (reached[i] != 0 && (p == '*' || name[i] != delimiter)) reached[i + 1] = 1;
      }
      continue;
    }
    for (std::size_t i = name.size(); i > 0; --i)
      reached[i] = reached[i - 1] != 0 && name[i - 1] == p ? 1 : 0;
    reached[0] = 0;
  }
  return reached[name.size()] != 0;
}

}  // namespace gatehouse::gates::imap
