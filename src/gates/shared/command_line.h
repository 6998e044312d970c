// Control commands as a gate writes them for Visit::command().
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "gates/shared/visit.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::gates {

// A quoted string of the command line: whatever it holds, it stays one parameter.
[[nodiscard]] std::string in_quotes(std::string_view text);

// The account that is logged in proves its password: a login like any other, over the same link, so
// that it is counted as one.
[[nodiscard]] net::Task<std::expected<Visit, auth::Denial>> log_in_again(auth::Keeper& keeper,
                                                                         std::string service,
                                                                         net::Stream& stream,
                                                                         std::string account,
                                                                         Secret password);

// Sets the caller's own password by the rules of his domain.
[[nodiscard]] net::Task<auth::CommandReply> set_own_password(Visit& visit, Secret password);

}  // namespace gatehouse::gates
