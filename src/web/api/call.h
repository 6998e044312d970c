// A command as the API has it: a verb of the catalogue, its arguments by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "settings/value.h"
#include "web/api/syntax.h"

namespace gatehouse::web::api {

struct Verb {
  std::string name;      // "LISTDOMAINS"
  std::string syntax{};  // as the reference has it
  std::string help{};
  std::string needs{};  // the right; empty: none
  bool reads = false;   // changes nothing: may be asked with GET
  Sequence items{};
};

// As DESCRIBECOMMANDS answers; a verb whose syntax cannot be read is left out.
[[nodiscard]] std::vector<Verb> verbs_of(const settings::Value& described);
[[nodiscard]] const Verb* find_verb(const std::vector<Verb>& verbs, std::string_view name);

// The line that a CLI would send. malformed: an argument is missing, is not known, or excludes
// another; the detail names it.
[[nodiscard]] Result<Secret> line_of(const Verb& verb, const settings::Dictionary& arguments);

}  // namespace gatehouse::web::api
