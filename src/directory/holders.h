// The lasting ids of all accounts and groups of a site. Immutable.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "directory/directory.h"

namespace gatehouse::directory {

using NamesView = std::shared_ptr<const settings::Dictionary>;  // by canonical name

// What a document of ids says behind an id: "joe", "#staff".
[[nodiscard]] std::string holder_text(HolderKind kind, std::string_view name);

class HolderIndex {
 public:
  using Documents = std::vector<std::pair<std::string, NamesView>>;  // by domain id, sorted
  explicit HolderIndex(Documents documents);

  [[nodiscard]] bool is_of(const Documents& documents) const { return documents_ == documents; }

  struct Found {
    std::string domain_id;
    HolderKind kind;
    std::string name;
  };
  [[nodiscard]] std::optional<Found> holder_of(std::string_view id) const;
  [[nodiscard]] std::optional<std::string> id_of(std::string_view domain_id, HolderKind kind,
                                                 std::string_view name) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  Documents documents_;
  std::unordered_map<std::string, Found, Hash, std::equal_to<>> by_id_;
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> by_name_;
};

}  // namespace gatehouse::directory
