#include "sasl/ntlm_target_info.h"

#include <optional>

#include "base/text.h"
#include "sasl/ntlm_bytes.h"
#include "sasl/ntlm_text.h"

namespace gatehouse::sasl::ntlm {
namespace {

enum class Id : std::uint16_t {
  end = 0,
  netbios_computer = 1,
  netbios_domain = 2,
  dns_computer = 3,
  dns_domain = 4,
  flags = 6,
  timestamp = 7,
  channel_bindings = 10
};

constexpr std::size_t longest_netbios_name = 15;
constexpr std::size_t bindings_size = 16;

struct Pair {
  std::uint16_t id;
  std::string_view value;
};

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::malformed, "NTLM: " + std::move(detail));
}

Result<Pair> take_pair(std::string_view& pairs) {
  if (pairs.size() < 4) return malformed("target information without an end");
  const auto id = number16(pairs, 0);
  const auto size = number16(pairs, 2);
  pairs.remove_prefix(4);
  if (size > pairs.size()) return malformed("a pair leaves the target information");
  const auto value = pairs.substr(0, size);
  pairs.remove_prefix(size);
  return Pair{id, value};
}

bool is(const Pair& pair, Id id) { return pair.id == static_cast<std::uint16_t>(id); }

std::string pair(Id id, std::string_view value) {
  return bytes_of(static_cast<std::uint16_t>(id)) +
         bytes_of(static_cast<std::uint16_t>(value.size())) + std::string(value);
}

std::string name(Id id, std::string_view utf8) { return pair(id, utf16_from_utf8(utf8)); }

// The last whole character that fits stays whole.
std::string netbios_name(std::string_view dns_name) {
  auto label = take_until(dns_name, '.').substr(0, longest_netbios_name);
  while (!is_utf8(label)) label.remove_suffix(1);
  return upper_case(label);
}

// Tenths of microseconds since 1601.
std::string file_time(Time time) {
  constexpr std::uint64_t epoch = 116'444'736'000'000'000;
  const auto ticks = static_cast<std::uint64_t>(time.time_since_epoch().count()) * 10'000;
  return bytes_of(epoch + ticks);
}

}  // namespace

Result<ClientInfo> read_client_info(std::string_view pairs) {
  std::optional<std::uint32_t> flags;
  std::optional<std::string_view> bindings;
  while (true) {
    const auto pair = take_pair(pairs);
    if (!pair) return std::unexpected(pair.error());
    if (is(*pair, Id::end)) break;
    if (is(*pair, Id::flags)) {
      if (flags || pair->value.size() != 4) return malformed("unusable flags");
      flags = number32(pair->value, 0);
    }
    if (is(*pair, Id::channel_bindings)) {
      if (bindings || pair->value.size() != bindings_size) return malformed("unusable bindings");
      bindings = pair->value;
    }
  }
  const bool bound = bindings && bindings->find_first_not_of('\0') != std::string_view::npos;
  return ClientInfo{flags.value_or(0), bound ? *bindings : std::string_view{}};
}

std::string write_server_info(const ServerInfo& info) {
  auto pairs = name(Id::netbios_domain, netbios_name(info.domain)) +
               name(Id::netbios_computer, netbios_name(info.host)) +
               name(Id::dns_domain, info.domain) + name(Id::dns_computer, info.host);
  if (info.now != Time{}) pairs += pair(Id::timestamp, file_time(info.now));
  return pairs + pair(Id::end, {});
}

}  // namespace gatehouse::sasl::ntlm
