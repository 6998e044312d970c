// The directory as a visit may see it: which domains, and what of their accounts, groups and
// forwarders. A page costs at most so many entries, look-ups and bytes, however large the site is.
//
// Seen by: whoever administers a domain or may read all of them (User, UserRead, Master), and whom
// the domain's setting DirectoryVisibility lets. A guest sees nothing. What is not seen is not
// there: a page without it is the answer, never a refusal.
#pragma once

#include "auth/asker.h"
#include "auth/keeper.h"
#include "directory/directory.h"
#include "net/offload.h"

namespace gatehouse::auth {

class Entries {
 public:
  // Of the texts of a page; one entry is always in it. An answer must fit into a message between
  // the keeper and a gate.
  static constexpr std::size_t most_text = std::size_t{512} << 10U;

  // Both outlive this.
  Entries(directory::Directory& directory, net::Offload& disk)
      : directory_(directory), disk_(disk) {}

  // malformed: EntryQuery::after came from no page.
  [[nodiscard]] net::Task<Allowed<EntryPage>> page(Asker asker, EntryQuery query);

 private:
  [[nodiscard]] Result<EntryPage> page_now(const control::Viewer& viewer, const EntryQuery& query);

  directory::Directory& directory_;
  net::Offload& disk_;
};

}  // namespace gatehouse::auth
