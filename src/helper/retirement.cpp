#include "helper/retirement.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace gatehouse::helper {

struct Retirement::Yard {
  void bury(std::unique_ptr<Program> program) {
    {
      const std::lock_guard lock(mutex);
      if (is_closed) return;  // ends here and now
      due.push_back(std::move(program));
    }
    arrival.notify_one();
  }
  void serve(const std::stop_token& stop) {
    for (;;) {
      std::vector<std::unique_ptr<Program>> ending;
      std::unique_lock lock(mutex);
      arrival.wait(lock, stop, [this] { return !due.empty(); });
      ending.swap(due);
      is_closed = ending.empty();
      if (is_closed) return;
      lock.unlock();
      ending.clear();
    }
  }

  std::mutex mutex;
  std::condition_variable_any arrival;
  std::vector<std::unique_ptr<Program>> due;
  bool is_closed = false;
};

Retirement::Retirement()
    : yard_(std::make_shared<Yard>()),
      thread_([yard = yard_](const std::stop_token& stop) { yard->serve(stop); }) {}

Retirement::~Retirement() = default;

std::shared_ptr<Program> Retirement::keep(std::unique_ptr<Program> program) {
  return {program.release(),
          [yard = yard_](Program* ended) { yard->bury(std::unique_ptr<Program>(ended)); }};
}

}  // namespace gatehouse::helper
