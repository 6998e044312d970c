// The address lists of the guide: one entry a line, each an address, a range `a-b` with both ends,
// or `address/mask` whose low bits are zero; `!` in front takes away from what the lines before it
// made; `;` opens a comment. Lines end with a line feed, or with \e where a list stands in one
// line.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace gatehouse {

class AddressList {
 public:
  static constexpr std::size_t longest_text = 65536;
  static constexpr std::size_t most_entries = 2000;

  // malformed: the detail names the line; too_long: over a limit. Names of other lists (#name) are
  // malformed here. A text of comments only makes an empty list.
  [[nodiscard]] static Result<AddressList> parse(std::string_view text);

  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    IpAddress first;
    IpAddress last;
    bool removes = false;
  };
  [[nodiscard]] static std::optional<Entry> read_entry(std::string_view text);
  [[nodiscard]] static std::optional<Entry> read_masked(std::string_view text);
  [[nodiscard]] static std::optional<Entry> read_range(std::string_view text);

  std::vector<Entry> entries_;
};

}  // namespace gatehouse
