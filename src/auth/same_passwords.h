// Stored forms that hold the same password: one was made of the other at a login. Bounded; what is
// forgotten early ends a session that might have gone on. Safe for concurrent use.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

namespace gatehouse::auth {

class SamePasswords {
 public:
  static constexpr std::size_t most = 10000;

  void note(std::string before, std::string after);  // proofs, see footing.h
  [[nodiscard]] bool same(const std::string& before, const std::string& after) const;

 private:
  mutable std::mutex lock_;
  std::unordered_map<std::string, std::string> after_;
};

}  // namespace gatehouse::auth
