#include "web/user/ask.h"

#include <utility>

namespace gatehouse::web::user {

net::Task<Answer> ask(Desk& desk, Command& command) {
  auto line = command.line();
  co_return co_await desk.command(std::move(line));
}

net::Task<Answer> ask_of_own(Desk& desk, std::string_view verb) {
  Command command(verb);
  command.keyword("*");
  co_return co_await ask(desk, command);
}

}  // namespace gatehouse::web::user
