// What follows a verb, as its reference writes it: "accountName [TYPE RSA | ECDSA] {name=rights;}",
// read into what a JSON object gives by name.
//
// A word in capitals is a keyword, another one a parameter; (x, ...) a list, {...} a dictionary,
// [...] may be left out, `|` stands between what excludes each other. A keyword before a parameter
// names it: `TO address` is the member "to". A keyword by itself is a member that is true or false.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gatehouse::web::api {

enum class Shape { any, list, dictionary, choice, flag };

struct Item {
  std::string member;     // of the JSON object
  std::string keyword{};  // said before it; of a flag: said for it. empty: none
  Shape shape = Shape::any;
  std::vector<std::string> choices{};      // of a choice: keywords
  std::vector<std::vector<Item>> inner{};  // not empty: what may be left out, one of several
};
using Sequence = std::vector<Item>;

// malformed: it is not so written; deeper than eight brackets is not either.
[[nodiscard]] Result<Sequence> read_syntax(std::string_view text);

}  // namespace gatehouse::web::api
