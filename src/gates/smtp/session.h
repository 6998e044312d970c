// SMTP: RFC 5321 with PIPELINING, SIZE, 8BITMIME, ENHANCEDSTATUSCODES, STARTTLS (RFC 3207) and AUTH
// (RFC 4954). One Session serves one connection.
//
// A message is accepted (250) when every local copy is on disk and the next hop, if any recipient
// is elsewhere, has accepted it: there is no queue. What can fail locally is done before the next
// hop is told anything and the last step after it, so that a mixed message is either nowhere or
// everywhere; should that last step fail the answer is 451, and the client sends again.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "gates/smtp/incoming.h"
#include "gates/smtp/next_hop.h"
#include "gates/smtp/replies.h"
#include "gates/smtp/spool.h"
#include "gates/smtp/trace.h"
#include "net/lines.h"

namespace gatehouse::gates::smtp {

// Ports 587 and 465 are for submission: MAIL needs a login there (RFC 6409).
[[nodiscard]] net::Task<void> serve_smtp(net::Stream stream, Port port, Surroundings& around);

struct Transaction {  // from MAIL to the end of DATA
  MailArgument mail;
  std::vector<auth::LocalMailbox> local{};
  std::unique_ptr<NextHop> hop{};      // null: no recipient is elsewhere
  std::vector<std::string> relayed{};  // addresses that the next hop has accepted
  unsigned recipients = 0;             // accepted ones
};

class Session {
 public:
  // All references outlive the session.
  Session(net::Lines& lines, Visit& visit, Surroundings& around, bool submission);
  // From the greeting to the last reply; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Handler = net::Task<Reply> (Session::*)(std::string_view argument);
  enum class Takes { nothing, something, anything };
  struct Verb {
    std::string_view keyword;
    Takes takes;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Verb> verbs();

  net::Task<Reply> next();
  net::Task<Reply> dispatch(std::string_view line);
  void set_deadline();
  [[nodiscard]] bool can_start_tls() const;

  net::Task<Reply> ehlo(std::string_view argument);
  net::Task<Reply> expn(std::string_view argument);
  net::Task<Reply> helo(std::string_view argument);
  net::Task<Reply> help(std::string_view argument);
  net::Task<Reply> noop(std::string_view argument);
  net::Task<Reply> quit(std::string_view argument);
  net::Task<Reply> rset(std::string_view argument);
  net::Task<Reply> vrfy(std::string_view argument);
  std::optional<Reply> greeted_as(std::string_view name, bool extended);

  // login.cpp
  net::Task<Reply> auth(std::string_view argument);
  net::Task<Reply> starttls(std::string_view argument);

  // transaction.cpp
  net::Task<Reply> mail(std::string_view argument);
  net::Task<Reply> rcpt(std::string_view argument);
  net::Task<Reply> data(std::string_view argument);
  net::Task<Reply> add_recipient(auth::Route route);
  net::Task<Reply> add_several(auth::Several several);
  net::Task<Reply> add_remote(const auth::Relay& relay);
  net::Task<std::optional<Reply>> without_room(auth::LocalMailbox mailbox);
  void add_local(auth::LocalMailbox mailbox);
  net::Task<std::optional<Reply>> open_hop(const std::string& next_hop);
  net::Task<Result<Incoming>> receive(Spool& spool);
  net::Task<Reply> deliver(Transaction transaction, const Spool& spool);
  [[nodiscard]] std::string received() const;

  net::Lines& lines_;
  Visit& visit_;
  Surroundings& around_;
  bool submission_;
  std::string client_name_;  // empty: neither EHLO nor HELO yet
  bool extended_ = false;
  std::optional<auth::Session> session_;
  std::optional<Transaction> transaction_;
  unsigned since_mail_ = 0;  // commands since a message was last accepted
  unsigned errors_ = 0;
  unsigned unknown_recipients_ = 0;
};

}  // namespace gatehouse::gates::smtp
