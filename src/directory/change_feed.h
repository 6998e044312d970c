// What changed lately, for whoever keeps conclusions that were drawn from views. Bounded: what was
// pushed out counts as a change of everything. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string_view>

#include "directory/directory.h"

namespace gatehouse::directory {

class ChangeFeed {
 public:
  static constexpr std::size_t most = 4096;  // accounts that are listed one by one

  void note_account(std::string_view domain_id, std::string_view name, bool gone);
  void note_domains();  // settings that accounts inherit, or names they hang on
  void note_everything();

  [[nodiscard]] Changes since(std::uint64_t seen) const;

 private:
  struct Entry {
    std::uint64_t number;
    ChangedAccount account;
  };

  mutable std::mutex lock_;
  std::uint64_t last_ = 0;  // number of the last change
  std::uint64_t domains_ = 0;
  std::uint64_t everything_ = 0;
  std::deque<Entry> accounts_;
};

}  // namespace gatehouse::directory
