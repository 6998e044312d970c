// Starts and stops other programs for the server, which has given up the rights to do it: a small
// process forked before privileges are dropped and before there are threads. It starts only what
// its table of kinds allows, each as the user named there.
//
// A program's path is taken as exec takes it: a relative one from the base folder, never from PATH;
// a leading `$` stands for the folder of the running program. Without `os_passwords` the launcher
// gives up root itself. It ignores signals and ends when the server's end of its socket closes.
//
// What it starts gets descriptors 0, 1 and 2 and no others, a clean environment, the base folder as
// current folder, no new privileges (not for `os_passwords`), no core dump, and dies with it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/socket.h"

namespace gatehouse::helper {

class Launcher {
 public:
  enum class Kind {
    external,     // any program, as the helper user, never as root
    os_passwords  // gatehouse-pam, its path fixed at the start, with the rights the server began
                  // with
  };
  struct Rules {
    std::string os_passwords_path = {};  // absolute
    unsigned helper_user = 0;   // uid and gid for `external`; 0: the launcher's own, unless that
    unsigned helper_group = 0;  // is root: then nothing is started
  };
  // Call while there is one thread, in the base folder. unavailable: fork failed.
  [[nodiscard]] static Result<std::unique_ptr<Launcher>> start(const Rules& rules);
  ~Launcher();  // ends the process and all it started

  struct Child {
    std::int64_t pid;
    Descriptor input;   // we write
    Descriptor output;  // we read
    Descriptor errors;  // its standard error; we read
  };
  // May block for a moment (at most 6 seconds); safe for concurrent use. not_allowed: not by these
  // rules, or not by the file's mode; not_found: no such program; unavailable: the launcher is
  // gone, or runs 64 children; malformed, too_long: 64 words, 16 KiB.
  [[nodiscard]] Result<Child> run(Kind kind, const std::vector<std::string>& command);
  void kill(std::int64_t pid);  // SIGKILL to a child of ours and its process group; others: ignored

 private:
  struct State;
  explicit Launcher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::helper
