#include "password/crypt_cost.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace gatehouse::password {
namespace {

constexpr std::size_t longest_crypt_string = 384;  // CRYPT_OUTPUT_SIZE of libxcrypt
constexpr unsigned most_rounds = 1'000'000;
constexpr unsigned most_slow_rounds = 100'000;  // one round of sunmd5 is a long one
constexpr unsigned most_bcrypt_cost = 14;
constexpr unsigned most_memory_bits = 26;  // 64 MiB

// The value of a letter of crypt's own base64 alphabet, lowest first.
std::optional<unsigned> digit(char c) {
  constexpr std::string_view alphabet =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const auto at = alphabet.find(c);
  if (at == alphabet.npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

// Little-endian digits.
std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  for (std::size_t i = digits.size(); i-- > 0;) {
    const auto held = digit(digits[i]);
    if (!held) return std::nullopt;
    value = value << 6 | *held;
  }
  return value;
}

bool at_most(std::string_view decimal, unsigned most) {
  const auto value = to_number<unsigned>(decimal);
  return value && *value <= most;
}

bool always(std::string_view /*rest*/) { return true; }

bool sha_crypt(std::string_view rest) {
  constexpr std::string_view rounds = "rounds=";
  if (!rest.starts_with(rounds)) return true;
  rest.remove_prefix(rounds.size());
  return at_most(take_until(rest, '$'), most_rounds);
}

bool bcrypt(std::string_view rest) { return at_most(take_until(rest, '$'), most_bcrypt_cost); }

bool sha1_crypt(std::string_view rest) { return at_most(take_until(rest, '$'), most_rounds); }

bool sun_md5_rounds(std::string_view rest) {
  return at_most(take_until(rest, '$'), most_slow_rounds);
}

// Flavour, binary logarithm of N, r: one digit each in what crypt_gensalt writes. Anything longer
// asks for more than the usual cost.
bool yescrypt(std::string_view rest) {
  const auto parameters = take_until(rest, '$');
  if (parameters.size() != 3) return false;
  const auto flavour = digit(parameters[0]);
  const auto log_n = digit(parameters[1]);
  const auto r = digit(parameters[2]);
  if (!flavour || !log_n || !r || *flavour > 47 || *log_n > 47 || *r > 47) return false;
  // N = 2^(digit + 1), r = digit + 1, memory = 128 N r.
  return *log_n + 1 + 7 <= most_memory_bits &&
         (*r + 1) << (*log_n + 1) <= 1U << (most_memory_bits - 7);
}

// One digit of log N, five of r, five of p.
bool scrypt(std::string_view rest) {
  if (rest.size() < 11) return false;
  const auto log_n = digit(rest[0]);
  const auto r = number(rest.substr(1, 5));
  const auto p = number(rest.substr(6, 5));
  if (!log_n || !r || !p || *log_n + 7 > most_memory_bits || *r == 0 || *r > 64) return false;
  return *p <= 4 && *r << *log_n <= 1U << (most_memory_bits - 7);
}

// BSDI: four digits of the count.
bool extended_des(std::string_view rest) {
  const auto count = rest.size() < 4 ? std::nullopt : number(rest.substr(0, 4));
  return count && *count <= most_rounds;
}

struct Family {
  std::string_view prefix;
  bool (*affordable)(std::string_view rest);
  Traits traits{};
};

constexpr Traits fast_and_weak{.cheap = true, .weak = true};
constexpr Traits slow_but_weak{.weak = true};

constexpr std::array families{
    Family{"$1$", always, fast_and_weak},
    Family{"$2a$", bcrypt},
    Family{"$2b$", bcrypt},
    Family{"$2x$", bcrypt},
    Family{"$2y$", bcrypt},
    Family{"$3$", always, fast_and_weak},
    Family{"$5$", sha_crypt},
    Family{"$6$", sha_crypt},
    Family{"$7$", scrypt},
    Family{"$gy$", yescrypt},
    Family{"$md5$", always, slow_but_weak},
    Family{"$md5,rounds=", sun_md5_rounds, slow_but_weak},
    Family{"$sha1$", sha1_crypt},
    Family{"$y$", yescrypt},
    Family{"_", extended_des, slow_but_weak},
};

const Family* family_of(std::string_view crypt_string) {
  for (const auto& family : families)
    if (crypt_string.starts_with(family.prefix)) return &family;
  return nullptr;
}

// Two letters of salt, then eleven for each eight characters of the password: for the first eight
// in traditional DES, for up to sixteen times eight in bigcrypt.
struct DesForm {
  std::string_view name;
  Traits traits;
};
constexpr DesForm traditional{"DES", {.cheap = true, .weak = true, .first_eight_only = true}};
constexpr DesForm bigcrypt{"bigcrypt", fast_and_weak};

const DesForm* des_form(std::string_view crypt_string) {
  constexpr std::size_t salt = 2;
  constexpr std::size_t segment = 11;
  constexpr std::size_t most_segments = 16;
  const auto size = crypt_string.size();
  const bool whole = size > salt && (size - salt) % segment == 0;
  if (!whole || size > salt + most_segments * segment ||
      !std::ranges::all_of(crypt_string, [](char c) { return digit(c).has_value(); }))
    return nullptr;
  return size == salt + segment ? &traditional : &bigcrypt;
}

}  // namespace

bool affordable(std::string_view crypt_string) {
  if (crypt_string.empty() || crypt_string.size() >= longest_crypt_string) return false;
  const auto* family = family_of(crypt_string);
  if (family == nullptr) return des_form(crypt_string) != nullptr;
  return family->affordable(crypt_string.substr(family->prefix.size()));
}

Traits crypt_traits(std::string_view crypt_string) {
  if (const auto* family = family_of(crypt_string)) return family->traits;
  const auto* des = des_form(crypt_string);
  return des == nullptr ? Traits{} : des->traits;
}

std::string_view crypt_name(std::string_view crypt_string) {
  if (const auto* family = family_of(crypt_string)) return family->prefix;
  const auto* des = des_form(crypt_string);
  return des == nullptr ? "unknown" : des->name;
}

}  // namespace gatehouse::password
