// One account that answers what a mechanism asks, as the keeper would: for tests that have a
// mechanism and no site.
#pragma once

#include <string>
#include <string_view>

#include "sasl/mechanism.h"

namespace gatehouse::support {

struct KnownAccount {
  std::string name;
  std::string password;
  std::string salt = "sixteen bytes ok";
  unsigned iterations = 16;      // few: a test is not an attacker
  bool known_elsewhere = false;  // somebody outside calls every response for the name right
  bool weak_ntlm = false;        // its domain lets NTLMv1 and LM responses in

  // A name that is not known is answered with a decoy.
  [[nodiscard]] sasl::Answer answer(sasl::Question question) const;
};

// Answers questions until the mechanism says something else.
[[nodiscard]] sasl::Step settled(sasl::Mechanism& mechanism, sasl::Step step,
                                 const KnownAccount& account);

}  // namespace gatehouse::support
