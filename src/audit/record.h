// What the audit trail says about one event. Plain values: whoever fills them in holds no secret,
// and what a peer chose is escaped and cut when the record is written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::audit {

using Id = std::uint64_t;  // grows by one; 0: nothing was recorded

enum class Kind {
  login,    // an attempt, whatever became of it
  end,      // of a session; `session` is the id of its login
  change,   // a command that changes something, done or refused
  notice,   // anything else an administrator must be able to find: a lock, a ban, a blacklist
  start,    // the server's
  stop,     //
  file,     // the first of each file: `first` is the file before, `last` the end of its chain
  lost,     // records `first` to `last` found no room while nothing could be written
  cut,      // a line that a crash had left unfinished was cut off
  damaged,  // what was found at the start does not fit; verify says where
};
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);

struct Record {
  Kind kind = Kind::notice;
  Time time{};
  std::string account{};    // whose credentials were used; empty: nobody's (yet)
  std::string acting_as{};  // whom that account acted as, where it is another one
  std::string target{};     // whom or what it was done to
  std::string name{};       // the login name as the peer wrote it
  std::string service{};
  std::string from{};  // address and port
  std::string tls{};   // "yes", "no"; empty: it is not about a connection
  std::string method{};
  std::string source{};  // which password source accepted
  std::string result{};  // "success", or a reason of the closed list (doc/audit.md)
  std::string detail{};
  std::string rules{};  // what a login was asked, in order, separated by "; "
  std::string verb{};
  std::string session{};  // id of the login it belongs to
  std::string first{};
  std::string last{};
  // Key -> {Before, After}, strings of printable ASCII; never a secret.
  settings::Dictionary changes{};
};

// "2026-11-22T06:29:09.123Z": sorts as time does.
[[nodiscard]] std::string iso_time(Time time);

// The record in the data format, on one line; at most 64 KiB. All but `changes` is escaped and cut
// here; what fills those in does it there.
[[nodiscard]] std::string to_text(const Record& record);

// What a line of the trail holds.
struct Entry {
  Id id = 0;
  std::string time;  // as iso_time() writes it
  Record record;     // all but `time`
};
// `body`: "17 {...}". damaged: it is no such line.
[[nodiscard]] Result<Entry> read_entry(std::string_view body);
// What it holds, by the names it has in a line, with its number as ID.
[[nodiscard]] settings::Dictionary to_dictionary(const Entry& entry);

// Roughly what a record holds in memory, in bytes.
[[nodiscard]] std::size_t size_of(const Record& record);

}  // namespace gatehouse::audit
