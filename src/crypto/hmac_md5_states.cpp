// Only the low-level interface can stop between two blocks and hand the state out.
#define OPENSSL_SUPPRESS_DEPRECATED  // NOLINT: the library's own switch
#include <openssl/md5.h>

#include <array>
#include <cstdint>

#include "base/secret.h"
#include "crypto/digest.h"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t block_size = MD5_CBLOCK;
constexpr std::size_t state_size = MD5_DIGEST_LENGTH;

std::string little_endian(const MD5_CTX& context) {
  std::string bytes;
  for (const std::uint32_t word : {context.A, context.B, context.C, context.D})
    for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift);
  return bytes;
}

std::uint32_t word_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;)
    word = word << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return word;
}

std::string state_after_pad(std::string_view key, char pad) {
  std::string block(block_size, pad);
  const WipeAtEnd wiped(block);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(block[i] ^ key[i]);
  MD5_CTX context;
  MD5_Init(&context);
  MD5_Update(&context, block.data(), block.size());
  auto state = little_endian(context);
  wipe(&context, sizeof(context));
  return state;
}

// One block has been digested when the state is taken up again.
std::string resumed(std::string_view state, std::string_view bytes) {
  MD5_CTX context;
  MD5_Init(&context);
  context.A = word_at(state, 0);
  context.B = word_at(state, 4);
  context.C = word_at(state, 8);
  context.D = word_at(state, 12);
  context.Nl = block_size * 8;
  MD5_Update(&context, bytes.data(), bytes.size());
  std::array<unsigned char, state_size> result{};
  MD5_Final(result.data(), &context);
  wipe(&context, sizeof(context));
  return {result.begin(), result.end()};
}

}  // namespace

std::string hmac_md5_states(std::string_view key) {
  std::string short_key(key);
  const WipeAtEnd wiped(short_key);
  // RFC 2104, section 2: a key longer than the block is digested first.
  if (key.size() > block_size) short_key = digest(Hash::md5, key);
  return state_after_pad(short_key, '\x36') + state_after_pad(short_key, '\x5c');
}

std::string hmac_md5_from_states(std::string_view states, std::string_view bytes) {
  if (states.size() != 2 * state_size) return {};
  return resumed(states.substr(state_size), resumed(states.substr(0, state_size), bytes));
}

}  // namespace gatehouse::crypto
