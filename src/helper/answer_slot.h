// One caller that waits on its own loop for what another thread will find out.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/secret.h"
#include "net/task.h"

namespace gatehouse::helper {

class AnswerSlot {
 public:
  AnswerSlot();

  // From any thread; the first one counts, later ones are dropped. Safe when the caller, or its
  // whole loop, is gone.
  void give(Result<Secret> answer);
  // Nobody gave an answer, and the caller has not left.
  [[nodiscard]] bool is_wanted() const;

  // Once; by the caller, whose loop has one thread.
  [[nodiscard]] net::Task<Result<Secret>> wait() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // copies of a slot are the same slot
};

}  // namespace gatehouse::helper
