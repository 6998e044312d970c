// What an administrator can do: one verb, one file, one row in verbs.cpp. The PWD gate, the local
// command line and later the HTTP gate all come through run().
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/rights.h"
#include "base/result.h"
#include "credentials/own_passwords.h"
#include "directory/directory.h"

namespace gatehouse::control {

// What verbs work on. Outlives every run().
struct Site {
  directory::Directory& directory;
  const credentials::OwnPasswords& passwords;
  const Clock& clock;
  // Told after an account's own password was set, with its full name; may be empty.
  std::function<void(const std::string& full_name)> password_changed;
};

struct Caller {
  directory::AccountView account;  // null: the server's owner on the local socket
  access::Rights rights;
};

struct Outcome {
  int code = 200;  // guide-facts 4.3
  std::string words = "OK";
  std::optional<settings::Value> data;
};

struct Call {
  Site& site;
  const Caller& caller;
  std::string_view arguments;  // the rest of the line after the verb
};

struct Verb {
  std::string_view name;    // upper case
  std::string_view right;   // for the reference: "" any user, "Master", "User", "CanCreateAccounts", ...
  std::string_view syntax;  // for the reference
  std::string_view help;    // one sentence
  Outcome (*run)(Call call);
};

[[nodiscard]] std::span<const Verb> verbs();  // sorted by name

// Runs one line. May block (disk, hashing): on an event loop through net::Offload.
[[nodiscard]] Outcome run(Site& site, const Caller& caller, std::string_view line);

}  // namespace gatehouse::control
