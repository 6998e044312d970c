// What a PWD session answers: a code, a space and words (guide-facts 4.2, 4.3), always in one
// piece, because some clients read once.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"

namespace gatehouse::gates::pwd {

struct Reply {
  std::string text;  // with its CRLF; empty: say nothing
  bool ok = true;
  bool close = false;  // after it was sent
};

[[nodiscard]] std::string greeting(const auth::Offer& offer);
[[nodiscard]] Reply answer(int code, std::string_view words);  // ok below 500
[[nodiscard]] Reply refusal(const auth::Denial& denial);
[[nodiscard]] Reply refused_visit(const Error& reason);
// Data go on the answer line (`inlined`) or on a line of their own after it.
[[nodiscard]] Reply outcome(const auth::CommandReply& reply, bool inlined);
[[nodiscard]] Reply nothing_more();
[[nodiscard]] Reply hang_up();

}  // namespace gatehouse::gates::pwd
