// The answer a mechanism waits for, or the reason why there is none.
#pragma once

#include <expected>
#include <utility>

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

// An Error among the answers passes through; an answer of another kind is a fault on our side and
// never a success.
template <class Wanted>
[[nodiscard]] Result<Wanted> expect(Answer answer) {
  if (auto* wanted = std::get_if<Wanted>(&answer)) return std::move(*wanted);
  if (auto* error = std::get_if<Error>(&answer)) return std::unexpected(std::move(*error));
  return fail(ErrorCode::unavailable, "an answer of the wrong kind");
}

}  // namespace gatehouse::sasl
