// XIMSS over TCP (doc/ximss.md): one Session serves one connection. The client speaks first.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "gates/ximss/messages.h"
#include "gates/ximss/replies.h"
#include "net/stream.h"
#include "xml/element.h"

namespace gatehouse::gates::ximss {

[[nodiscard]] net::Task<void> serve_ximss(net::Stream stream, Port port, Surroundings& around);

class Session {
 public:
  // All references outlive the session.
  Session(net::Stream& stream, Visit& visit, Surroundings& around);
  // Up to the last reply; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Handler = net::Task<Reply> (Session::*)(const xml::Element& request);
  enum class When { before_login, after_login, always };
  struct Request {
    std::string_view name;
    When when;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Request> requests();

  net::Task<bool> next();  // false: the connection is over
  net::Task<Result<xml::Element>> read_request();
  net::Task<Reply> dispatch(const xml::Element& request);
  net::Task<Result<void>> send(std::string text);
  net::Task<void> end_session();
  void set_deadline();
  [[nodiscard]] bool can_start_tls() const;

  net::Task<Reply> bye(const xml::Element& request);
  net::Task<Reply> noop(const xml::Element& request);

  // login.cpp
  class Courier;
  net::Task<Reply> list_features(const xml::Element& request);
  net::Task<Reply> login(const xml::Element& request);
  net::Task<Reply> login_by_method(const xml::Element& request);
  net::Task<Reply> login_by_password(const xml::Element& request);
  net::Task<Reply> start_tls(const xml::Element& request);
  net::Task<Reply> logged_in(auth::Session session);

  // account.cpp
  net::Task<Reply> execute(const xml::Element& request);
  net::Task<Reply> kill_session(const xml::Element& request);
  net::Task<Reply> list_sessions(const xml::Element& request);
  net::Task<Reply> modify_password(const xml::Element& request);
  net::Task<Reply> ask(std::string line, std::string_view data_name);

  // rights.cpp
  struct Place {
    std::string account;
    std::string mailbox;
  };
  net::Task<Reply> change_acl(const xml::Element& request);
  net::Task<Reply> read_acl(const xml::Element& request);
  net::Task<Reply> read_rights(const xml::Element& request);
  net::Task<auth::Allowed<Place>> find_place(const xml::Element& request);

  net::Stream& stream_;
  Messages messages_;
  Visit& visit_;
  Surroundings& around_;
  std::optional<auth::Session> session_;
  Secret session_id_;  // of the session that outlives a request; empty: none was opened
  unsigned errors_in_row_ = 0;
};

}  // namespace gatehouse::gates::ximss
