// Who cannot log in for now because too many guesses were wrong.
#pragma once

#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"

namespace gatehouse::control {

struct LockedAccount {
  std::string account;  // full name
  std::string tag{};    // only this tagged password of it is; empty: its own
  Time since{};
  IpAddress from{};  // of the guess that was one too many
};

// Strangers to an account are not let in from there.
struct ClosedSource {
  std::string source;    // "10.0.0.5", "10.0.0.0/24"
  IpAddress address;     // in it
  std::string_view why;  // for people
};

}  // namespace gatehouse::control
