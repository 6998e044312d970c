// PWD: the poppassd protocol that also carries the command line (guide-facts 4.1, 4.2). One Session
// serves one connection.
//
// A continuation of AUTH is "300 " and the challenge in base64; the client answers with a line of
// base64, or with "*" to cancel. After STLS the session starts anew, without a second greeting.
// On the local socket the server's owner is logged in from the start.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gates/pwd/grammar.h"
#include "gates/pwd/replies.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/lines.h"

namespace gatehouse::gates::pwd {

[[nodiscard]] net::Task<void> serve_pwd(net::Stream stream, Port port, Surroundings& around);

class Session {
 public:
  // All references outlive the session.
  Session(net::Lines& lines, Visit& visit, Surroundings& around);
  // From the greeting to the last reply; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Handler = net::Task<Reply> (Session::*)(std::string_view argument);
  enum class When { before_login, after_login, always };
  struct Verb {
    std::string_view keyword;
    When when;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Verb> verbs();

  net::Task<void> welcome_owner();
  net::Task<std::optional<Reply>> next();  // nullopt: the connection is over
  net::Task<Reply> dispatch(std::string_view line);
  net::Task<Reply> control(std::string_view line);  // a line of the command line proper

  net::Task<Reply> apop(std::string_view argument);
  net::Task<Reply> auth(std::string_view argument);
  net::Task<Reply> auth_in_clear(AuthArgument argument);
  net::Task<Reply> inlined(std::string_view argument);
  net::Task<Reply> newpass(std::string_view argument);
  net::Task<Reply> pass(std::string_view argument);
  net::Task<Reply> quit(std::string_view argument);
  net::Task<Reply> stls(std::string_view argument);
  net::Task<Reply> user(std::string_view argument);

  net::Task<Reply> concluded(auth::Reply reply);
  Reply logged_in();

  net::Lines& lines_;
  Visit& visit_;
  Surroundings& around_;
  std::string user_;  // named by USER, until PASS
  bool logged_in_ = false;
  bool inline_data_ = false;
  unsigned errors_in_row_ = 0;  // before login
};

}  // namespace gatehouse::gates::pwd
