// Where a group's mail goes: every mailbox once, every address elsewhere once.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "auth/keeper.h"

namespace gatehouse::auth {

class Destinations {
 public:
  static constexpr std::size_t most = 500;
  // An answer must fit into one message between the keeper and a gate.
  static constexpr std::size_t most_text = std::size_t{64} << 10U;

  // A NoRoute adds nothing.
  void add(Route route);
  [[nodiscard]] bool over_limit() const;
  // What they come to; NoRoute unknown when there are none.
  [[nodiscard]] Route route() &&;

 private:
  void add_to(LocalMailbox mailbox);
  void add_to(Relay relay);
  void add_to(Several several);
  void add_to(Discard /*nowhere*/) { discarded_ = true; }
  void add_to(const NoRoute& /*none*/) {}

  Several all_;
  std::set<std::string, std::less<>> known_;
  std::size_t text_ = 0;
  bool discarded_ = false;
};

}  // namespace gatehouse::auth
