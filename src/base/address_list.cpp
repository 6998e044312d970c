#include "base/address_list.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

#include "base/text.h"

namespace gatehouse {
namespace {

constexpr std::string_view end_of_line = "\\e";
constexpr std::size_t address_bits = 128;
constexpr std::size_t bits_before_v4 = 96;  // of an IPv4-mapped address

std::string_view take_line(std::string_view& text) {
  const auto written = text.find(end_of_line);
  if (written >= text.find('\n')) return take_until(text, '\n');
  const auto line = text.substr(0, written);
  text.remove_prefix(written + end_of_line.size());
  return line;
}

std::string_view without_comment(std::string_view line) {
  line = trimmed(line.substr(0, line.find(';')));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return trimmed(line);
}

bool has_bit(const IpAddress& address, std::size_t at) {
  return (address.bytes[at / 8] >> (7 - at % 8) & 1U) != 0;
}

void set_bit(IpAddress& address, std::size_t at) {
  address.bytes[at / 8] |= static_cast<std::uint8_t>(1U << (7 - at % 8));
}

IpAddress before(IpAddress address) {
  for (auto byte = address.bytes.rbegin(); byte != address.bytes.rend(); ++byte)
    if ((*byte)-- != 0) break;
  return address;
}

IpAddress after(IpAddress address) {
  for (auto byte = address.bytes.rbegin(); byte != address.bytes.rend(); ++byte)
    if (++*byte != 0) break;
  return address;
}

}  // namespace

Result<AddressList> AddressList::parse(std::string_view text) {
  if (text.size() > longest_text) return fail(ErrorCode::too_long, "an endless address list");
  std::vector<Entry> v4;
  std::vector<Entry> v6;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto line = without_comment(take_line(text));
    if (line.empty()) continue;
    if (v4.size() + v6.size() == most_entries)
      return fail(ErrorCode::too_long, "an address list of more than 2000 entries");
    const bool removes = line.starts_with('!');
    const auto range = read_entry(trimmed(line.substr(removes ? 1 : 0)));
    if (!range)
      return fail(ErrorCode::malformed,
                  "line " + std::to_string(number) +
                      ": expected an address, a range a-b, or address/mask with zeros behind it");
    (range->first.is_v4() ? v4 : v6).push_back({*range, removes});
  }
  AddressList list;
  list.v4_ = settled(v4);
  list.v6_ = settled(v6);
  return list;
}

AddressList AddressList::everybody() {
  AddressList list;
  list.v4_ = {{*IpAddress::parse("0.0.0.0"), *IpAddress::parse("255.255.255.255")}};
  list.v6_ = {
      {*IpAddress::parse("::"), *IpAddress::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")}};
  return list;
}

std::optional<AddressList::Range> AddressList::read_entry(std::string_view text) {
  if (text.contains('/')) return read_masked(text);
  if (text.contains('-')) return read_range(text);
  const auto address = IpAddress::parse(text);
  if (!address) return std::nullopt;
  return Range{*address, *address};
}

std::optional<AddressList::Range> AddressList::read_masked(std::string_view text) {
  const auto first = IpAddress::parse(trimmed(take_until(text, '/')));
  const auto mask = to_number<unsigned>(trimmed(text));
  if (!first || !mask) return std::nullopt;
  const auto before = first->is_v4() ? bits_before_v4 : 0;
  if (*mask < 1 || *mask > address_bits - before) return std::nullopt;
  Range range{*first, *first};
  for (auto at = before + *mask; at < address_bits; ++at) {
    if (has_bit(range.first, at)) return std::nullopt;
    set_bit(range.last, at);
  }
  return range;
}

std::optional<AddressList::Range> AddressList::read_range(std::string_view text) {
  const auto first = IpAddress::parse(trimmed(take_until(text, '-')));
  const auto last = IpAddress::parse(trimmed(text));
  if (!first || !last || first->is_v4() != last->is_v4() || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

// The last line that speaks of an address decides: each cuts its place out of what was before.
AddressList::Ranges AddressList::settled(const std::vector<Entry>& entries) {
  std::map<IpAddress, IpAddress> ends;  // by the first address of each range
  for (const auto& [range, removes] : entries) {
    auto at = ends.upper_bound(range.first);
    if (at != ends.begin()) --at;
    while (at != ends.end() && at->first <= range.last) {
      const auto [first, last] = *at;
      if (last < range.first) {
        ++at;
        continue;
      }
      at = ends.erase(at);
      if (first < range.first) ends.emplace(first, before(range.first));
      if (range.last < last) ends.emplace(after(range.last), last);
    }
    if (!removes) ends.emplace(range.first, range.last);
  }
  Ranges ranges;
  for (const auto& [first, last] : ends) ranges.push_back({first, last});
  return ranges;
}

bool AddressList::contains(const IpAddress& address) const {
  const auto& ranges = address.is_v4() ? v4_ : v6_;
  const auto behind = std::ranges::upper_bound(ranges, address, {}, &Range::first);
  return behind != ranges.begin() && address <= std::prev(behind)->last;
}

}  // namespace gatehouse
