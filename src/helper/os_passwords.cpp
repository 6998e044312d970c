#include "helper/os_passwords.h"

#include <algorithm>

#include "base/name_pattern.h"
#include "base/text.h"
#include "helper/words.h"

namespace gatehouse::helper {
namespace {

constexpr std::size_t longest_user = 255;
constexpr std::size_t longest_os_password = 512;
constexpr std::chrono::seconds restart_pause{5};

ProgramOptions options() {
  return {.kind = Launcher::Kind::os_passwords,
          .command = {},
          .log_tag = "PAM",
          .time_out = std::chrono::seconds{15},  // its own deadline is shorter
          .interface_version = 1};
}

bool fits_user(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("._-%@+\\").contains(c);
}

}  // namespace

Result<std::string> os_user_name(std::string_view pattern, std::string_view account) {
  auto user = with_name(pattern, account);
  if (user.empty() || user.size() > longest_user || user.front() == '-' ||
      !std::ranges::all_of(user, fits_user))
    return fail(ErrorCode::malformed, "no user can have the name " + escaped(user));
  return user;
}

Secret os_question(std::string_view user, const IpAddress& client, const Secret& password) {
  auto line = "PAM " + parameter(user) + " " + parameter(client.text()) + " ";
  const WipeAtEnd line_wiped(line);
  auto shown = parameter(password.reveal());
  const WipeAtEnd shown_wiped(shown);
  line.reserve(line.size() + shown.size());  // so that it is wiped where it stands
  return Secret(line += shown);
}

std::shared_ptr<Program> OsPasswords::program() {
  const std::lock_guard guard(lock_);
  const auto now = std::chrono::steady_clock::now();
  const bool is_gone = !program_ || !program_->running();
  if (is_gone && (!program_ || now - started_ >= restart_pause)) {
    program_ = std::make_shared<Program>(launcher_, options());
    started_ = now;
  }
  return program_;
}

net::Task<Result<bool>> OsPasswords::check(std::string user, IpAddress client, Secret password) {
  // PAM takes passwords as C strings.
  if (password.empty() || password.size() > longest_os_password || password.reveal().contains('\0'))
    co_return false;
  const auto asked_of = program();
  auto asked = asked_of->ask(os_question(user, client, password));
  const auto answer = co_await std::move(asked);
  if (!answer) co_return std::unexpected(answer.error());
  co_return parse_verdict(answer->text.reveal());
}

}  // namespace gatehouse::helper
