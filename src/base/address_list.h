// The address lists of the guide: one entry a line, each an address, a range `a-b` with both ends,
// or `address/mask` whose low bits are zero; `!` in front takes away from what the lines before it
// made; `;` opens a comment. Lines end with a line feed, or with \e where a list stands in one
// line.
//
// What the lines say together is kept as sorted ranges, so that a question costs nanoseconds.
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
  [[nodiscard]] bool empty() const { return v4_.empty() && v6_.empty(); }  // no address is in it

  [[nodiscard]] static AddressList everybody();

 private:
  struct Range {  // both ends included
    IpAddress first;
    IpAddress last;
  };
  struct Entry {
    Range range;
    bool removes = false;
  };
  using Ranges = std::vector<Range>;  // sorted, apart from each other

  [[nodiscard]] static std::optional<Range> read_entry(std::string_view text);
  [[nodiscard]] static std::optional<Range> read_masked(std::string_view text);
  [[nodiscard]] static std::optional<Range> read_range(std::string_view text);
  [[nodiscard]] static Ranges settled(const std::vector<Entry>& entries);

  // IPv4 is its own world: ::/1 has none of it.
  Ranges v4_;
  Ranges v6_;
};

}  // namespace gatehouse
