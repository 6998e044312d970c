// Putting a message into a mailbox: written to tmp/, synced, moved to new/ and the folder synced
// before it is acknowledged. What is not committed leaves no trace.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "mailbox/message.h"

namespace gatehouse::mailbox {

class Delivery {
 public:
  // Into the Maildir at `directory`, which must exist. Every call may block.
  [[nodiscard]] static Result<std::unique_ptr<Delivery>> begin(
      const std::filesystem::path& directory);
  virtual ~Delivery() = default;  // drops what was not committed

  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;  // CRLF line ends
  // Arrivals by SMTP have no UID until somebody opens the folder; APPEND and COPY need it at once.
  struct Placed {
    std::uint32_t uid_validity;
    Uid uid;
  };
  [[nodiscard]] virtual Result<void> commit() = 0;  // at most one of these two, once
  [[nodiscard]] virtual Result<Placed> commit_with_uid(const Flags& flags, Time received) = 0;
};

}  // namespace gatehouse::mailbox
