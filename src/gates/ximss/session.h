// XIMSS over TCP (doc/ximss.md): one Session serves one connection. The client speaks first.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "gates/ximss/dialogue.h"
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
  struct Request {
    std::string_view name;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Request> before_login();

  net::Task<bool> next();  // false: the connection is over
  net::Task<Result<xml::Element>> read_request();
  net::Task<Reply> dispatch(const xml::Element& request);
  net::Task<Reply> dispatch_before_login(const xml::Element& request);
  net::Task<Result<void>> send(std::string text);
  net::Task<void> end_session();
  void set_deadline();
  [[nodiscard]] bool can_start_tls() const;

  net::Task<Reply> bye(const xml::Element& request);
  net::Task<Reply> noop(const xml::Element& request);  // before a login

  // login.cpp
  class Courier;
  net::Task<Reply> list_features(const xml::Element& request);
  net::Task<Reply> login(const xml::Element& request);
  net::Task<Reply> login_by_method(const xml::Element& request);
  net::Task<Reply> login_by_password(const xml::Element& request);
  net::Task<Reply> start_tls(const xml::Element& request);
  net::Task<Reply> logged_in(auth::Session session);

  net::Stream& stream_;
  Messages messages_;
  Visit& visit_;
  Surroundings& around_;
  std::optional<Dialogue> dialogue_;  // with whoever has logged in
  Secret session_id_;  // of the session that outlives a request; empty: none was opened
  unsigned errors_in_row_ = 0;
};

}  // namespace gatehouse::gates::ximss
