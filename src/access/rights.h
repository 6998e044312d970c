// The admin rights of an account (guide-facts 5). Server rights count only in the Main Domain's
// list. The finer rules of who may grant what come with their own issue; today's verbs ask
// for_server() and for_domain().
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::access {

class Rights {
 public:
  // `listed`: the rights_of() of the account's own domain.
  Rights(const directory::Account& account, const settings::Dictionary& listed);
  [[nodiscard]] static Rights master();  // everything: the server's owner on the local socket

  // Codes: Master, Settings, User (all domains), Monitor, Directory. Master has them all.
  // not_allowed: the detail names the right that was wanted.
  [[nodiscard]] Result<void> for_server(std::string_view right) const;
  // In `domain`: the server right User, or the account's own domain is that domain and lists both
  // `Domain` and `right`.
  [[nodiscard]] Result<void> for_domain(std::string_view right,
                                        const directory::Domain& domain) const;

 private:
  Rights() = default;
  std::set<std::string, std::less<>> server_;
  std::set<std::string, std::less<>> domain_;
  std::string home_;  // id of the domain where domain_ counts
};

}  // namespace gatehouse::access
