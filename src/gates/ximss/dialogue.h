// What somebody who has logged in may ask, a request at a time, whatever carries the requests: one
// connection (session.h), or a web client that comes back with the session's ID (http_sessions.h).
// Whoever carries them knows `bye`, and the requests before a login.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "gates/ximss/replies.h"
#include "net/stream.h"
#include "xml/element.h"

namespace gatehouse::gates::ximss {

inline constexpr std::size_t longest_message = std::size_t{64} << 10U;  // bytes of a request
inline constexpr std::size_t longest_id = 255;                          // of a request

class Dialogue {
 public:
  enum class Way {
    by_credentials,  // the visit logged in with the account's own, or somebody's who may
    by_session       // it came with the ID of a session
  };
  // All outlive this; the visit is logged in. `account`: that was opened.
  Dialogue(Surroundings& around, net::Stream& stream, Visit& visit, std::string account, Way way)
      : around_(around), stream_(stream), visit_(visit), account_(std::move(account)), way_(way) {}

  [[nodiscard]] net::Task<Reply> take(const xml::Element& request);

 private:
  using Handler = net::Task<Reply> (Dialogue::*)(const xml::Element& request);
  struct Request {
    std::string_view name;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Request> requests();

  net::Task<Reply> noop(const xml::Element& request);

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

  Surroundings& around_;
  net::Stream& stream_;
  Visit& visit_;
  std::string account_;
  Way way_;
};

// What tells who has logged in. `id`: of the session; empty: there is none.
[[nodiscard]] net::Task<xml::Element> session_message(Visit& visit, const auth::Session& session,
                                                      std::string_view id);

}  // namespace gatehouse::gates::ximss
