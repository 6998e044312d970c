// `gatehouse audit verify` and `gatehouse audit show`: the trail of a site, read beside its server.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "base/clock.h"

namespace gatehouse::server {

struct AuditVerifyWords {
  std::filesystem::path base;
  std::filesystem::path key_file;  // empty: keys/site.key below the base
  bool archived = false;           // older files were moved away
  std::string head;                // NUMBER:MAC as it was noted elsewhere; empty: none
};
// 0: the trail is whole; 1: it is not, or it cannot be read.
[[nodiscard]] int verify_audit(const AuditVerifyWords& words, std::ostream& out, std::ostream& err);

struct AuditShowWords {
  std::filesystem::path base;
  std::string account, since, until, kind;
  std::uint64_t id = 0;  // 0: any
};
[[nodiscard]] int show_audit(const AuditShowWords& words, Time now, std::ostream& out,
                             std::ostream& err);

}  // namespace gatehouse::server
