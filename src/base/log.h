// One line per event: time, level, tag, words. Tags follow the guide: IMAP, POP, SMTP, PWD, TLS,
// ...
//
// Levels are those of the guide's records: 1 failure, 2 major, 3 problem, 4 low, 5 all.
// Whatever came from the net is passed through escaped() (base/text.h) before it gets here;
// secrets never get here. Thread-safe; writing never blocks the caller on a slow disk: over
// 8192 waiting lines the oldest are dropped and counted.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::log {

enum class Level { failure = 1, major = 2, problem = 3, low = 4, all = 5 };

// Until open() is called lines go to standard error. `path` empty keeps them there.
void open(const std::string& path, Level most);
void close();  // writes out what waits

void write(Level level, std::string_view tag, std::string_view words);

}  // namespace gatehouse::log
