#include "sasl/ntlm_message.h"

#include <algorithm>
#include <array>

#include "sasl/ntlm_bytes.h"

namespace gatehouse::sasl::ntlm {
namespace {

using namespace std::string_view_literals;

constexpr auto signature = "NTLMSSP\0"sv;
enum class Type : std::uint32_t { negotiate = 1, challenge = 2, authenticate = 3 };

constexpr std::size_t shortest_negotiate = 16;
constexpr std::size_t negotiate_header = 32;
constexpr std::size_t challenge_header = 56;
// Without the version and the integrity code, which came later.
constexpr std::size_t authenticate_header = 64;

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::malformed, "NTLM: " + std::move(detail));
}

bool is_of_type(std::string_view message, Type type, std::size_t least) {
  return message.size() >= least && message.starts_with(signature) &&
         number32(message, signature.size()) == static_cast<std::uint32_t>(type);
}

struct Field {
  std::size_t offset = 0;
  std::size_t size = 0;

  [[nodiscard]] std::size_t end() const { return offset + size; }
  [[nodiscard]] std::string_view of(std::string_view message) const {
    return message.substr(offset, size);
  }
};

// Length, room (of no use to us) and offset.
Field field_at(std::string_view message, std::size_t at) {
  return {number32(message, at + 4), number16(message, at)};
}

template <std::size_t count>
Result<void> fit(std::string_view message, std::size_t header, std::array<Field, count> fields) {
  std::ranges::sort(fields, {}, &Field::offset);
  std::size_t taken = header;
  for (const auto& field : fields) {
    if (field.offset > message.size() || field.size > message.size() - field.offset)
      return malformed("a field leaves the message");
    if (field.size == 0) continue;
    if (field.offset < taken) return malformed("fields overlap");
    taken = field.end();
  }
  return {};
}

std::string described(const std::string& content, std::size_t offset) {
  const auto size = bytes_of(static_cast<std::uint16_t>(content.size()));
  return size + size + bytes_of(static_cast<std::uint32_t>(offset));
}

}  // namespace

Result<Negotiate> read_negotiate(std::string_view message) {
  if (!is_of_type(message, Type::negotiate, shortest_negotiate))
    return malformed("not a NEGOTIATE message");
  const Negotiate negotiate{number32(message, 12)};
  if ((negotiate.flags & (flag::unicode | flag::oem)) == 0) return malformed("no character set");
  if (message.size() == shortest_negotiate) return negotiate;
  if (message.size() < negotiate_header) return malformed("NEGOTIATE message cut short");
  // Fields that the flags do not speak of may hold anything.
  const bool has_domain = (negotiate.flags & flag::domain_supplied) != 0;
  const bool has_workstation = (negotiate.flags & flag::workstation_supplied) != 0;
  const auto domain = has_domain ? field_at(message, 16) : Field{};
  const auto workstation = has_workstation ? field_at(message, 24) : Field{};
  if (auto good = fit(message, negotiate_header, std::array{domain, workstation}); !good)
    return std::unexpected(std::move(good.error()));
  return negotiate;
}

Result<Authenticate> read_authenticate(std::string_view message) {
  if (!is_of_type(message, Type::authenticate, authenticate_header))
    return malformed("not an AUTHENTICATE message");
  const auto lm = field_at(message, 12);
  const auto nt = field_at(message, 20);
  const auto domain = field_at(message, 28);
  const auto user = field_at(message, 36);
  const auto workstation = field_at(message, 44);
  const auto key = field_at(message, 52);
  const std::array fields{lm, nt, domain, user, workstation, key};
  if (auto good = fit(message, authenticate_header, fields); !good)
    return std::unexpected(std::move(good.error()));
  const bool has_mic =
      message.size() >= mic_at + mic_size && std::ranges::all_of(fields, [](const Field& field) {
        return field.size == 0 || field.offset >= mic_at + mic_size;
      });
  return Authenticate{.lm_response = lm.of(message),
                      .nt_response = nt.of(message),
                      .domain = domain.of(message),
                      .user = user.of(message),
                      .session_key = key.of(message),
                      .flags = number32(message, 60),
                      .mic = has_mic ? message.substr(mic_at, mic_size) : std::string_view{}};
}

std::string write_challenge(const ChallengeParts& parts) {
  std::string message(signature);
  message += bytes_of(static_cast<std::uint32_t>(Type::challenge));
  message += described(parts.target_name, challenge_header);
  message += bytes_of(parts.flags);
  message += parts.server_challenge;
  message += std::string(8, '\0');
  message += described(parts.target_info, challenge_header + parts.target_name.size());
  message += std::string(8, '\0');  // the version, which the flags do not speak of
  return message + parts.target_name + parts.target_info;
}

}  // namespace gatehouse::sasl::ntlm
