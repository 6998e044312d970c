// Where a client's path leads. "/" is the outermost folder of the account that is logged in;
// "/~joe/A", "/~joe@other.test/A" are another account's, as shared mailboxes are named; "~" alone
// is one's own. Pure: ".." is taken away here and never reaches the disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::ftp {

constexpr char shared_mark = '~';

// Levels from "/" on; each is possible (storage/names.h), the first may be "~account".
using Path = std::vector<std::string>;

// `argument` seen from `from`. nullopt: nothing can be there.
[[nodiscard]] std::optional<Path> resolved(const Path& from, std::string_view argument);
[[nodiscard]] std::string text_of(const Path& path);  // "/A/B"

struct Address {
  std::string account;  // as the client wrote it; empty: one's own
  std::string name;     // inside the account
  bool operator==(const Address&) const = default;
};
[[nodiscard]] Address address_of(const Path& path);
// Of the folder that it is in. `path` is not the outermost folder of an account.
[[nodiscard]] bool is_outermost(const Path& path);

// RFC 959, appendix II: quotes are doubled inside quotes.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace gatehouse::gates::ftp
