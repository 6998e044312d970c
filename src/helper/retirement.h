// Where programs end: that takes a moment, which no event loop may spend.
#pragma once

#include <memory>
#include <thread>

#include "helper/program.h"

namespace gatehouse::helper {

class Retirement {
 public:
  Retirement();
  ~Retirement();  // when all that are due have ended

  // The last holder's end of it only hands the program over.
  [[nodiscard]] std::shared_ptr<Program> keep(std::unique_ptr<Program> program);

 private:
  struct Yard;
  std::shared_ptr<Yard> yard_;
  std::jthread thread_;
};

}  // namespace gatehouse::helper
