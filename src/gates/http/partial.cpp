#include "gates/http/partial.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::gates::http {
namespace {

constexpr std::string_view unit = "bytes=";

// RFC 9110, section 13.1.2: compared weakly.
bool lists(std::string_view field, std::string_view tag) {
  for (auto one : split(field, ',')) {
    one = trimmed(one);
    if (one == "*") return true;
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == tag) return true;
  }
  return false;
}

std::variant<Whole, Part, NoSuchPart> last_bytes(std::string_view count, std::uint64_t size) {
  const auto wanted = to_number<std::uint64_t>(count);
  if (!wanted) return Whole{};
  const auto length = std::min(*wanted, size);
  if (length == 0) return NoSuchPart{};
  return Part{size - length, length};
}

}  // namespace

bool is_unchanged(const Request& request, const Validators& now) {
  if (const auto* tags = request.field("if-none-match")) return lists(*tags, now.tag);
  const auto* since = request.field("if-modified-since");
  return since != nullptr && trimmed(*since) == now.modified;
}

std::variant<Whole, Part, NoSuchPart> part_asked_for(const Request& request, const Validators& now,
                                                     std::uint64_t size) {
  const auto* field = request.field("range");
  if (field == nullptr) return Whole{};
  if (const auto* state = request.field("if-range"))
    if (*state != now.tag && *state != now.modified) return Whole{};
  std::string_view text = *field;
  if (!same_but_case(text.substr(0, unit.size()), unit)) return Whole{};
  text = trimmed(text.substr(unit.size()));
  const auto dash = text.find('-');
  if (dash == text.npos) return Whole{};
  if (dash == 0) return last_bytes(text.substr(1), size);
  const auto first = to_number<std::uint64_t>(text.substr(0, dash));
  const auto end = text.substr(dash + 1);
  const auto last = end.empty() ? std::optional(UINT64_MAX) : to_number<std::uint64_t>(end);
  if (!first || !last || *last < *first) return Whole{};
  if (*first >= size) return NoSuchPart{};
  return Part{*first, std::min(*last, size - 1) - *first + 1};
}

}  // namespace gatehouse::gates::http
