// One open mailbox: a Maildir with lasting UIDs (RFC 3501, 2.3.1.1). Several sessions and an
// outside deliverer may have it open at once. Every call may block: gates go through net::Offload.
// One Folder is used by one session at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
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
  // another UIDVALIDITY. Nothing is read but the list when the folders say that it holds all.
  [[nodiscard]] static Result<std::unique_ptr<Folder>> open(const std::filesystem::path& directory,
                                                            Access access = Access::read_write);
  virtual ~Folder() = default;

  [[nodiscard]] virtual std::uint32_t uid_validity() const = 0;
  [[nodiscard]] virtual Uid uid_next() const = 0;
  // RFC 7162: HIGHESTMODSEQ. Changes made from now on get larger ones, also after a crash.
  [[nodiscard]] virtual ModSeq highest() const = 0;
  // RFC 8474: MAILBOXID, the same under another name; EMAILID, the same in another mailbox.
  [[nodiscard]] virtual const std::string& id() const = 0;
  [[nodiscard]] virtual std::string email_id(Uid uid) const = 0;  // empty: there is no such message

  // In UID order. Every call below but changed(), content() and header() may bring in what others
  // did; references end with it.
  [[nodiscard]] virtual const std::vector<Message>& messages() const = 0;
  // Grows with all that is brought in or changed.
  [[nodiscard]] virtual std::uint64_t revision() const = 0;
  // Ascending; nullopt: no longer known, anything below uid_next() that is not there may have.
  [[nodiscard]] virtual std::optional<std::vector<UidRange>> vanished_since(ModSeq since) const = 0;
  // Looks at the disk again. Messages that are gone disappear, new ones get UIDs, flags follow.
  // not_found: the mailbox is gone; conflict: its UIDVALIDITY is another now.
  [[nodiscard]] virtual Result<void> refresh() = 0;
  // A cheap look whether refresh() would find anything (folder time stamps).
  [[nodiscard]] virtual bool changed() const = 0;

  // The whole message with CRLF line ends. not_found: it was expunged by somebody else.
  [[nodiscard]] virtual Result<std::string> content(Uid uid) const = 0;
  // What content() begins with, to the empty line and with it; no more of the file is read than a
  // few kilobytes after that. Without an empty line it is all.
  [[nodiscard]] virtual Result<std::string> header(Uid uid) const = 0;
  // The keywords this folder knows, and whether it can learn more (at most 26).
  [[nodiscard]] virtual std::vector<std::string> keywords() const = 0;

  struct FlagRequest {
    FlagChange how;
    Flags flags;
    std::optional<ModSeq> unchanged_since{};  // RFC 7162, section 3.1.3
    FlagRights rights{};                      // others are left as they are
  };
  struct FlagOutcome {
    std::vector<Uid> gone;      // expunged by somebody else
    std::vector<Uid> modified;  // changed since, and left as they were
  };
  // Changes made by others in between are kept; what really changes gets one new mod-sequence.
  // too_long: no room for another keyword.
  [[nodiscard]] virtual Result<FlagOutcome> change_flags(const std::vector<Uid>& uids,
                                                         const FlagRequest& request) = 0;
  // Of one message, with its flags as they are now. not_found: it is gone.
  [[nodiscard]] Result<Flags> change_flags(Uid uid, FlagChange how, const Flags& flags);
  [[nodiscard]] Result<void> set_flags(Uid uid, const Flags& flags) {
    const auto changed = change_flags(uid, FlagChange::replace, flags);
    return changed ? Result<void>{} : std::unexpected(changed.error());
  }
  // What is already gone is no error.
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
  // Likewise, and out of this one. Within a file system each message is always in exactly one of
  // the two, whoever looks and wherever it is interrupted; else it may be in both after a crash,
  // never in none. Those that somebody else expunges meanwhile are left out. Within one folder
  // they get new UIDs.
  struct Moves {
    std::uint32_t uid_validity = 0;
    std::vector<Uid> from{};  // in the order asked for
    std::vector<Uid> to{};    // of the target
  };
  [[nodiscard]] virtual Result<Moves> move_to(const std::filesystem::path& target,
                                              const std::vector<Uid>& uids, FlagRights kept) = 0;
};

// Where among `messages`, sorted as messages() are.
[[nodiscard]] const Message* find(const std::vector<Message>& messages, Uid uid);

}  // namespace gatehouse::mailbox
