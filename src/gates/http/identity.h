// Who a connection speaks for, request by request.
//
// Basic and Digest hold for the request that carries them: the next one without credentials is
// nobody's. Negotiate, NTLM and a client certificate hold for the connection, until other
// credentials come. Whoever has logged in by a form is known by a cookie, only where pages ask for
// one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gates/http/credentials.h"
#include "gates/http/door.h"
#include "gates/http/response.h"
#include "gates/http/tally.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"

namespace gatehouse::gates::http {

class Identity {
 public:
  // All outlive this.
  Identity(Surroundings& around, net::Stream& stream, const Door& door)
      : around_(around), stream_(stream), tally_(door.tally), side_(door.side) {}

  // By the credentials of the request, for a service of Enabled Services ("HTTP", "API"). nullopt:
  // somebody is logged in; else the answer.
  [[nodiscard]] net::Task<std::optional<Response>> by_credentials(const Request& request,
                                                                  std::string_view service);
  // By the cookie of a web session. nullopt: somebody is logged in; else the way to the form.
  [[nodiscard]] net::Task<std::optional<Response>> by_cookie(const Request& request);
  // By the fields of a form, for a web session to be opened.
  [[nodiscard]] net::Task<auth::Reply> by_form(const Request& request, std::string name,
                                               Secret password);
  // Ends a web session of that account, when it is one.
  [[nodiscard]] net::Task<void> end_session(std::string account, Secret id);
  void forget();

  // The domain that the host of the request leads to, for whoever comes.
  [[nodiscard]] net::Task<std::string> domain_at(const Request& request);
  // The account of that name, when it shows a web site; also to those who may not log in from where
  // they are. Nobody is logged in by it, or out.
  [[nodiscard]] net::Task<auth::Allowed<auth::Owner>> site_of(const Request& request,
                                                              std::string name);

  // Null: nobody is logged in.
  [[nodiscard]] Visit* visit() { return session_ ? &*visit_ : nullptr; }
  [[nodiscard]] const auth::Session* session() const { return session_ ? &*session_ : nullptr; }
  // What a login has to tell with the answer to the request that it came with.
  [[nodiscard]] std::vector<Field> take_last_words() { return std::exchange(last_words_, {}); }

 private:
  net::Task<std::optional<Response>> enter(std::string service);
  net::Task<std::optional<Response>> log_in(const Request& request, Credentials credentials);
  net::Task<std::optional<Response>> by_certificate(const Request& request);
  net::Task<auth::Reply> answer_to(const Request& request, Credentials credentials);
  net::Task<auth::Reply> basic(const Request& request, std::string_view text);
  net::Task<auth::Reply> digest(const Request& request, std::string_view text);
  net::Task<auth::Reply> token(const SchemeRow& scheme, std::string_view text);
  static net::Task<std::string> domain_of(Visit& visit, std::string host);
  static net::Task<std::string> qualified(Visit& visit, const Request& request, std::string name);
  net::Task<std::string> digest_request(const Request& request);
  net::Task<Response> refused(const Request& request, auth::Denial denial);
  net::Task<Response> demand(const Request& request);
  net::Task<std::vector<Field>> ways_to_log_in(const Request& request);

  Surroundings& around_;
  net::Stream& stream_;
  Tally& tally_;
  Doors side_;
  std::optional<Visit> visit_;
  std::optional<auth::Session> session_;
  std::string_view service_ = "HTTP";   // the one credentials are for
  const SchemeRow* pending_ = nullptr;  // an exchange of more steps is under way
  bool of_connection_ = false;          // session_ needs no credentials
  bool certificate_failed_ = false;
  Secret proof_;  // the credentials that opened session_, when they may be repeated
  std::vector<Field> last_words_;
  unsigned refusals_ = 0;
};

}  // namespace gatehouse::gates::http
