// The mailboxes of one account: a Maildir++ tree below `<location>/mail`. INBOX always exists and
// is made on first use. Names are UTF-8 with '/' between levels (gates translate modified UTF-7).
// Every call may block.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gatehouse::mailbox {

class Mailboxes {
 public:
  explicit Mailboxes(std::filesystem::path account_folder)
      : root_(std::move(account_folder) / "mail") {}

  struct Entry {
    std::string name;
    bool selectable = true;
    bool has_children = false;
    bool subscribed = false;
  };
  [[nodiscard]] Result<std::vector<Entry>> list() const;  // INBOX first, then sorted
  // Where a mailbox's Maildir is; not_found: no such mailbox; malformed: no such name can exist
  // (mailbox/names.h).
  [[nodiscard]] Result<std::filesystem::path> directory(std::string_view name) const;
  [[nodiscard]] Result<void> create(std::string_view name) const;  // with the levels above it
  [[nodiscard]] Result<void> remove(
      std::string_view name) const;  // not_allowed: INBOX; conflict: only a level above others
  [[nodiscard]] Result<void> rename(std::string_view from,
                                    std::string_view to) const;  // INBOX: RFC 3501 6.3.5
  [[nodiscard]] Result<void> subscribe(std::string_view name, bool on) const;
  [[nodiscard]] Result<std::vector<std::string>> subscriptions() const;

 private:
  [[nodiscard]] Result<void> rename_tree(std::string_view from, std::string_view to) const;
  std::filesystem::path root_;
};

}  // namespace gatehouse::mailbox
