// The words of the External Authentication protocol (the guide's External Authentication, interface
// version 5): requests as lines without their number, answers as decisions. Pure.
//
// Whatever is not understood is never a yes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "helper/external.h"

namespace gatehouse::helper {

inline constexpr std::size_t longest_name = 512;       // bytes
inline constexpr std::size_t longest_password = 4096;  // bytes; also of a response and a challenge

// What to send, in both forms; `for_version_0` has no (mode).
struct Question {
  Secret text;
  Secret for_version_0;
};
// nullopt: it cannot be asked, so the answer is no. A name holds no space, control character,
// quotation mark, backslash or bracket, is valid UTF-8, and is not empty; a password, a response
// and a challenge hold no CR, LF or zero byte, and a password or response is not empty.
// A service or a method that is no word of letters, digits, - and _ cannot be asked either.
[[nodiscard]] std::optional<Question> verify_question(std::string_view service,
                                                      std::string_view name,
                                                      const Secret& password);
[[nodiscard]] std::optional<Question> response_question(std::string_view method,
                                                        std::string_view service,
                                                        std::string_view name,
                                                        const Secret& response,
                                                        std::string_view challenge);
[[nodiscard]] std::optional<Secret> new_question(std::string_view name, RouteKind kind);
[[nodiscard]] std::optional<Secret> plain_question(std::string_view name);

// OK: true; ERROR: false; FAILURE and anything else: unavailable.
[[nodiscard]] Result<bool> parse_verdict(std::string_view answer);
// FAILURE: unavailable; anything that is not OK or ROUTED with a valid address: StillUnknown.
[[nodiscard]] Result<NewAnswer> parse_new_answer(std::string_view answer);
// PLAIN password; ERROR, or an empty password: nullopt; anything else: unavailable.
[[nodiscard]] Result<std::optional<Secret>> parse_plain_answer(std::string_view answer);

// A string as a parameter: bare when it is a word of letters, digits and - _ . @ ! % : < > (and #
// inside), else in quotation marks with the data format's escapes.
[[nodiscard]] std::string parameter(std::string_view text);

// A program's path and arguments: words between spaces, or quoted strings of the data format.
// malformed: a string that does not end.
[[nodiscard]] Result<std::vector<std::string>> command_words(std::string_view text);

}  // namespace gatehouse::helper
