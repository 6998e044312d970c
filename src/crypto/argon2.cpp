#include "crypto/argon2.h"

#include <argon2.h>

#include <array>

#include "base/text.h"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t tag_size = 32;
constexpr std::string_view opening = "$argon2id$v=19$";

struct Kind {
  std::string_view opening;
  argon2_type type;
};
constexpr std::array kinds{Kind{"$argon2d$", Argon2_d}, Kind{"$argon2i$", Argon2_i},
                           Kind{"$argon2id$", Argon2_id}};

const Kind* kind_of(std::string_view encoded) {
  for (const auto& kind : kinds)
    if (encoded.starts_with(kind.opening)) return &kind;
  return nullptr;
}

std::optional<unsigned> parameter(std::string_view part, std::string_view name) {
  if (!part.starts_with(name)) return std::nullopt;
  return to_number<unsigned>(part.substr(name.size()));
}

std::unexpected<Error> failure(int code) {
  const bool memory = code == ARGON2_MEMORY_ALLOCATION_ERROR || code == ARGON2_THREAD_FAIL;
  return fail(memory ? ErrorCode::unavailable : ErrorCode::damaged, argon2_error_message(code));
}

}  // namespace

Result<std::string> argon2id(std::string_view password, std::string_view salt, Argon2Cost cost) {
  std::string encoded(
      argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes,
                        static_cast<std::uint32_t>(salt.size()), tag_size, Argon2_id),
      '\0');
  const int code = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, password.data(),
                                         password.size(), salt.data(), salt.size(), tag_size,
                                         encoded.data(), encoded.size());
  if (code != ARGON2_OK) return failure(code);
  encoded.resize(encoded.find('\0'));
  return encoded;
}

std::optional<Argon2Cost> argon2id_cost(std::string_view encoded) {
  if (!encoded.starts_with(opening)) return std::nullopt;
  return argon2_cost(encoded);
}

std::optional<Argon2Cost> argon2_cost(std::string_view encoded) {
  const auto* kind = kind_of(encoded);
  if (kind == nullptr) return std::nullopt;
  encoded.remove_prefix(kind->opening.size());
  if (encoded.starts_with("v=")) (void)take_until(encoded, '$');
  auto parameters = take_until(encoded, '$');
  const auto memory = parameter(take_until(parameters, ','), "m=");
  const auto passes = parameter(take_until(parameters, ','), "t=");
  const auto lanes = parameter(parameters, "p=");
  if (!memory || !passes || !lanes) return std::nullopt;
  return Argon2Cost{*memory, *passes, *lanes};
}

Result<bool> argon2id_matches(std::string_view encoded, std::string_view password) {
  if (!encoded.starts_with(opening)) return fail(ErrorCode::damaged, "not argon2id");
  return argon2_matches(encoded, password);
}

Result<bool> argon2_matches(std::string_view encoded, std::string_view password) {
  const auto* kind = kind_of(encoded);
  if (kind == nullptr) return fail(ErrorCode::damaged, "not argon2");
  const std::string terminated(encoded);
  const int code = argon2_verify(terminated.c_str(), password.data(), password.size(), kind->type);
  if (code == ARGON2_OK) return true;
  if (code == ARGON2_VERIFY_MISMATCH) return false;
  return failure(code);
}

}  // namespace gatehouse::crypto
