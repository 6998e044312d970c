// The JSON API: each command as a POST with its arguments by name; those that change nothing as a
// GET too. The catalogue is what the keeper says its commands are.
#include "base/text.h"
#include "gates/http/catalogue.h"
#include "gates/http/pages.h"
#include "gates/http/visit_desk.h"
#include "web/api/call.h"
#include "web/api/json.h"
#include "web/api/openapi.h"
#include "web/form.h"

namespace gatehouse::gates::http::pages {
namespace {

Response json(unsigned status, std::string body) {
  return {.status = status, .type = "application/json", .body = std::move(body) + "\n"};
}

Response problem(unsigned status, int code, std::string_view words) {
  return json(status, "{\"error\":{\"code\":" + std::to_string(code) +
                          ",\"message\":" + web::api::json_string(words) + "}}");
}

// guide-facts 4.3.
unsigned status_of(int code) {
  switch (code) {
    case 500:
    case 512:
    case 513:
      return 404;
    case 515:
      return 403;
    case 520:
      return 409;
    default:
      return 400;
  }
}

Response answer_of(const web::Answer& answer) {
  if (!answer.done()) return problem(status_of(answer.code), answer.code, answer.words);
  if (answer.code == 200) return json(200, "{}");
  return json(200, "{\"result\":" + web::api::to_json(answer.value) + "}");
}

bool is_json(const Request& request) {
  const auto* type = request.field("content-type");
  if (type == nullptr) return false;
  std::string_view text = *type;
  return same_but_case(trimmed(take_until(text, ';')), "application/json");
}

net::Task<Response> run(Call& call, bool reads_only, const settings::Dictionary& arguments) {
  VisitDesk desk(*call.identity.visit());
  const auto verbs = co_await call.door.catalogue.verbs(desk);
  if (!verbs) co_return problem(503, 501, "The commands are not known at the moment");
  const auto* verb = web::api::find_verb(*verbs, call.rest);
  if (verb == nullptr) co_return problem(404, 500, "There is no such command");
  if (reads_only && !verb->reads) {
    auto refused = problem(405, 501, "This command changes something: use POST");
    refused.fields.push_back({"Allow", "POST"});
    co_return refused;
  }
  auto line = web::api::line_of(*verb, arguments);
  if (!line) co_return problem(400, 501, line.error().detail);
  const auto answer = co_await desk.command(std::move(*line));
  co_return answer_of(answer);
}

net::Task<Response> described(Call& call) {
  VisitDesk desk(*call.identity.visit());
  const auto verbs = co_await call.door.catalogue.verbs(desk);
  if (!verbs) co_return problem(503, 501, "The commands are not known at the moment");
  const web::Command ask("GETVERSION");
  const auto version = co_await desk.command(ask.line());
  co_return json(200, web::api::openapi(*verbs, version.text()));
}

}  // namespace

net::Task<Response> api_command(Call& call) {
  if (!is_json(call.request)) co_return problem(415, 501, "Send application/json");
  const auto body = call.request.body.reveal();
  auto arguments =
      body.empty() ? Result<settings::Value>(settings::Dictionary{}) : web::api::from_json(body);
  if (!arguments) co_return problem(400, 501, arguments.error().detail);
  const auto* named = arguments->dictionary();
  if (named == nullptr) co_return problem(400, 501, "Send an object with the arguments by name");
  co_return co_await run(call, false, *named);
}

net::Task<Response> api_query(Call& call) {
  if (call.rest == "openapi.json") co_return co_await described(call);
  const auto query = web::Form::parse(call.request.query);
  if (!query) co_return problem(400, 501, "The address cannot be read");
  settings::Dictionary arguments;
  for (const auto& [name, value] : query->pairs())
    arguments.insert_or_assign(name, settings::Value(value.reveal()));
  co_return co_await run(call, true, arguments);
}

}  // namespace gatehouse::gates::http::pages
