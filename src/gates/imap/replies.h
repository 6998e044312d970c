// The last line of an answer: OK, NO or BAD with the response codes of RFC 3501 and RFC 5530.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "base/result.h"

namespace gatehouse::gates::imap {

struct Completion {
  enum class Kind {
    ok,
    no,
    bad,
    start_tls,  // OK, then the handshake
    hang_up     // there is nobody left to answer
  };
  Kind kind = Kind::ok;
  std::string code;  // "TRYCREATE"; empty: none
  std::string words;
  bool close = false;  // answer, say BYE, close
};

[[nodiscard]] Completion ok(std::string_view words, std::string code = {});
[[nodiscard]] Completion no(std::string code, std::string_view words);
[[nodiscard]] Completion bad(std::string_view words, std::string code = {});
[[nodiscard]] Completion hang_up();
[[nodiscard]] Completion refusal(const auth::Denial& denial);
// What a mailbox could not do. `missing` is the code when it is not there.
[[nodiscard]] Completion failure(const Error& error, std::string_view missing = "NONEXISTENT");

[[nodiscard]] std::string tagged_line(std::string_view tag, const Completion& completion);
[[nodiscard]] std::string bye_line(std::string_view words);
[[nodiscard]] std::string refused_visit(const Error& reason);  // instead of the greeting

}  // namespace gatehouse::gates::imap
