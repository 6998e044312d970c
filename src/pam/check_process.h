// A check in a process of its own, so that whatever happens there costs nobody else anything.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pam/verdict.h"

namespace gatehouse::pam {

class CheckProcess {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // Forks. The child keeps standard error and no other descriptor, runs `work` and ends.
  // nullopt: no process could be made.
  [[nodiscard]] static std::optional<CheckProcess> start(const std::function<Verdict()>& work);
  CheckProcess(CheckProcess&& other) noexcept;
  CheckProcess& operator=(CheckProcess&&) = delete;
  ~CheckProcess();  // kills it and its process group, if it still runs

  [[nodiscard]] int descriptor() const { return pipe_; }  // readable: take a look
  [[nodiscard]] pid_t process() const { return process_; }
  // What it found, once it has said so and ended well; failed: it ended in any other way. nullopt:
  // it goes on.
  [[nodiscard]] std::optional<Verdict> look();

 private:
  CheckProcess(pid_t process, int pipe) : process_(process), pipe_(pipe) {}
  [[nodiscard]] bool ended_well();
  void kill();

  pid_t process_;
  int pipe_;
  std::string said_;
};

// From now on, processes that a check leaves behind become ours. Once for a process.
void adopt_orphans();
// Ends them; `checks` are those that shall go on.
void end_orphans(const std::vector<pid_t>& checks);

}  // namespace gatehouse::pam
