// One address that answers binds: its breaker, and the connections kept to it. Safe for concurrent
// use.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ldap/breaker.h"
#include "ldap/connection.h"

namespace gatehouse::ldap {

class Server {
 public:
  static constexpr std::chrono::seconds longest_rest{60};  // of a kept connection

  explicit Server(std::string name) : name_(std::move(name)) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  [[nodiscard]] bool admits(Moment now);
  void succeeded();
  void failed(Moment now, std::string_view why);

  // A connection that looks alive; the others are let go.
  [[nodiscard]] std::optional<Connection> take(Moment now);
  void keep(Connection connection, Moment now, std::size_t most);

  [[nodiscard]] const std::string& name() const { return name_; }  // for the log

 private:
  struct Kept {
    Connection connection;
    Moment since;
  };

  const std::string name_;
  std::mutex lock_;
  Breaker breaker_;
  std::vector<Kept> idle_;
};

}  // namespace gatehouse::ldap
