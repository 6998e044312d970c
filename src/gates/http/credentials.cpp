#include "gates/http/credentials.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"

namespace gatehouse::gates::http {

const SchemeRow* scheme_of_mechanism(std::string_view mechanism) {
  const auto row = std::ranges::find(schemes, mechanism, &SchemeRow::mechanism);
  return row == schemes.end() ? nullptr : &*row;
}

std::optional<Credentials> read_credentials(std::string_view authorization) {
  auto text = trimmed(authorization);
  const auto name = take_until(text, ' ');
  const auto row =
      std::ranges::find_if(schemes, [&](const auto& one) { return same_but_case(one.name, name); });
  if (row == schemes.end()) return std::nullopt;
  return Credentials{&*row, trimmed(text)};
}

std::optional<NameAndPassword> read_basic(std::string_view text) {
  auto pair = from_base64(text);
  if (!pair) return std::nullopt;
  const WipeAtEnd wiped(*pair);
  const auto colon = pair->find(':');
  if (colon == pair->npos) return std::nullopt;
  return NameAndPassword{pair->substr(0, colon), Secret(std::string_view(*pair).substr(colon + 1))};
}

std::string quoted_string(std::string_view text) {
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all + "\"";
}

}  // namespace gatehouse::gates::http
