#include "gates/shared/sasl_text.h"

#include "base/base64.h"

namespace gatehouse::gates {

std::optional<Secret> sasl_response(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

std::optional<Secret> sasl_initial_response(std::string_view text) {
  if (text == "=") return Secret();
  if (text.empty()) return std::nullopt;
  return sasl_response(text);
}

}  // namespace gatehouse::gates
