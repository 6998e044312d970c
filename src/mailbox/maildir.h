// The Maildir behind mailbox::Folder.
//
// Every rename and every look at the whole folder is made under the folder's lock, so that no
// session of ours misses a file that another is renaming. Programs that know nothing of the lock
// may deliver, rename and delete at any time.
//
// The list says of which folder stamps it was true. Before a look at a folder its stamp is made one
// that no later change can have; so a change is never missed. Our own change of cur/ carries its
// stamp on, though somebody else's may hide in the same instant: such a stamp is believed for some
// seconds only. new/ is never believed after our own changes: it is small.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mailbox/folder.h"
#include "mailbox/scan.h"
#include "mailbox/uid_list_file.h"

namespace gatehouse::mailbox {

// What of the folders the list may not be true of any more.
enum class Stale { nothing, arrivals, everything };
[[nodiscard]] Stale what_is_stale(const UidList& list, const std::filesystem::path& directory);

class Maildir final : public Folder {
 public:
  Maildir(const std::filesystem::path& directory, Access access)
      : directory_(directory), access_(access), file_(directory) {}

  [[nodiscard]] std::uint32_t uid_validity() const override { return list().validity(); }
  [[nodiscard]] Uid uid_next() const override { return list().next(); }
  [[nodiscard]] ModSeq highest() const override { return list().highest(); }
  [[nodiscard]] const std::string& id() const override { return list().id(); }
  [[nodiscard]] std::string email_id(Uid uid) const override;
  [[nodiscard]] const std::vector<Message>& messages() const override { return list().messages(); }
  [[nodiscard]] std::uint64_t revision() const override { return revision_; }
  [[nodiscard]] std::optional<std::vector<UidRange>> vanished_since(ModSeq since) const override {
    return list().vanished_since(since);
  }
  [[nodiscard]] std::vector<std::string> keywords() const override { return list().keywords(); }
  [[nodiscard]] Result<void> refresh() override;
  [[nodiscard]] bool changed() const override {
    return what_is_stale(list(), directory_) != Stale::nothing;
  }
  [[nodiscard]] Result<std::string> content(Uid uid) const override;
  [[nodiscard]] Result<std::string> header(Uid uid) const override;
  using Folder::change_flags;
  [[nodiscard]] Result<FlagOutcome> change_flags(const std::vector<Uid>& uids,
                                                 const FlagRequest& request) override;
  [[nodiscard]] Result<void> expunge(const std::vector<Uid>& uids) override;
  [[nodiscard]] Result<Copies> copy_to(const std::filesystem::path& target,
                                       const std::vector<Uid>& uids, FlagRights kept) override;
  [[nodiscard]] Result<Moves> move_to(const std::filesystem::path& target,
                                      const std::vector<Uid>& uids, FlagRights kept) override;

 private:
  [[nodiscard]] const UidList& list() const { return file_.list(); }
  // Reads what others wrote, and when the folders say so, looks at them. The lock is held.
  [[nodiscard]] Result<void> catch_up();
  [[nodiscard]] Result<void> look_at_folders(Stale what);
  [[nodiscard]] Result<void> number_arrivals(const std::vector<FoundFile>& arrivals);
  [[nodiscard]] Result<void> take_arrivals();
  [[nodiscard]] Result<void> change_one(std::size_t index, const FlagRequest& request);
  // To be called before and after changes of cur/.
  [[nodiscard]] bool knows_current() const;
  void carry_stamp_on(bool knew_current);
  using Sending = std::function<Result<void>(const std::filesystem::path&, const Message&)>;
  [[nodiscard]] Result<void> each_of(const std::vector<Uid>& uids, FlagRights kept,
                                     const Sending& send);
  using Taking = std::function<Result<void>(const std::filesystem::path&)>;
  [[nodiscard]] Result<void> hand_over(Uid uid, const Taking& take) const;
  [[nodiscard]] Result<void> forget(std::vector<Uid> uids, bool knew_current);
  [[nodiscard]] Result<Moves> move_within(const std::vector<Uid>& uids, FlagRights kept);
  using Read = Result<std::string> (*)(const std::filesystem::path&);
  [[nodiscard]] Result<std::string> read(Uid uid, Read how) const;
  // The file of `uid`; others' renames are followed.
  [[nodiscard]] Result<std::filesystem::path> path_of(Uid uid) const;

  std::filesystem::path directory_;
  Access access_;
  UidListFile file_;
  std::uint64_t revision_ = 0;
};

}  // namespace gatehouse::mailbox
