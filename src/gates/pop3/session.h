// POP3: RFC 1939 whole, with CAPA (RFC 2449), response codes (RFC 3206), STLS (RFC 2595) and SASL
// (RFC 5034). One Session serves one connection.
//
// The INBOX is opened by the first command that needs it, so a login costs no disk access; several
// sessions may share it (RFC 1939's exclusive lock is not taken: the numbering is this session's
// own). Messages are removed at QUIT only. Reading changes no flag.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gates/pop3/maildrop.h"
#include "gates/pop3/replies.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/lines.h"

namespace gatehouse::gates::pop3 {

[[nodiscard]] net::Task<void> serve_pop3(net::Stream stream, Port port, Surroundings& around);

class Session {
 public:
  // All references outlive the session.
  Session(net::Lines& lines, Visit& visit, Surroundings& around);
  // From the greeting to the last reply; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Handler = net::Task<Reply> (Session::*)(std::string_view argument);
  enum class When { before_login, after_login, always };
  enum class Takes { nothing, something, anything };
  struct Verb {
    std::string_view keyword;
    When when;
    Takes takes;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Verb> verbs();

  net::Task<std::optional<Reply>> next();  // nullopt: the connection is over
  net::Task<Reply> dispatch(std::string_view line);
  net::Task<Result<void>> send(std::string_view text);
  void set_deadline();

  // login.cpp
  net::Task<Reply> apop(std::string_view argument);
  net::Task<Reply> auth(std::string_view argument);
  net::Task<Reply> pass(std::string_view argument);
  net::Task<Reply> stls(std::string_view argument);
  net::Task<Reply> user(std::string_view argument);
  net::Task<Reply> concluded(auth::Reply reply);
  Reply logged_in(auth::Session session);

  // transaction.cpp
  net::Task<Reply> dele(std::string_view argument);
  net::Task<Reply> list(std::string_view argument);
  net::Task<Reply> retr(std::string_view argument);
  net::Task<Reply> rset(std::string_view argument);
  net::Task<Reply> stat(std::string_view argument);
  net::Task<Reply> top(std::string_view argument);
  net::Task<Reply> uidl(std::string_view argument);
  net::Task<Result<void>> open_maildrop();
  net::Task<Result<Drop*>> drop_at(std::optional<std::uint32_t> number);
  net::Task<Result<std::string>> content_at(std::optional<std::uint32_t> number);
  using Line = std::string (*)(const Maildrop&, const Drop&);
  net::Task<Reply> listing(std::string_view argument, Line line);

  net::Task<Reply> capa(std::string_view argument);
  net::Task<Reply> noop(std::string_view argument);
  net::Task<Reply> quit(std::string_view argument);

  [[nodiscard]] bool can_start_tls() const;

  net::Lines& lines_;
  Visit& visit_;
  Surroundings& around_;
  std::string user_;  // named by USER, until PASS
  std::optional<auth::Session> session_;
  std::optional<Maildrop> maildrop_;
  unsigned errors_in_row_ = 0;
};

}  // namespace gatehouse::gates::pop3
