// One's own password, sessions, and the command line: what may be done is decided by the rights of
// the account that is logged in.
#include <utility>

#include "gates/shared/command_line.h"
#include "gates/ximss/dialogue.h"

namespace gatehouse::gates::ximss {

// Whoever came with no more than the ID of a session changes it by the password itself, which ends
// that session as it ends the others.
net::Task<Reply> Dialogue::modify_password(const xml::Element& request) {
  if (request.value("newPassword").empty()) co_return error("A new password is missing");
  Secret old_password(request.value("oldPassword"));
  Secret fresh(request.value("newPassword"));
  auto proven =
      co_await log_in_again(around_.keeper, "XIMSS", stream_, account_, std::move(old_password));
  if (!proven) co_return refusal(proven.error());
  // The end of the other one, which the change brings, would take the answer along.
  Visit& changes = way_ == Way::by_session ? *proven : visit_;
  Visit& other = way_ == Way::by_session ? visit_ : *proven;
  other.leave();
  const auto changed = co_await set_own_password(changes, std::move(fresh));
  co_return outcome(changed);
}

net::Task<Reply> Dialogue::execute(const xml::Element& request) {
  co_return co_await ask(request.content(), "cliResult");
}

net::Task<Reply> Dialogue::list_sessions(const xml::Element& request) {
  const auto named = request.value("userName");
  const auto who = named.empty() ? std::string_view(account_) : named;
  co_return co_await ask("LISTACCOUNTSESSIONS " + in_quotes(who), "sessions");
}

// One's own ends with or without a right.
net::Task<Reply> Dialogue::kill_session(const xml::Element& request) {
  const std::string id(request.value("sessionID"));
  if (id.empty()) co_return error("A session is missing");
  const auto closed = co_await visit_.close_session(Secret(id));
  if (closed && way_ == Way::by_session) visit_.leave();
  if (closed) co_return done();
  co_return co_await ask("KILLSESSION " + in_quotes(id), "cliResult");
}

// What it answers, as the text of an element of that name.
net::Task<Reply> Dialogue::ask(std::string line, std::string_view data_name) {
  Secret command(line);
  const WipeAtEnd wiped(line);
  const auto answered = co_await visit_.command(std::move(command));
  auto reply = outcome(answered);
  if (answered.data)
    reply.data.push_back(xml::Element{std::string(data_name)}.add_text(*answered.data));
  co_return reply;
}

}  // namespace gatehouse::gates::ximss
