// Which groups of a domain have whom as a member: made when first asked, and anew when the groups
// have changed. Safe for concurrent use.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "directory/site.h"

namespace gatehouse::directory {

class MemberIndexes {
 public:
  // Sorted. By real names; a group inside a group is not opened.
  [[nodiscard]] std::vector<std::string> groups_with(const DomainRecord& groups,
                                                     const Account& member);

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Index = std::unordered_map<std::string, std::vector<std::string>, Hash, std::equal_to<>>;
  struct Indexed {
    NamesView groups;
    std::shared_ptr<const Index> index;  // by member as written, in canonical form
  };
  [[nodiscard]] static std::shared_ptr<const Index> index_of(const settings::Dictionary& groups);

  std::mutex mutex_;
  std::map<std::string, Indexed, std::less<>> by_domain_id_;
};

}  // namespace gatehouse::directory
