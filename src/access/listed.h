// What one line of Access.settings says: plain right codes, and impersonation that was granted
// with a limit.
//
//   joe = (Domain, BasicSettings,
//          {Right=CanImpersonate; Accounts=(mary, "#helpdesk", tim@company2.test);
//           Until=#T01-03-2026_00:00:00; Reason="moving mailboxes";});
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::access {

struct ImpersonationGrant {
  std::vector<std::string> accounts;  // real names and #groups of the list's domain, or with a
                                      // domain; empty: all accounts
  std::optional<settings::TimeStamp> until;
  std::string reason;
  bool operator==(const ImpersonationGrant&) const = default;
};

struct Listed {
  using Codes = std::set<std::string, std::less<>>;
  Codes server;
  Codes domain;
  std::vector<ImpersonationGrant> impersonation;
  settings::Array elements;  // all of these as they are written, in their order, none twice
  settings::Array ignored;   // as written: no such right, or one that cannot stand in this list
};

inline constexpr std::size_t most_rights = 64;

// A file may have been edited by hand: what cannot be understood is ignored, never guessed.
// `main`: the list is the Main Domain's, the only one whose server rights count.
[[nodiscard]] Listed read_listed(const settings::Value& entry, bool main);

// One element more. malformed: there is no such right, or a limit is wrong; an unknown key is wrong
// too, for a misspelt limit would be none. not_allowed: a server right outside the Main Domain.
// The detail never repeats what was sent.
[[nodiscard]] Result<void> add(Listed& listed, const settings::Value& element, bool main);

}  // namespace gatehouse::access
