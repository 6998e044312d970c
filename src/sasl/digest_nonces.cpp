#include "sasl/digest_nonces.h"

#include <algorithm>

#include "base/base64.h"
#include "crypto/compare.h"
#include "crypto/digest.h"

namespace gatehouse::sasl {
namespace {

constexpr std::size_t time_size = 6;
constexpr std::size_t serial_size = 8;
constexpr std::size_t code_size = 16;
constexpr std::uint32_t window = 64;  // requests that overtake each other

std::string big_endian(std::uint64_t number, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto at = size; at > 0; --at, number >>= 8U)
    bytes[at - 1] = static_cast<char>(number & 0xffU);
  return bytes;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

DigestNonces::DigestNonces(crypto::Entropy& entropy, std::size_t most)
    : key_(entropy.bytes(32)), most_(most), entropy_(entropy) {}

std::string DigestNonces::code_of(std::string_view plain, std::string_view realm) const {
  const auto code =
      crypto::hmac(crypto::Hash::sha256, key_, std::string(plain) + std::string(realm));
  return code.substr(0, code_size);
}

std::string DigestNonces::issue(std::string_view realm, Time now) {
  const auto since = static_cast<std::uint64_t>(now.time_since_epoch().count());
  std::string plain = big_endian(since, time_size);
  {
    const std::lock_guard guard(lock_);
    plain += entropy_.bytes(serial_size);
  }
  return to_base64(plain + code_of(plain, realm));
}

std::optional<DigestNonces::Issued> DigestNonces::read(std::string_view nonce,
                                                       std::string_view realm, Time now) const {
  if (nonce.size() > 64) return std::nullopt;
  const auto bytes = from_base64(nonce);
  if (!bytes || bytes->size() != time_size + serial_size + code_size) return std::nullopt;
  const auto plain = std::string_view(*bytes).substr(0, time_size + serial_size);
  const auto code = std::string_view(*bytes).substr(plain.size());
  if (!crypto::equal_in_constant_time(code_of(plain, realm), code)) return std::nullopt;
  const Time at{Duration(static_cast<Duration::rep>(number_of(plain.substr(0, time_size))))};
  if (at > now || now - at > lifetime) return std::nullopt;
  return Issued{at, number_of(plain.substr(time_size))};
}

bool DigestNonces::Counts::used(std::uint32_t count) const {
  if (count > highest) return false;
  const auto back = highest - count;
  return back >= window || (below >> back & 1U) != 0;
}

void DigestNonces::Counts::add(std::uint32_t count) {
  if (count <= highest) {
    below |= std::uint64_t{1} << (highest - count);
    return;
  }
  const auto ahead = count - highest;
  below = ahead >= window ? 0 : below << ahead;
  below |= 1U;
  highest = count;
}

bool DigestNonces::fresh(std::string_view nonce, std::string_view realm, std::uint32_t count,
                         Time now) {
  const auto issued = read(nonce, realm, now);
  if (!issued || count == 0) return false;
  const std::lock_guard guard(lock_);
  const auto known = used_.find(issued->serial);
  if (known == used_.end()) return issued->at > forgotten_;
  return !known->second.used(count);
}

bool DigestNonces::use(std::string_view nonce, std::string_view realm, std::uint32_t count,
                       Time now) {
  const auto issued = read(nonce, realm, now);
  if (!issued || count == 0) return false;
  const std::lock_guard guard(lock_);
  forget(now);
  auto known = used_.find(issued->serial);
  if (known == used_.end()) {
    if (issued->at <= forgotten_) return false;
    known = used_.emplace(issued->serial, Counts{}).first;
    in_order_.push_back(*issued);
  }
  if (known->second.used(count)) return false;
  known->second.add(count);
  return true;
}

// Room is made for one more. What goes before its time takes with it the right of every nonce that
// is as old: a count that is not known must not look like one that was never used.
void DigestNonces::forget(Time now) {
  while (!in_order_.empty()) {
    const auto& first = in_order_.front();
    const bool over = now - first.at > lifetime;
    if (!over && in_order_.size() < most_) return;
    if (!over) forgotten_ = std::max(forgotten_, first.at);
    used_.erase(first.serial);
    in_order_.pop_front();
  }
}

}  // namespace gatehouse::sasl
