// What a stored password is, for the administrator's eyes: never a part of the secret.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::password {

struct Description {
  std::string scheme;             // "verifiers", "U-crpt $6$", "U-crpt {SSHA}", "unknown", ...
  bool weak = false;              // whoever reads the file has the password, or soon has it
  bool first_eight_only = false;  // only eight characters of the password count
};

// Reads the form only: whether a sealed string opens at its place is not looked at.
[[nodiscard]] Description described(std::string_view stored);

// What a string of another program is stored as: behind the mark of U-crpt, unless it has a mark.
[[nodiscard]] std::string marked(std::string_view encoded);
// The password itself of {PLAIN}, {CLEAR} and {CLEARTEXT}, with or without the mark in front: such
// a string is no stored form. nullopt: it is something else.
[[nodiscard]] std::optional<std::string_view> plain_text(std::string_view encoded);

}  // namespace gatehouse::password
