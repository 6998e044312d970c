// Reads a request from bytes as they come (RFC 9112). What a server in front of this one could
// understand differently is refused, and the connection with it: two lengths, two codings, a space
// before a colon, a folded line, a bare LF.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gates/http/request.h"

namespace gatehouse::gates::http {

inline constexpr std::size_t longest_request_line = 8192;
inline constexpr std::size_t longest_head = 16384;
inline constexpr std::size_t most_fields = 100;

// Answer with this and close: where the next request begins is not known.
struct Trouble {
  unsigned status;
  std::string_view words;
};

class Intake {
 public:
  Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;
  ~Intake();

  // The next request without its body; what was read is taken from `input`. nullopt: more is
  // needed.
  [[nodiscard]] std::expected<std::optional<Request>, Trouble> head(std::string& input);
  // After head(), until it gives something: the body, of at most `longest` bytes. Fields behind a
  // body in chunks are dropped.
  [[nodiscard]] std::expected<std::optional<Secret>, Trouble> body(std::string& input,
                                                                   std::size_t longest);

 private:
  struct Parser;
  [[nodiscard]] std::expected<Request, Trouble> parse(std::string_view head);
  std::unique_ptr<Parser> parser_;
  bool skipped_ = false;  // an empty line before the request
};

}  // namespace gatehouse::gates::http
