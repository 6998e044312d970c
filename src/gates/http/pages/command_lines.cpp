// The command line interface over HTTP: one command per line of the body, or of the form's field
// `command`. Each is answered as the PWD gate answers it.
#include "base/text.h"
#include "gates/http/html.h"
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {
namespace {

constexpr std::size_t most_commands = 1000;  // of a request
// Bytes of answers: what comes behind them is not done any more.
constexpr std::size_t most_answered = std::size_t{4} << 20U;
constexpr std::string_view not_done = "501 not done: too much was answered before it\r\n";

bool is_form(const Request& request) {
  const auto* type = request.field("content-type");
  return type != nullptr && lower_case(*type).starts_with("application/x-www-form-urlencoded");
}

std::string answer_of(const auth::CommandReply& reply) {
  if (!reply.data) return std::to_string(reply.code) + " " + reply.words + "\r\n";
  return "200 data follow\r\n" + *reply.data + "\r\n";
}

}  // namespace

net::Task<Response> command_lines(Call& call) {
  const auto& request = call.request;
  std::optional<Form> form;
  if (is_form(request)) {
    form = Form::parse(request.body.reveal());
    if (!form) co_return plain(400, "The form cannot be understood");
    if (form->find("command") == nullptr) co_return plain(400, "The field `command` is missing");
  }
  const auto text = form ? form->text("command") : request.body.reveal();
  std::string answers;
  std::size_t count = 0;
  for (const auto raw : split(text, '\n')) {
    const auto line = trimmed(raw.ends_with('\r') ? raw.substr(0, raw.size() - 1) : raw);
    if (line.empty()) continue;
    if (++count > most_commands) co_return plain(413, "Too many commands at once");
    if (answers.size() > most_answered) {
      answers += not_done;
      continue;
    }
    Secret command(line);
    const auto reply = co_await call.identity.visit()->command(std::move(command));
    answers += answer_of(reply);
  }
  if (count == 0) co_return plain(400, "There is no command");
  co_return Response{.body = std::move(answers)};
}

}  // namespace gatehouse::gates::http::pages
