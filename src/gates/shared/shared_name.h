// Names of other accounts' mailboxes: `~account/A/B`, `~account@domain/A/B`. `~account` is the
// level above them and no mailbox.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates {

constexpr char shared_mark = '~';

struct SharedName {
  std::string account;  // as the client wrote it
  std::string mailbox;  // empty: the level above all of them
  bool operator==(const SharedName&) const = default;
};

[[nodiscard]] std::optional<SharedName> shared_name(std::string_view name);  // nullopt: one's own

}  // namespace gatehouse::gates
