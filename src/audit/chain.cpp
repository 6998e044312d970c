#include "audit/chain.h"

#include <array>
#include <cstdio>

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"

namespace gatehouse::audit {
namespace {

constexpr std::size_t mac_size = 64;  // hexadecimal digits

std::string joined(std::string_view one, char between, std::string_view other) {
  std::string text;
  text.reserve(one.size() + 1 + other.size());
  return text.append(one).append(1, between).append(other);
}

}  // namespace

Head Chain::start() { return {0, std::string(mac_size, '0')}; }

std::string Chain::mac(std::string_view previous, std::string_view body) const {
  const auto bytes =
      crypto::hmac(crypto::Hash::sha256, key_.reveal(), joined(previous, '\n', body));
  return to_hex(bytes);
}

std::string Chain::signed_head(const Head& head) const {
  std::array<char, 24> id{};
  std::snprintf(id.data(), id.size(), "%020llu", static_cast<unsigned long long>(head.id));
  const auto text = joined(id.data(), ' ', head.mac);
  return joined(text, ' ', mac("head", text)) + "\n";
}

std::optional<Head> Chain::read_head(std::string_view text) const {
  const auto line = parts_of(take_until(text, '\n'));
  if (!line || !crypto::equal_in_constant_time(mac("head", line->body), line->mac))
    return std::nullopt;
  auto rest = line->body;
  const auto id = to_number<Id>(take_until(rest, ' '));
  if (!id) return std::nullopt;
  return Head{*id, std::string(rest)};
}

std::optional<Line> parts_of(std::string_view line) {
  if (line.size() < mac_size + 2) return std::nullopt;
  const auto at = line.size() - mac_size;
  if (line[at - 1] != ' ') return std::nullopt;
  return Line{line.substr(0, at - 1), line.substr(at)};
}

}  // namespace gatehouse::audit
