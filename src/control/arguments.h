// What follows a verb on its line, taken piece by piece from the left.
//
// Errors are `malformed`; the detail says what was expected and the verb's syntax, and never
// repeats what was sent: it may be a password.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::control {

class Arguments {
 public:
  // Both must outlive this. `form`: the verb with its syntax, for error texts.
  Arguments(std::string_view text, std::string_view form) : rest_(text), form_(form) {}

  [[nodiscard]] bool empty() const;                // nothing but spaces is left
  [[nodiscard]] bool next_is(char opening) const;  // the next value starts with it

  // A string: an atom or quoted. #123 is read as those four characters: clients write it unquoted.
  [[nodiscard]] Result<std::string> word(std::string_view what);
  [[nodiscard]] Result<settings::Value> value(std::string_view what);
  [[nodiscard]] Result<settings::Dictionary> dictionary(std::string_view what);
  // An empty one when nothing is left.
  [[nodiscard]] Result<settings::Dictionary> last_dictionary(std::string_view what);
  // An array of strings; a lone string is an array of one.
  [[nodiscard]] Result<std::vector<std::string>> list(std::string_view what);

  // Takes the unquoted word when it comes next, in any case.
  [[nodiscard]] bool keyword(std::string_view expected);
  [[nodiscard]] Result<void> expect_keyword(std::string_view expected);
  [[nodiscard]] Result<void> end() const;  // nothing may be left

 private:
  [[nodiscard]] std::unexpected<Error> expected(std::string_view what) const;

  std::string_view rest_;
  std::string_view form_;
};

}  // namespace gatehouse::control
