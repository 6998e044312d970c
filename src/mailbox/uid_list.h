// Which file has which UID: the text file `gatehouse-uids` in a Maildir.
//
//   gatehouse-uids 1
//   validity 1764547200
//   next 18
//   keyword $Forwarded            one line each; the first is letter `a` in file names
//   17 5120 1764547300 1764547299.M1P2Q3.host,S=5120,W=5120       uid, size, received, file base
//
// The file is read without a lock and replaced as a whole under the folder's lock. Size and time
// are kept here because a message never changes: an open folder need not look at each file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mailbox/message.h"

namespace gatehouse::mailbox {

struct UidList {
  struct Entry {
    Uid uid = 0;
    std::uint64_t size = 0;
    Time received;  // whole seconds
    std::string base;
    bool operator==(const Entry&) const = default;
  };
  std::uint32_t validity = 0;
  Uid next = 1;
  std::vector<std::string> keywords;  // in the order of their letters
  std::vector<Entry> entries;         // by UID
  bool operator==(const UidList&) const = default;

  // damaged: with the line number.
  [[nodiscard]] static Result<UidList> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  // The next UID for a new file. too_long: there are no more (RFC 3501, 2.3.1.1).
  [[nodiscard]] Result<Uid> add(std::uint64_t size, Time received, std::string base);
  // Gives every keyword a letter; true: the list has grown. too_long: there are no letters left.
  [[nodiscard]] Result<bool> know(const std::vector<std::string>& wanted);
};

// A list that is not there, or that cannot be read (it is set aside as `gatehouse-uids.damaged`),
// gives an empty one, saved, with a UIDVALIDITY never used in this account. The folder's lock is
// held.
[[nodiscard]] Result<UidList> load_uid_list(const std::filesystem::path& directory);
[[nodiscard]] Result<void> save_uid_list(const std::filesystem::path& directory,
                                         const UidList& list);

}  // namespace gatehouse::mailbox
