#include "directory/name.h"

#include <idn2.h>
#include <stringprep.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/secret.h"
#include "base/text.h"

namespace gatehouse::directory {
namespace {

constexpr std::size_t longest_account = 128;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_domain = 253;
constexpr std::size_t longest_login = 255;

std::unexpected<Error> malformed(const char* why) { return fail(ErrorCode::malformed, why); }

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
}

// nullopt: the profile prohibits it. `text` is UTF-8 without a zero byte.
std::optional<std::string> prepared(std::string_view text, const char* profile,
                                    Stringprep_profile_flags flags) {
  std::string terminated(text);
  const WipeAtEnd wiped(terminated);
  char* out = nullptr;
  if (::stringprep_profile(terminated.c_str(), &out, profile, flags) != STRINGPREP_OK)
    return std::nullopt;
  std::string result(out);
  wipe(out, result.size());
  std::free(out);  // NOLINT: it came from malloc
  return result;
}

std::optional<std::string> a_labels(std::string_view text) {
  const std::string terminated(text);
  std::uint8_t* out = nullptr;
  const auto* input = reinterpret_cast<const std::uint8_t*>(terminated.c_str());
  const int code = ::idn2_lookup_u8(input, &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  if (code != IDN2_OK) return std::nullopt;
  std::string result(reinterpret_cast<const char*>(out));
  ::idn2_free(out);
  return result;
}

bool is_label(std::string_view label) {
  const auto in_label = [](char c) { return (is_letter(c) || is_digit(c) || c == '-'); };
  return !label.empty() && label.size() <= longest_label && label.front() != '-' &&
         label.back() != '-' && std::ranges::all_of(label, in_label);
}

bool is_host(std::string_view name) {
  return name.size() <= longest_domain && std::ranges::all_of(split(name, '.'), is_label);
}

bool account_mark(char c) { return c == '.' || c == '-' || c == '_'; }

// RFC 5892: what a label of IDNA 2008 may hold is letters and digits of all scripts, and the marks
// they need; so each run between our own marks must be such a label.
bool is_letters_of_any_script(std::string_view name) {
  while (!name.empty()) {
    const auto end = std::min(name.find_first_of(".-_"), name.size());
    const auto run = name.substr(0, end);
    if (!is_ascii(run) && !a_labels(run)) return false;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return true;
}

bool is_account(std::string_view name) {
  const auto allowed = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || account_mark(c) ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  return !name.empty() && name.size() <= longest_account && name.front() != '.' &&
         name.back() != '.' && name.front() != '-' && std::ranges::all_of(name, allowed);
}

// RFC 4013 as a stored string, then the case folding of RFC 3454, table B.2.
std::optional<std::string> folded(std::string_view name) {
  const auto plain = prepared(name, "SASLprep", STRINGPREP_NO_UNASSIGNED);
  return plain ? prepared(*plain, "Nameprep", STRINGPREP_NO_UNASSIGNED) : std::nullopt;
}

}  // namespace

Result<std::string> canonical_account(std::string_view name) {
  if (name.empty() || name.size() > longest_login) return malformed("account name: length");
  if (is_ascii(name)) {
    auto lower = lower_case(name);
    if (!is_account(lower)) return malformed("account name: a symbol it cannot have");
    return lower;
  }
  if (!is_utf8(name) || has_control(name)) return malformed("account name: not UTF-8");
  auto once = folded(name);
  if (!once || folded(*once) != once) return malformed("account name: prohibited by SASLprep");
  if (!is_account(*once) || !is_letters_of_any_script(*once))
    return malformed("account name: a symbol it cannot have");
  return *std::move(once);
}

Result<std::string> canonical_domain(std::string_view name) {
  if (name.empty() || name.size() > longest_login) return malformed("domain name: length");
  if (has_control(name) || !is_utf8(name)) return malformed("domain name: not UTF-8");
  auto lower = lower_case(name);
  if (is_ascii(name) && !lower.contains("xn--")) {
    if (!is_host(lower)) return malformed("domain name: a symbol it cannot have");
    return lower;
  }
  auto once = a_labels(lower);
  if (!once || !is_host(*once) || a_labels(*once) != once)
    return malformed("domain name: not allowed by IDNA 2008");
  return *std::move(once);
}

Result<std::string> prepared_password(std::string_view password) {
  if (!is_utf8(password) || has_control(password))
    return malformed("password: not UTF-8, or a control character");
  if (is_ascii(password)) return std::string(password);
  // Unassigned code points pass, as in a query: an emoji newer than RFC 3454 is a good password.
  auto result = prepared(password, "SASLprep", static_cast<Stringprep_profile_flags>(0));
  if (!result) return malformed("password: prohibited by SASLprep");
  return *std::move(result);
}

Result<LoginName> parse_login(std::string_view text) {
  if (text.empty() || text.size() > longest_login) return malformed("login name: length");
  if (!is_utf8(text) || has_control(text)) return malformed("login name: not UTF-8 or a control");
  if (std::ranges::count(text, '$') > 1) return malformed("login name: two tags");

  // user%domain is for clients that cannot send an @.
  const char separator = text.contains('@') ? '@' : '%';
  if (std::ranges::count(text, separator) > 1) return malformed("login name: two domains");
  const auto at = text.find(separator);
  std::string_view user = text.substr(0, at);
  std::string_view domain = at == text.npos ? std::string_view() : text.substr(at + 1);
  std::string_view& tagged = domain.contains('$') ? domain : user;
  const bool has_tag = tagged.contains('$');
  const auto before_tag = take_until(tagged, '$');
  const auto tag = tagged;
  tagged = before_tag;

  LoginName name;
  auto account = canonical_account(user);
  if (!account) return std::unexpected(account.error());
  name.account = *std::move(account);
  if (at != text.npos) {
    auto canonical = canonical_domain(domain);
    if (!canonical) return std::unexpected(canonical.error());
    name.domain = *std::move(canonical);
  }
  if (has_tag) {
    auto canonical = canonical_account(tag);
    if (!canonical) return std::unexpected(canonical.error());
    name.tag = *std::move(canonical);
  }
  return name;
}

}  // namespace gatehouse::directory
