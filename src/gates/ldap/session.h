// LDAP (RFC 4511, 4513): binds of every kind, StartTLS, a directory to read, passwords to change.
// One Session serves one connection; requests are answered in the order they came.
//
// A bind begins with forgetting who was logged in: the visit ends and another one begins. While a
// SASL exchange is under way only its next step, an end of it or an unbind is taken.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gates/ldap/message.h"
#include "gates/ldap/names.h"
#include "gates/ldap/replies.h"
#include "gates/ldap/requests.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/lines.h"

namespace gatehouse::gates::ldap {

[[nodiscard]] net::Task<void> serve_ldap(net::Stream stream, Port port, Surroundings& around);

class Session {
 public:
  // `lines` and `around` outlive the session.
  Session(net::Lines& lines, Visit visit, Surroundings& around);
  // To the last answer; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Handler = net::Task<Reply> (Session::*)(const Message& message);
  struct Operation {
    Tag request;
    Tag answer;  // 0: there is none
    bool wants_login;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Operation> operations();
  using Extension = net::Task<Reply> (Session::*)(std::int32_t id, ExtendedRequest request);
  struct ExtensionRow {
    std::string_view oid;
    bool wants_login;
    Extension handler;
  };
  [[nodiscard]] static std::span<const ExtensionRow> extensions();

  net::Task<std::optional<Reply>> next();  // nullopt: the connection is over
  net::Task<Reply> dispatch(std::string_view bytes);
  net::Task<Reply> perform(const Operation& operation, const Message& message);

  net::Task<Reply> abandon(const Message& message);
  net::Task<Reply> bind(const Message& message);
  net::Task<auth::Reply> with_last_words(auth::Reply reply);
  net::Task<Reply> change(const Message& message);
  net::Task<Reply> compare(const Message& message);
  net::Task<Reply> extend(const Message& message);
  net::Task<Reply> search(const Message& message);
  net::Task<Reply> unbind(const Message& message);

  net::Task<Reply> start_tls(std::int32_t id, ExtendedRequest request);
  net::Task<Reply> who_am_i(std::int32_t id, ExtendedRequest request);
  net::Task<Reply> change_password(std::int32_t id, ExtendedRequest request);
  net::Task<std::optional<Reply>> check_password(std::int32_t id, std::string_view password);
  net::Task<Reply> set_password(std::int32_t id, std::string_view who, std::string_view password);

  net::Task<std::optional<Reply>> forget_login(std::int32_t id);
  net::Task<Reply> bind_simply(std::int32_t id, std::string_view name, std::string_view password);
  net::Task<Reply> bind_with_sasl(std::int32_t id, SaslProof proof);
  Reply concluded(std::int32_t id, auth::Reply reply, std::string_view mechanism);

  net::Task<std::vector<std::string>> domains();
  // Of the root and the schema, which the directory knows nothing of.
  net::Task<std::optional<Record>> own_record(Place place, Scope scope);
  net::Task<auth::Allowed<std::optional<Record>>> record_at(Place place);

  [[nodiscard]] bool can_start_tls() const;
  void set_deadline();

  net::Lines& lines_;
  std::optional<Visit> visit_;
  Surroundings& around_;
  std::optional<auth::Session> session_;
  std::string mechanism_;       // of the exchange under way; empty: none
  unsigned broken_in_row_ = 0;  // requests
};

}  // namespace gatehouse::gates::ldap
