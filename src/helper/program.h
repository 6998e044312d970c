// A supervised child that answers numbered lines (the guide's helper protocol): one request, one
// answer, in any order. Requests may come from any event loop and resume there; the pipes live on
// a thread of the program's own, so that a child that hangs costs nobody else anything.
//
// Several processes of the same program share the requests. An answer to a number nobody waits for
// is logged and dropped. What cannot be answered is `unavailable`: not running, time-out, queue
// full, the child died and Auto-Restart is off.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "helper/launcher.h"
#include "net/task.h"

namespace gatehouse::helper {

struct ProgramOptions {
  Launcher::Kind kind = Launcher::Kind::external;
  std::vector<std::string> command;  // path and arguments; empty: for a kind with a fixed one
  std::string log_tag;               // "EXTAUTH"
  int log_level = 3;                 // 1..5; from 4 on requests' first word, never a password
  Duration time_out = std::chrono::seconds{15};         // an older request stops the process
  std::optional<Duration> auto_restart = std::nullopt;  // nullopt: pending requests are rejected
  unsigned processes = 1;                               // 1..16
  int interface_version = 5;                            // what INTF offers; 0: no INTF is sent
  std::size_t longest_answer = 4096;                    // bytes; more kills the process
  std::size_t most_waiting = 1000;                      // requests; more are refused at once

  bool operator==(const ProgramOptions&) const = default;
};

class Program {
 public:
  // `launcher` outlives this. Starts the processes; returns at once.
  Program(Launcher& launcher, ProgramOptions options);
  ~Program();  // QUIT, a short grace, then kill; whoever waits gets `unavailable`

  struct Answer {
    Secret text;  // without its number; a Secret because some answers hold a password
  };
  // `request`: the line without its number; malformed when it holds CR, LF or NUL, too_long over
  // `longest_request` bytes, else unavailable. `for_version_0`: what is sent instead to a process
  // that agreed on an interface version below 1; empty: the same. The Program may end meanwhile:
  // `unavailable`.
  [[nodiscard]] net::Task<Result<Answer>> ask(Secret request, Secret for_version_0 = {});
  static constexpr std::size_t longest_request = 49152;

  // What the processes agreed on (the lower one of both sides); 0 until INTF was answered.
  [[nodiscard]] int interface_version() const;
  [[nodiscard]] bool running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::helper
