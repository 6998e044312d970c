// What requests and answers are read and written with. For wire_requests.cpp and wire_answers.cpp.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/secret.h"

namespace gatehouse::auth::wire {

inline std::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::malformed, "keeper channel: " + std::move(what));
}

inline void put_secret(std::string& to, const Secret& from) {
  to.assign(from.reveal().data(), from.reveal().size());
}

// Takes the bytes and leaves zeros behind.
inline Secret taken(std::string* bytes) {
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

// Kinds are sent as numbers; `last` is the greatest there is.
template <class Kind>
Result<Kind> kind_of(std::uint32_t number, Kind first, Kind last) {
  if (number < static_cast<std::uint32_t>(first) || number > static_cast<std::uint32_t>(last))
    return malformed("no such kind");
  return static_cast<Kind>(number);
}

template <class Kind>
std::uint32_t number_of(Kind kind) {
  return static_cast<std::uint32_t>(kind);
}

template <class Message>
bool parse(Message& message, std::string_view bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace gatehouse::auth::wire
