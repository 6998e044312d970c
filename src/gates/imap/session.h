// IMAP4rev1: RFC 3501 whole, with what capabilities.cpp announces. One Session serves one
// connection. Logging in and out touches no disk; the first command that names a mailbox does.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "auth/keeper.h"
#include "gates/imap/command_input.h"
#include "gates/imap/enabled.h"
#include "gates/imap/replies.h"
#include "gates/imap/selected.h"
#include "gates/shared/on_disk.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "mailbox/mailboxes.h"
#include "mailbox/watch.h"
#include "net/lines.h"

namespace gatehouse::gates::imap {

[[nodiscard]] net::Task<void> serve_imap(net::Stream stream, Port port, Surroundings& around,
                                         mailbox::Watch& watch);

class Session {
 public:
  // All references outlive the session.
  Session(net::Lines& lines, Visit& visit, Surroundings& around, mailbox::Watch& watch);
  // From the greeting to the last answer; the caller closes.
  [[nodiscard]] net::Task<void> run();

  // --- for the verbs

  [[nodiscard]] net::Lines& lines() { return lines_; }
  [[nodiscard]] Visit& visit() { return visit_; }
  [[nodiscard]] const Surroundings& around() const { return around_; }
  [[nodiscard]] mailbox::Watch& watch() { return watch_; }
  [[nodiscard]] bool can_start_tls() const;
  [[nodiscard]] std::string capabilities() const;

  void log_in(auth::Session session) { login_ = std::move(session); }
  [[nodiscard]] auth::Owner owner() const;             // of the account that is logged in
  [[nodiscard]] mailbox::Mailboxes mailboxes() const;  // likewise
  [[nodiscard]] mailbox::Mailboxes mailboxes_of(const Place& place) const;
  void select(std::unique_ptr<Selected> mailbox) { selected_ = std::move(mailbox); }
  [[nodiscard]] Selected* selected() { return selected_.get(); }  // null: none

  // What the client asked for with ENABLE; lasts as long as the connection.
  [[nodiscard]] const Enabled& enabled() const { return enabled_; }
  [[nodiscard]] Enabled& enabled() { return enabled_; }

  // The client speaks RFC 7162: from now on it is told of mod-sequences.
  void use_condstore();

  [[nodiscard]] NameForm names() const {
    return enabled_.utf8 || enabled_.rev2 ? NameForm::utf8 : NameForm::modified_utf7;
  }
  // Of the command that is obeyed now.
  [[nodiscard]] std::string_view tag() const { return tag_; }

  // Untagged answers; they leave with the tagged line, or by send() when they are many.
  void say(std::string_view text) { waiting_ += text; }
  [[nodiscard]] net::Task<Result<void>> send();
  [[nodiscard]] net::Task<Result<void>> send_when_large();
  // What others changed in the selected mailbox is said.
  [[nodiscard]] net::Task<Result<void>> say_news(bool may_expunge);
  // Asks again what may be done with the selected mailbox when it is another account's. false: it
  // may not be read any more, and nothing of it may be told.
  [[nodiscard]] net::Task<bool> may_still_read();
  // The literal of an APPEND, and what is left of its command.
  [[nodiscard]] std::optional<LiteralMark> message() const { return message_; }
  [[nodiscard]] net::Task<Result<void>> drop_message();
  void restart_idle_time();

  template <class Work>
  [[nodiscard]] net::Task<std::invoke_result_t<Work>> on_disk(Work work) {
    return gates::on_disk(around_.disk, std::move(work));
  }

 private:
  [[nodiscard]] net::Task<bool> serve_next();  // false: the connection is over
  [[nodiscard]] net::Task<Completion> obey(Received& received);
  [[nodiscard]] net::Task<Completion> obey(Command& command);
  [[nodiscard]] std::optional<Completion> out_of_state(const Command& command) const;
  [[nodiscard]] net::Task<void> say_farewell(const Error& reason);
  [[nodiscard]] InputLimits limits() const;
  void count_errors(Completion& completion);

  net::Lines& lines_;
  Visit& visit_;
  Surroundings& around_;
  mailbox::Watch& watch_;
  CommandInput input_;
  std::optional<auth::Session> login_;
  std::unique_ptr<Selected> selected_;
  std::optional<LiteralMark> message_;
  Enabled enabled_;
  std::string tag_;
  std::string waiting_;
  unsigned errors_ = 0;  // before login in all, later in a row
};

}  // namespace gatehouse::gates::imap
