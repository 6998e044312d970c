// What is answered, and how it is written (RFC 9110, RFC 9112).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gates/http/request.h"
#include "net/task.h"

namespace gatehouse::gates::http {

struct Response {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body{};
  // Beside those that every answer has. One with a control character in its value is left out.
  std::vector<Field> fields{};
  bool close = false;  // after it was sent
  // What comes behind `body`, so many bytes, piece by piece; an empty piece: it broke off. Empty:
  // that was all.
  std::uint64_t rest = 0;
  std::function<net::Task<std::string>()> next{};
};

// A line of words for a person.
[[nodiscard]] Response plain(unsigned status, std::string_view words);
[[nodiscard]] Response see_other(std::string_view path);  // after a form: RFC 9110, section 15.4.4

struct Manner {
  bool head_only = false;
  bool tls = false;
  Time now{};
};
// "Sun, 22 Nov 2026 12:00:00 GMT" (RFC 9110, section 5.6.7).
[[nodiscard]] std::string date_text(Time now);

[[nodiscard]] std::string written(const Response& response, Manner manner);

}  // namespace gatehouse::gates::http
