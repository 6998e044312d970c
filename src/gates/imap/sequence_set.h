// Sets of message numbers or UIDs as clients write them: "1,3:5,*" (RFC 3501, section 9,
// sequence-set).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::imap {

struct Range {
  std::uint32_t first;
  std::uint32_t last;  // first <= last
  bool operator==(const Range&) const = default;
};

class SequenceSet {
 public:
  [[nodiscard]] static std::optional<SequenceSet> parse(std::string_view text);

  // "$": the messages the last SEARCH saved (RFC 5182, section 2.1). ranges() knows nothing of
  // them.
  [[nodiscard]] bool is_saved() const { return saved_; }
  // What it stands for when `largest` is the largest number in use: sorted, without overlaps.
  // RFC 3501, section 6.4.8: "*" is the largest number, whichever side it is written on.
  [[nodiscard]] std::vector<Range> ranges(std::uint32_t largest) const;

 private:
  static constexpr std::uint32_t star = 0;
  std::vector<Range> parts_;  // as written; star for "*"
  bool saved_ = false;
};

[[nodiscard]] bool contains(const std::vector<Range>& ranges, std::uint32_t number);
// Ascending numbers in the short form: "1:3,7".
[[nodiscard]] std::string text_of(const std::vector<std::uint32_t>& numbers);

}  // namespace gatehouse::gates::imap
