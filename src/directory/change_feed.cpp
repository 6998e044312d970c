#include "directory/change_feed.h"

#include <string>
#include <utility>

namespace gatehouse::directory {

void ChangeFeed::note_account(std::string_view domain_id, std::string_view name, bool gone) {
  ChangedAccount changed{std::string(domain_id), std::string(name), gone};
  const std::lock_guard lock(lock_);
  accounts_.push_back({++last_, std::move(changed)});
  if (accounts_.size() <= most) return;
  everything_ = accounts_.front().number;
  accounts_.pop_front();
}

void ChangeFeed::note_domains() {
  const std::lock_guard lock(lock_);
  domains_ = ++last_;
}

void ChangeFeed::note_everything() {
  const std::lock_guard lock(lock_);
  everything_ = ++last_;
}

Changes ChangeFeed::since(std::uint64_t seen) const {
  const std::lock_guard lock(lock_);
  Changes changes{.seen = last_, .everything = everything_ > seen, .domains = domains_ > seen};
  for (auto entry = accounts_.rbegin(); entry != accounts_.rend() && entry->number > seen; ++entry)
    changes.accounts.push_back(entry->account);
  return changes;
}

}  // namespace gatehouse::directory
