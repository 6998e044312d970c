// The handlers of routes.cpp, each in a file of its own in pages/.
#pragma once

#include "gates/http/routes.h"

namespace gatehouse::gates::http::pages {

[[nodiscard]] net::Task<Response> api_command(Call& call);
[[nodiscard]] net::Task<Response> api_query(Call& call);
[[nodiscard]] net::Task<Response> certificate(Call& call);
[[nodiscard]] net::Task<Response> challenge(Call& call);
[[nodiscard]] net::Task<Response> command_lines(Call& call);
[[nodiscard]] net::Task<Response> front(Call& call);
[[nodiscard]] net::Task<Response> icon(Call& call);
[[nodiscard]] net::Task<Response> log_in(Call& call);
[[nodiscard]] net::Task<Response> log_in_by_credentials(Call& call);
[[nodiscard]] net::Task<Response> log_out(Call& call);
[[nodiscard]] net::Task<Response> login_form(Call& call);
[[nodiscard]] net::Task<Response> master(Call& call);
[[nodiscard]] net::Task<Response> metrics(Call& call);
[[nodiscard]] net::Task<Response> public_file(Call& call);
[[nodiscard]] net::Task<Response> second_step(Call& call);
[[nodiscard]] net::Task<Response> set_up_factor(Call& call);
[[nodiscard]] net::Task<Response> show_code(Call& call);
[[nodiscard]] net::Task<Response> style(Call& call);
[[nodiscard]] net::Task<Response> to_master(Call& call);
[[nodiscard]] net::Task<Response> web_page(Call& call);
[[nodiscard]] net::Task<Response> whoami(Call& call);
[[nodiscard]] net::Task<Response> ximss_login(Call& call);
[[nodiscard]] net::Task<Response> ximss_session(Call& call);

}  // namespace gatehouse::gates::http::pages
