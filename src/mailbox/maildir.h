// The Maildir behind mailbox::Folder.
//
// Every rename and every look at the whole folder is made under the folder's lock, so that no
// session of ours misses a file that another is renaming. Programs that know nothing of the lock
// may deliver, rename and delete at any time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mailbox/folder.h"
#include "mailbox/scan.h"
#include "mailbox/uid_list.h"

namespace gatehouse::mailbox {

class Maildir final : public Folder {
 public:
  Maildir(std::filesystem::path directory, Access access)
      : directory_(std::move(directory)), access_(access) {}

  [[nodiscard]] std::uint32_t uid_validity() const override { return list_.validity; }
  [[nodiscard]] Uid uid_next() const override { return list_.next; }
  [[nodiscard]] const std::vector<Message>& messages() const override { return messages_; }
  [[nodiscard]] std::vector<std::string> keywords() const override { return list_.keywords; }
  [[nodiscard]] Result<void> refresh() override;
  [[nodiscard]] bool changed() const override;
  [[nodiscard]] Result<std::string> content(Uid uid) const override;
  [[nodiscard]] Result<Flags> change_flags(Uid uid, FlagChange how, const Flags& flags) override;
  [[nodiscard]] Result<void> expunge(const std::vector<Uid>& uids) override;
  [[nodiscard]] Result<Copies> copy_to(const std::filesystem::path& target,
                                       const std::vector<Uid>& uids, FlagRights kept) override;

 private:
  struct Stamps {
    std::int64_t arrivals = 0;  // last change of new/
    std::int64_t current = 0;   // last change of cur/
    bool settled = false;       // so old that another change would show
  };
  [[nodiscard]] Result<Stamps> stamps() const;
  [[nodiscard]] Result<FoundFiles> scan_surely() const;
  [[nodiscard]] Result<void> number_arrivals(const FoundFiles& found);
  [[nodiscard]] Result<void> take_arrivals(FoundFiles& found) const;
  void rebuild(const FoundFiles& found);
  [[nodiscard]] const Message* message(Uid uid) const;
  // The file of `uid` inside the Maildir, others' renames followed.
  [[nodiscard]] Result<std::string> file_now(Uid uid) const;
  [[nodiscard]] Result<void> learn(const std::vector<std::string>& keywords);

  std::filesystem::path directory_;
  Access access_;
  UidList list_;
  std::vector<Message> messages_;
  Stamps seen_;
};

}  // namespace gatehouse::mailbox
