#include "base/address_list.h"

#include <algorithm>
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

}  // namespace

Result<AddressList> AddressList::parse(std::string_view text) {
  if (text.size() > longest_text) return fail(ErrorCode::too_long, "an endless address list");
  AddressList list;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto line = without_comment(take_line(text));
    if (line.empty()) continue;
    if (list.entries_.size() == most_entries)
      return fail(ErrorCode::too_long, "an address list of more than 2000 entries");
    const bool removes = line.starts_with('!');
    auto entry = read_entry(trimmed(line.substr(removes ? 1 : 0)));
    if (!entry)
      return fail(ErrorCode::malformed,
                  "line " + std::to_string(number) +
                      ": expected an address, a range a-b, or address/mask with zeros behind it");
    entry->removes = removes;
    list.entries_.push_back(*entry);
  }
  return list;
}

std::optional<AddressList::Entry> AddressList::read_entry(std::string_view text) {
  if (text.contains('/')) return read_masked(text);
  if (text.contains('-')) return read_range(text);
  const auto address = IpAddress::parse(text);
  if (!address) return std::nullopt;
  return Entry{*address, *address};
}

std::optional<AddressList::Entry> AddressList::read_masked(std::string_view text) {
  const auto first = IpAddress::parse(trimmed(take_until(text, '/')));
  const auto mask = to_number<unsigned>(trimmed(text));
  if (!first || !mask) return std::nullopt;
  const auto before = first->is_v4() ? bits_before_v4 : 0;
  if (*mask < 1 || *mask > address_bits - before) return std::nullopt;
  Entry entry{*first, *first};
  for (auto at = before + *mask; at < address_bits; ++at) {
    if (has_bit(entry.first, at)) return std::nullopt;
    set_bit(entry.last, at);
  }
  return entry;
}

std::optional<AddressList::Entry> AddressList::read_range(std::string_view text) {
  const auto first = IpAddress::parse(trimmed(take_until(text, '-')));
  const auto last = IpAddress::parse(trimmed(text));
  if (!first || !last || first->is_v4() != last->is_v4() || *last < *first) return std::nullopt;
  return Entry{*first, *last};
}

// The last line that speaks of an address decides. IPv4 is its own world: ::/1 has none of it.
bool AddressList::contains(const IpAddress& address) const {
  const auto speaks_of = [&](const Entry& entry) {
    return entry.first.is_v4() == address.is_v4() && entry.first <= address &&
           address <= entry.last;
  };
  const auto last = std::find_if(entries_.rbegin(), entries_.rend(), speaks_of);
  return last != entries_.rend() && !last->removes;
}

}  // namespace gatehouse
