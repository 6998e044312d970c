// RFC 8555, section 8.3: what proves to a certificate authority who keeps the host.
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {

net::Task<Response> challenge(Call& call) {
  const auto& answer_for = call.around.challenge_answer;
  const auto answer =
      answer_for ? answer_for(call.request.host, call.rest) : std::optional<std::string>();
  if (!answer) co_return plain(404, "There is no such page");
  co_return Response{.type = "application/octet-stream", .body = *answer};
}

}  // namespace gatehouse::gates::http::pages
