// One search below the root, from its first question to its last message.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "auth/keeper.h"
#include "base/clock.h"
#include "gates/ldap/controls.h"
#include "gates/ldap/replies.h"
#include "gates/ldap/requests.h"
#include "gates/ldap/tree.h"
#include "gates/shared/visit.h"
#include "net/lines.h"

namespace gatehouse::gates::ldap {

class Hunt {
 public:
  struct From {
    Visit& visit;
    net::Lines& lines;
    Duration patience;  // of each write
  };
  // All references outlive it. `page`: RFC 2696; a client may change its cookie, and goes on
  // elsewhere in what it may see anyway.
  Hunt(From from, std::int32_t id, const SearchRequest& request, Plan plan,
       std::optional<PageRequest> page);
  // Entries are sent on the way. 1000 of them and 15 seconds at most, or what the client asked for.
  [[nodiscard]] net::Task<Reply> run();

 private:
  using Time = std::chrono::steady_clock;

  net::Task<std::optional<Reply>> ask();  // one page of one question; a reply ends the search
  bool take(const auth::Entry& entry);    // false: it is one too many
  net::Task<Result<void>> send_if_much();
  [[nodiscard]] bool is_at_start() const { return !page_ || page_->cookie.empty(); }
  Reply done(Code code, std::string_view words = "", std::string_view cookie = "");

  From from_;
  std::int32_t id_;
  const SearchRequest& request_;
  Selection selection_;
  Plan plan_;
  std::optional<PageRequest> page_;
  Position position_;
  std::size_t most_;
  Time::time_point until_;
  std::size_t found_ = 0;
  bool saw_any_ = false;
  std::string waiting_;  // to be sent
};

}  // namespace gatehouse::gates::ldap
