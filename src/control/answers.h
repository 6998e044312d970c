// The short words in which verbs give their outcome.
#pragma once

#include <utility>

#include "base/result.h"
#include "control/console.h"

namespace gatehouse::control {

[[nodiscard]] inline Outcome done() { return {}; }
[[nodiscard]] inline Outcome answer(settings::Value value) {
  Outcome outcome;
  outcome.data = std::move(value);
  return outcome;
}

// Hands a failure on as the verb's own.
template <class T>
[[nodiscard]] std::unexpected<Error> passed_on(Result<T>& failed) {
  return std::unexpected<Error>(std::move(failed.error()));
}
[[nodiscard]] inline Result<Outcome> done_if(Result<void> result) {
  if (!result) return passed_on(result);
  return done();
}

// An array value of these strings.
template <class Strings>
[[nodiscard]] settings::Value array_of(const Strings& strings) {
  settings::Array array;
  for (const auto& text : strings) array.emplace_back(text);
  return array;
}

}  // namespace gatehouse::control
