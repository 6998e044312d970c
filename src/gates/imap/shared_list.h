// What a LIST finds in other accounts. Accounts are looked into when a pattern names them
// ("~joe/%"), or when subscriptions do and the pattern leaves them open ("~%"): nobody learns from
// LIST which accounts there are.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gates/imap/listing.h"
#include "gates/imap/mailbox_place.h"
#include "mailbox/mailboxes.h"
#include "net/task.h"

namespace gatehouse::gates::imap {

struct SharedList {
  std::vector<ListEntry> entries;
  std::map<std::string, Place> places;  // of those that may be selected, by the client's name
  std::map<std::string, auth::Letters> rights;  // of those that are there
};
[[nodiscard]] net::Task<SharedList> shared_list(Session& session, const List& request);

// --- its parts

// The accounts to look into, as the client writes them. Each once, 100 at most.
[[nodiscard]] std::vector<std::string> accounts_meant(
    const List& request, const std::vector<std::string>& subscriptions);

// What is to be seen of an account's mailboxes: `rights` has those of each of `names`. Levels above
// are there too, and `prefix` ("~joe") itself when there is anything below it.
struct SeenMailbox {
  std::string name;  // inside the account; empty: the level above all
  bool selectable;
  bool has_children;
};
[[nodiscard]] std::vector<SeenMailbox> seen_mailboxes(const std::vector<std::string>& names,
                                                      const std::vector<auth::Letters>& rights);

}  // namespace gatehouse::gates::imap
