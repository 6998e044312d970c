// One open mailbox: a Maildir with lasting UIDs (RFC 3501, 2.3.1.1). Several sessions and an
// outside deliverer may have it open at once. Every call may block: gates go through net::Offload.
// One Folder is used by one session at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mailbox/flag_rights.h"
#include "mailbox/message.h"

namespace gatehouse::mailbox {

enum class Access {
  read_write,  // new messages become this session's \Recent ones
  read_only    // they stay new for the next session (EXAMINE, STATUS)
};
enum class FlagChange { replace, add, remove };

class Folder {
 public:
  // not_found: there is no Maildir at `directory`. A lost or damaged UID list is made anew, with
  // another UIDVALIDITY.
  [[nodiscard]] static Result<std::unique_ptr<Folder>> open(const std::filesystem::path& directory,
                                                            Access access = Access::read_write);
  virtual ~Folder() = default;

  [[nodiscard]] virtual std::uint32_t uid_validity() const = 0;
  [[nodiscard]] virtual Uid uid_next() const = 0;
  // As of the last refresh(), in UID order. Stays the same between two refreshes but for this
  // session's own change_flags().
  [[nodiscard]] virtual const std::vector<Message>& messages() const = 0;
  // Looks at the disk again. Messages that are gone disappear, new ones get UIDs, flags follow.
  [[nodiscard]] virtual Result<void> refresh() = 0;
  // A cheap look whether refresh() would find anything (folder time stamps).
  [[nodiscard]] virtual bool changed() const = 0;

  // The whole message with CRLF line ends. not_found: it was expunged by somebody else.
  [[nodiscard]] virtual Result<std::string> content(Uid uid) const = 0;
  // The keywords this folder knows, and whether it can learn more (at most 26).
  [[nodiscard]] virtual std::vector<std::string> keywords() const = 0;
  // Changes made by others in between are kept. Gives the flags as they are now.
  // not_found: the message is gone; too_long: no room for another keyword.
  [[nodiscard]] virtual Result<Flags> change_flags(Uid uid, FlagChange how, const Flags& flags) = 0;
  [[nodiscard]] Result<void> set_flags(Uid uid, const Flags& flags) {
    const auto changed = change_flags(uid, FlagChange::replace, flags);
    return changed ? Result<void>{} : std::unexpected(changed.error());
  }
  // What is already gone is no error. messages() follows at the next refresh().
  [[nodiscard]] virtual Result<void> expunge(const std::vector<Uid>& uids) = 0;
  // Into the Maildir at `target`, flags and times kept: all of them or none (RFC 3501, 6.4.7).
  struct Copies {
    std::uint32_t uid_validity = 0;
    std::vector<Uid> uids;  // in the order asked for
  };
  // `kept`: the flags that the copies may have.
  [[nodiscard]] virtual Result<Copies> copy_to(const std::filesystem::path& target,
                                               const std::vector<Uid>& uids, FlagRights kept) = 0;
  [[nodiscard]] Result<Copies> copy_to(const std::filesystem::path& target,
                                       const std::vector<Uid>& uids) {
    return copy_to(target, uids, {});
  }
};

}  // namespace gatehouse::mailbox
