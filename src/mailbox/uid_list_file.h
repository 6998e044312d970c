// The UID list of one folder as it is on the disk: lines are appended and synced, and when they are
// more than the half of the file it is written anew. The folder's lock is held for every call.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "mailbox/disk.h"
#include "mailbox/uid_list.h"

namespace gatehouse::mailbox {

class UidListFile {
 public:
  explicit UidListFile(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Takes in what others have written since the last time. A file that is not there, or that cannot
  // be read (it is set aside as `gatehouse-uids.damaged`), gives an empty list, saved, with a
  // UIDVALIDITY never used in this account. conflict: the UIDVALIDITY is another than before.
  [[nodiscard]] Result<void> read();
  [[nodiscard]] const UidList& list() const { return list_; }
  // To be changed after read() only.
  [[nodiscard]] UidList& list() { return list_; }
  // The changes are on the disk; UIDs, mod-sequences and keywords also after a loss of power. After
  // an error the list is read anew next time.
  [[nodiscard]] Result<void> write();

 private:
  [[nodiscard]] std::filesystem::path path() const { return directory_ / "gatehouse-uids"; }
  [[nodiscard]] Result<bool> read_further();
  [[nodiscard]] Result<void> read_all();
  [[nodiscard]] Result<void> begin_anew();
  [[nodiscard]] Result<void> append();
  [[nodiscard]] Result<void> write_all_of_it();
  void take(UidList list);

  struct Lasting {
    Uid next = 0;
    ModSeq highest = 0;
    std::size_t keywords = 0;
    bool operator==(const Lasting&) const = default;
  };
  [[nodiscard]] Lasting lasting() const {
    return {list_.next(), list_.highest(), list_.keywords().size()};
  }

  std::filesystem::path directory_;
  UidList list_;
  std::string beginning_;         // of the file read last; another one begins otherwise
  std::uint64_t read_to_ = 0;     // whole lines up to here are in the list; 0: read all
  std::uint64_t written_at_ = 0;  // size when it was written as a whole
  Lasting synced_;
  bool is_old_ = false;  // format 1
};

}  // namespace gatehouse::mailbox
