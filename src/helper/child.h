// One new program: what happens between fork and exec.
#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "helper/launch_wire.h"

namespace gatehouse::helper {

struct Birth {
  std::string path;                    // as exec takes it
  std::vector<std::string> arguments;  // with the program's name in front
  struct Identity {
    unsigned user;
    unsigned group;
  };
  std::optional<Identity> become;  // nullopt: whoever we are
  bool may_gain_rights = false;    // set-user-id programs work below it
};

struct Born {
  pid_t pid;
  Ends ends;
};

// Returns when the program runs, or never will: an errno. Waits at most 5 seconds for that.
// The program leads a process group of its own and gets SIGKILL when this process ends.
[[nodiscard]] std::expected<Born, int> give_birth(const Birth& birth);

}  // namespace gatehouse::helper
