// Lists of objects, read and made ready to be asked, kept as long as neither the file nor the names
// of the site have changed. Safe for concurrent use. May block.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/acl_file.h"
#include "control/acl_names.h"

namespace gatehouse::control {

struct AclList {
  AclElements elements;
  access::Acl ready;
  std::vector<directory::DomainView> group_domains;  // whose groups have elements
};
using AclListView = std::shared_ptr<const AclList>;

class AclLists {
 public:
  explicit AclLists(directory::Directory& directory) : directory_(directory) {}

  // The list in `folder`, of an owner in the domain `home`. A damaged one is logged when it is
  // first met, and is empty: it grants nothing to anybody. unavailable: the disk.
  [[nodiscard]] Result<AclListView> of(const std::filesystem::path& folder,
                                       const directory::Domain& home);
  void forget(const std::filesystem::path& folder);

 private:
  // Of those used last: in two halves, the older of which goes as a whole.
  static constexpr std::size_t most_elements = 200000;
  struct Held {
    access::AclStamp stamp;
    std::uint64_t names_version;
    std::string home_id;
    AclListView list;
  };
  using Cache = std::unordered_map<std::string, Held>;

  [[nodiscard]] Result<AclListView> made(const std::filesystem::path& folder,
                                         const directory::Domain& home) const;
  [[nodiscard]] AclListView remembered(const std::string& key, const Held& now);
  void keep(const std::string& key, Held held);

  directory::Directory& directory_;
  std::mutex mutex_;
  Cache newer_;
  Cache older_;
  std::size_t elements_in_newer_ = 0;
};

}  // namespace gatehouse::control
