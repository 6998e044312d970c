// Files as lines: LIST's, as ls writes them for people and old clients, and the facts of RFC 3659,
// section 7. Lines without their ends. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "storage/files.h"

namespace gatehouse::gates::ftp {

// "-rw-r-----   1 joe      joe          1234 Nov 22 09:40 name"; the year instead of the hour when
// that is half a year away from `now`.
[[nodiscard]] std::string long_line(std::string_view name, const storage::Facts& facts,
                                    std::string_view owner, Time now);

// The facts a client wants to see (OPTS MLST).
struct Wanted {
  bool type = true;
  bool size = true;
  bool modify = true;
  bool perm = true;
  [[nodiscard]] std::string feature() const;  // "MLST type*;size*;..."
  [[nodiscard]] std::string names() const;    // "type;size;"
};
[[nodiscard]] Wanted parse_wanted(std::string_view facts);  // those that are not known are left out

enum class Role { entry, listed, parent };  // in a list; the folder that is listed; the one above
// "type=file;size=1234;modify=...;perm=r; name". `rights`: with the folder that holds it; of a
// folder, its own.
[[nodiscard]] std::string fact_line(std::string_view name, const storage::Facts& facts, Role role,
                                    std::string_view rights, std::string_view rights_above,
                                    Wanted wanted);

}  // namespace gatehouse::gates::ftp
