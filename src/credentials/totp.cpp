#include "credentials/totp.h"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "base/text.h"

namespace gatehouse::credentials {
namespace {

constexpr std::chrono::seconds step_length{30};
constexpr std::size_t longest_code = 9;  // with the zero behind it

bool library_is_ready() {
  static const bool ready = oath_init() == OATH_OK;
  return ready;
}

// RFC 3986, section 2.3.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = is_letter(c) || is_digit(c) || std::string_view("-._~").contains(c);
    out += plain ? std::string(1, c) : "%" + upper_case(to_hex({&c, 1}));
  }
  return out;
}

}  // namespace

std::int64_t totp_step(Time now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / step_length;
}

Result<Secret> totp_code(std::string_view secret, std::int64_t step, unsigned digits) {
  if (step < 0) return fail(ErrorCode::unavailable, "the clock stands before 1970");
  std::array<char, longest_code> code{};
  const bool made =
      library_is_ready() &&
      oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step), digits,
                         false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data()) == OATH_OK;
  if (!made) return fail(ErrorCode::unavailable, "no code could be computed");
  Secret result(code.data());
  wipe(code.data(), code.size());
  return result;
}

Result<Secret> typed_form(std::string_view secret) {
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(secret.data(), secret.size(), &text, &size) != OATH_OK)
    return fail(ErrorCode::unavailable, "no base32 could be written");
  const std::unique_ptr<char, decltype(&std::free)> held(text, &std::free);
  std::string_view typed(text, size);
  typed = typed.substr(0, typed.find('='));
  Secret result(typed);
  wipe(text, size);
  return result;
}

Secret otpauth_uri(std::string_view account, std::string_view issuer, std::string_view typed) {
  const auto from = percent_encoded(issuer);
  std::string uri = "otpauth://totp/" + from + ":" + percent_encoded(account) + "?secret=";
  uri.reserve(uri.size() + typed.size() + from.size() + 64);
  const WipeAtEnd wiped(uri);
  uri.append(typed).append("&issuer=").append(from).append("&algorithm=SHA1&digits=6&period=30");
  return Secret(uri);
}

}  // namespace gatehouse::credentials
