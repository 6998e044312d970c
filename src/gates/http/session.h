// HTTP/1.1 over one connection: requests one after another, each answered before the next is
// looked at, until somebody wants to close or the limits are reached.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "gates/http/door.h"
#include "gates/http/identity.h"
#include "gates/http/intake.h"
#include "gates/http/response.h"
#include "gates/http/routes.h"
#include "gates/shared/service.h"

namespace gatehouse::gates::http {

inline constexpr unsigned most_requests = 100;  // of a connection

[[nodiscard]] std::unique_ptr<Gate> open_admin(Surroundings& around);
[[nodiscard]] std::unique_ptr<Gate> open_user(Surroundings& around);

class Session {
 public:
  // All outlive this.
  Session(Surroundings& around, net::Stream& stream, const Door& door)
      : around_(around), stream_(stream), door_(door), identity_(around, stream, door) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { forget_input(); }
  [[nodiscard]] net::Task<void> run();

 private:
  // What reading ends with: the client is gone, or it is told why and is left.
  using Ending = std::optional<Trouble>;

  net::Task<bool> serve_one(bool last);  // false: the connection is over
  net::Task<std::expected<Request, Ending>> read_head();
  net::Task<std::expected<Secret, Ending>> read_body(const Request& request, std::size_t longest);
  net::Task<std::expected<void, Ending>> read_more();
  std::optional<bool> take_available();
  void append(std::string_view bytes);
  void forget_input();
  net::Task<Response> answer(Request& request);
  [[nodiscard]] net::Task<std::optional<Response>> admit(Who who, const Request& request);
  [[nodiscard]] net::Task<Response> without_body(Response refusal, const Request& request);
  [[nodiscard]] net::Task<bool> drop_body(std::uint64_t left);
  net::Task<Response> let_in(const Found& found, const Request& request);
  net::Task<std::optional<Response>> settle(Who who, const Request& request);
  [[nodiscard]] net::Task<std::optional<Response>> by_cookie(const Request& request, bool half);
  net::Task<bool> send(Response response, bool head_only);
  net::Task<bool> send_bytes(std::string_view left);  // outlive the task

  Surroundings& around_;
  net::Stream& stream_;
  const Door& door_;
  Identity identity_;
  Intake intake_;
  std::string input_;  // came in already, belongs to this request or the next ones
};

// Whether another site's page may be behind the request: what a browser would have told.
[[nodiscard]] bool comes_from_elsewhere(const Request& request, bool tls);

}  // namespace gatehouse::gates::http
