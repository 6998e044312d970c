#include "ldap/server.h"

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::ldap {

Server::~Server() {
  for (auto& kept : idle_) kept.connection.unbind();
}

bool Server::admits(Moment now) {
  const std::lock_guard guard(lock_);
  return breaker_.admits(now);
}

void Server::succeeded() {
  const std::lock_guard guard(lock_);
  if (breaker_.open()) log::write(log::Level::major, "LDAP", name_ + " answers again");
  breaker_.succeeded();
}

void Server::failed(Moment now, std::string_view why) {
  const std::lock_guard guard(lock_);
  const bool opened = breaker_.failed(now);
  const auto words = name_ + (opened ? " failed and is left alone: " : " failed: ") + escaped(why);
  log::write(opened ? log::Level::major : log::Level::problem, "LDAP", words);
}

std::optional<Connection> Server::take(Moment now) {
  const std::lock_guard guard(lock_);
  while (!idle_.empty()) {
    auto kept = std::move(idle_.back());
    idle_.pop_back();
    if (now - kept.since < longest_rest && kept.connection.quiet())
      return std::move(kept.connection);
    kept.connection.unbind();
  }
  return std::nullopt;
}

void Server::keep(Connection connection, Moment now, std::size_t most) {
  const std::lock_guard guard(lock_);
  if (idle_.size() < most && connection.quiet())
    idle_.push_back({std::move(connection), now});
  else
    connection.unbind();
}

}  // namespace gatehouse::ldap
