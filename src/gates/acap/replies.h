// The words of ACAP: completions with the response codes of RFC 2244, section 6, and its greeting.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "gates/acap/requests.h"

namespace gatehouse::gates::acap {

struct Completion {
  enum class Kind { ok, no, bad } kind = Kind::ok;
  std::string code{};  // in parentheses; empty: none
  std::string words{};
  bool close = false;     // after sending it
  bool answered = false;  // the handler has sent what is to be sent
};

[[nodiscard]] Completion ok(std::string_view words);
[[nodiscard]] Completion ok_with(std::string code, std::string_view words);
[[nodiscard]] Completion no(std::string code, std::string_view words);
[[nodiscard]] Completion bad(std::string_view words);
[[nodiscard]] Completion refusal(const auth::Denial& denial);
[[nodiscard]] Completion refusal(const Fault& fault);
// About a dataset; `path` as the client wrote it.
[[nodiscard]] Completion refusal(const auth::Refused& refused, std::string_view path);
[[nodiscard]] Completion refusal(const Error& failure, std::string_view path);
[[nodiscard]] Completion not_permitted(std::string_view path);
[[nodiscard]] Completion nothing_more();
[[nodiscard]] Completion hang_up();  // there is nobody left to answer

[[nodiscard]] std::string text_of(const Completion& completion, std::string_view tag);
inline constexpr std::size_t most_contexts = 128;  // of a connection; the greeting says so
[[nodiscard]] std::string greeting(const auth::Offer& offer, bool can_start_tls);
[[nodiscard]] std::string refused_visit(const Error& reason);

}  // namespace gatehouse::gates::acap
