// The handlers of routes.cpp, each in a file of its own in pages/.
#pragma once

#include "gates/http/routes.h"

namespace gatehouse::gates::http::pages {

[[nodiscard]] net::Task<Response> account(Call& call);
[[nodiscard]] net::Task<Response> challenge(Call& call);
[[nodiscard]] net::Task<Response> command_lines(Call& call);
[[nodiscard]] net::Task<Response> front(Call& call);
[[nodiscard]] net::Task<Response> log_in(Call& call);
[[nodiscard]] net::Task<Response> log_out(Call& call);
[[nodiscard]] net::Task<Response> login_form(Call& call);
[[nodiscard]] net::Task<Response> metrics(Call& call);
[[nodiscard]] net::Task<Response> whoami(Call& call);

}  // namespace gatehouse::gates::http::pages
