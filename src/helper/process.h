// One process of a Program: started, told its requests, read, stopped when it misbehaves, started
// again. All of it on the thread of the program.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/secret.h"
#include "helper/answer_slot.h"
#include "helper/journal.h"
#include "helper/launcher.h"
#include "helper/program.h"
#include "net/task.h"

namespace gatehouse::helper {

inline constexpr unsigned most_sendings = 3;  // of one request, the first one counted
// Of one process, told and not answered. More wait here, so that a program that does one thing at a
// time is not late, and stopped, for a queue that is not its fault.
inline constexpr std::size_t most_at_once = 128;
inline constexpr Duration longest_pause = std::chrono::seconds{60};
inline constexpr Duration farewell = std::chrono::milliseconds{500};  // from QUIT to the kill

struct Request {
  Secret text;
  Secret for_version_0;  // empty: text
  AnswerSlot slot;
  Moment until;                 // afterwards the caller is told `unavailable`
  std::shared_ptr<void> place;  // in the program's queue; free when the last request lets go
  unsigned sendings = 0;
};

// How long to wait before the next start: the period, doubled with every death in a row that came
// before any answer, up to a minute (or the period, when that is longer).
[[nodiscard]] Duration restart_pause(Duration period, unsigned deaths_in_a_row);

class Process {
 public:
  // All referred to outlive this. `give_back` takes the requests of a process that died.
  struct Surroundings {
    Launcher& launcher;
    const ProgramOptions& options;
    Journal& journal;
    std::function<void(Request)> give_back;
    std::function<void()> changed;  // running() or interface_version() may have
  };
  explicit Process(Surroundings around);
  ~Process();

  // Ends after stop(), or when the process ended and is not to be started again.
  [[nodiscard]] net::Task<void> run();
  void stop();  // everybody gets `unavailable`; QUIT, then a kill

  [[nodiscard]] bool takes_until(Moment until) const;  // a request that can wait so long
  [[nodiscard]] bool rests() const;                    // not running, but it will
  [[nodiscard]] bool is_running() const;               // and has told its version
  [[nodiscard]] int interface_version() const;         // 0: not told yet
  [[nodiscard]] std::size_t waiting() const;
  void take(Request request);
  void sweep(Moment now);  // time-outs

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::helper
