// One open mailbox: a Maildir with lasting UIDs (RFC 3501, 2.3.1.1). Several sessions and an outside
// deliverer may have it open at once. Every call may block: gates go through net::Offload.
// One Folder is used by one session at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mailbox/message.h"

namespace gatehouse::mailbox {

class Folder {
 public:
  // not_found: there is no Maildir at `directory`. damaged: the UID list cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<Folder>> open(const std::filesystem::path& directory);
  virtual ~Folder() = default;

  [[nodiscard]] virtual std::uint32_t uid_validity() const = 0;
  [[nodiscard]] virtual Uid uid_next() const = 0;
  // As of the last refresh(), in UID order. Stays the same between two refreshes but for this
  // session's own set_flags().
  [[nodiscard]] virtual const std::vector<Message>& messages() const = 0;
  // Looks at the disk again. Messages that are gone disappear, new ones get UIDs, flags follow.
  [[nodiscard]] virtual Result<void> refresh() = 0;
  // A cheap look whether refresh() would find anything (folder time stamps).
  [[nodiscard]] virtual bool changed() const = 0;

  // The whole message with CRLF line ends. not_found: it was expunged by somebody else.
  [[nodiscard]] virtual Result<std::string> content(Uid uid) const = 0;
  [[nodiscard]] virtual Result<void> set_flags(Uid uid, const Flags& flags) = 0;
  [[nodiscard]] virtual Result<void> expunge(const std::vector<Uid>& uids) = 0;
};

}  // namespace gatehouse::mailbox
