// What gates ask about mailboxes, folders and datasets: whose they are, and who may do what with
// them. What decides is control::Objects; here names are routed and work leaves the event loop.
#pragma once

#include <string>
#include <vector>

#include "auth/asker.h"
#include "auth/keeper.h"
#include "auth/local_keeper.h"
#include "auth/routes.h"
#include "control/objects.h"

namespace gatehouse::auth {

class Objects {
 public:
  // All outlive this.
  Objects(const KeeperParts& parts, control::Objects& kept)
      : directory_(parts.directory),
        disk_(parts.disk),
        routes_(parts.directory, parts.disk, parts.outside),
        kept_(kept) {}

  // See Keeper.
  [[nodiscard]] net::Task<Allowed<Owner>> owner(Asker asker, std::string name);
  // The same, of accounts that have the service enabled; all others are not there.
  [[nodiscard]] net::Task<Allowed<Owner>> owner_with(std::string service, Asker asker,
                                                     std::string name);
  [[nodiscard]] net::Task<Allowed<std::vector<Letters>>> rights(Asker asker, std::string owner,
                                                                ObjectKind kind,
                                                                std::vector<std::string> names);
  [[nodiscard]] net::Task<Allowed<std::vector<AclElement>>> acl(Asker asker, std::string owner,
                                                                ObjectKind kind, std::string name);
  [[nodiscard]] net::Task<Allowed<void>> change(Asker asker, std::string owner, ObjectKind kind,
                                                std::string name, AclChange change);

 private:
  // not_found: none of ours, or one with a tag.
  [[nodiscard]] net::Task<Allowed<directory::AccountView>> routed(const Asker& asker,
                                                                  std::string name);
  // May block.
  [[nodiscard]] Result<directory::AccountView> account_named(const std::string& full_name);
  [[nodiscard]] Result<control::Object> object(const std::string& owner, ObjectKind kind,
                                               std::string name);
  // Runs what may block; its Result comes back as what may be told.
  template <class Work>
  [[nodiscard]] auto told(Work work)
      -> net::Task<Allowed<typename std::invoke_result_t<Work>::value_type>>;

  directory::Directory& directory_;
  net::Offload& disk_;
  Routes routes_;
  control::Objects& kept_;
};

}  // namespace gatehouse::auth
